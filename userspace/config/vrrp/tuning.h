// SPDX-License-Identifier: GPL-2.0-or-later
// Readers of values that only go to their place: in global_defs, in an instance, or in whichever of both the keyword
// stands. Which place that is, the keyword table says as the argument.
#pragma once

#include "config/grammar/setting.h"

namespace xvrrp::config {

// At least one: 0 is corrected, as keepalived does.
void read_repeat_into(Optional<unsigned>& setting, const Keyword& keyword, const Node& node, Draft& draft);

// Between two messages: 0 is out of range, and stands in many copied samples.
void read_pause_into(Optional<Microseconds>& setting, const Keyword& keyword, const Node& node, Draft& draft);

bool read_garp_extra_if(const Keyword& keyword, const Node& node, Draft& draft);

inline Tuning& tuning_of(const Keyword& keyword, Draft& draft) {
    return keyword.where == Block::GlobalDefs ? draft.tuning : draft.instances.back().tuning;
}

template <auto Member>
bool read_tuning(const Keyword& keyword, const Node& node, Draft& draft) {
    read_into(tuning_of(keyword, draft).*Member, keyword, node, draft);
    return true;
}

template <auto Member>
bool read_repeat(const Keyword& keyword, const Node& node, Draft& draft) {
    read_repeat_into(tuning_of(keyword, draft).*Member, keyword, node, draft);
    return true;
}

template <auto Member>
bool read_global(const Keyword& keyword, const Node& node, Draft& draft) {
    read_into(draft.*Member, keyword, node, draft);
    return true;
}

template <auto Member>
bool read_pause(const Keyword& keyword, const Node& node, Draft& draft) {
    read_pause_into(draft.*Member, keyword, node, draft);
    return true;
}

} // namespace xvrrp::config
