// SPDX-License-Identifier: GPL-2.0-or-later
// What readers share: a parameter that is a number or a switch, and a setting that is written twice.
#pragma once

#include "config/grammar/draft.h"
#include "config/grammar/keywords.h"

namespace xvrrp::config {

// The parameter in units of 10^-decimals. Where it is no number in the keyword's range: nothing, and a finding of
// the severity given that ends with what is done instead ("using 100").
std::optional<std::int64_t> read_number(const Keyword& keyword, const Token& parameter, Severity severity,
                                        std::string_view instead, Draft& draft);

void report_repeated(const Keyword& keyword, Span first, Span again, Draft& draft);

// As in keepalived, the last one counts.
template <class T>
void set(Optional<T>& setting, T value, const Keyword& keyword, const Node& node, Draft& draft) {
    const bool has_value = !keyword.parameter.syntax.empty() && node.words.size() > 1;
    const Span where = has_value ? node.words[1].where : node.keyword().where;
    if (setting)
        report_repeated(keyword, setting->where, where, draft);
    setting = Setting<T>{std::move(value), where};
}

bool is_off(const Node& node); // a switch that is written as one of the words for it

// The parameter as a switch, a number, or a time: of whole seconds where the keyword has no decimals. What is none is
// ignored with a warning.
void read_into(Optional<bool>& setting, const Keyword& keyword, const Node& node, Draft& draft);
void read_into(Optional<int>& setting, const Keyword& keyword, const Node& node, Draft& draft);
void read_into(Optional<unsigned>& setting, const Keyword& keyword, const Node& node, Draft& draft);
void read_into(Optional<Microseconds>& setting, const Keyword& keyword, const Node& node, Draft& draft);

} // namespace xvrrp::config
