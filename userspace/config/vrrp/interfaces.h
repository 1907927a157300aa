// SPDX-License-Identifier: GPL-2.0-or-later
// What the configuration says about interfaces, as they come and go: dynamic_interfaces, interface_up_down_delays,
// dont_track_primary, track_src_ip, promote_secondaries.
#pragma once

#include "config/grammar/draft.h"
#include "config/grammar/keywords.h"

namespace xvrrp::config {

bool read_dynamic_interfaces(const Keyword& keyword, const Node& node, Draft& draft);
bool read_interface_up_down_delays(const Keyword& keyword, const Node& node, Draft& draft);
bool read_dont_track_primary(const Keyword& keyword, const Node& node, Draft& draft);
bool read_track_src_ip(const Keyword& keyword, const Node& node, Draft& draft);
bool read_promote_secondaries(const Keyword& keyword, const Node& node, Draft& draft);

} // namespace xvrrp::config
