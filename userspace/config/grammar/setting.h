// SPDX-License-Identifier: GPL-2.0-or-later
// Settings as most rows have them: a parameter that is a number or a switch is read into its member of the draft, and is
// written back where it is not the default.
#pragma once

#include "config/grammar/configuration.h"
#include "config/grammar/draft.h"
#include "config/grammar/keywords.h"

namespace xvrrp::config {

// The parameter in units of 10^-decimals. Where it is no number in the keyword's range the result is nothing, and a
// finding of the severity given ends with what is done instead ("using 100").
std::optional<std::int64_t> read_number(const Keyword& keyword, const Token& parameter, Severity severity,
                                        std::string_view instead, Draft& draft);

void report_repeated(const Keyword& keyword, Span first, Span again, Draft& draft);

// The last one counts, as in keepalived.
template <class T>
void set(Optional<T>& setting, T value, const Keyword& keyword, const Node& node, Draft& draft) {
    const bool has_value = !keyword.parameter.syntax.empty() && node.words.size() > 1;
    const Span where = has_value ? node.words[1].where : node.keyword().where;
    if (setting)
        report_repeated(keyword, setting->where, where, draft);
    setting = Setting<T>{std::move(value), where};
}

bool is_off(const Node& node); // a switch that is written as one of the words for it

// The parameter as a switch, a number, or a time: of whole seconds where the keyword has no decimals. A parameter that is
// none of them is ignored with a warning.
void read_into(Optional<bool>& setting, const Keyword& keyword, const Node& node, Draft& draft);
void read_into(Optional<int>& setting, const Keyword& keyword, const Node& node, Draft& draft);
void read_into(Optional<unsigned>& setting, const Keyword& keyword, const Node& node, Draft& draft);
void read_into(Optional<Microseconds>& setting, const Keyword& keyword, const Node& node, Draft& draft);

inline InstanceDraft& current(Draft& draft) {
    return draft.instances.back();
}

// The settings that global_defs and an instance share: those of the block that the keyword stands in.
inline Tuning& tuning_of(const Keyword& keyword, Draft& draft) {
    return keyword.where == Block::GlobalDefs ? draft.tuning : current(draft).tuning;
}

template <auto Member>
bool read_global(const Keyword& keyword, const Node& node, Draft& draft) {
    read_into(draft.*Member, keyword, node, draft);
    return true;
}

template <auto Member>
bool read_setting(const Keyword& keyword, const Node& node, Draft& draft) {
    read_into(current(draft).*Member, keyword, node, draft);
    return true;
}

template <auto Member>
bool read_tuning(const Keyword& keyword, const Node& node, Draft& draft) {
    read_into(tuning_of(keyword, draft).*Member, keyword, node, draft);
    return true;
}

// A keyword that is all of its statement.
template <auto Member, bool On = true>
bool read_flag(const Keyword& keyword, const Node& node, Draft& draft) {
    set(current(draft).*Member, On, keyword, node, draft);
    return true;
}

// A setting that is not written leaves the target as it is.
template <class Target, class T>
void overlay(Target& target, const Optional<T>& setting) {
    if (setting)
        target = static_cast<Target>(setting->value);
}

// WEIGHT [reverse]
void read_weight_and_reverse(const Keyword& keyword, const Node& node, int& weight, bool& reverse,
                             Draft& draft);

void report_defined_twice(const Keyword& keyword, const Token& name, Span first, Draft& draft);

// The name of a block with a name. The first block of a name counts.
template <class Drafts>
bool is_new(const Drafts& known, const Keyword& keyword, const Token& name, Draft& draft) {
    for (const auto& each : known) {
        if (each.name.text != name.text)
            continue;
        report_defined_twice(keyword, name, each.name.where, draft);
        return false;
    }
    return true;
}

// The words of all lines of a block.
void append_words(const Node& block, std::vector<Token>& words);
// The block of a keyword with a name on each line.
std::vector<std::string> lines_of_names(std::string_view keyword, const std::vector<std::string>& names);

std::string in_seconds(core::Duration duration); // "2.5"

inline std::string as_text(core::Duration value) {
    return in_seconds(value);
}

template <class Number>
std::string as_text(Number value) {
    return std::to_string(value);
}

template <auto Member>
Values show_setting(const core::VirtualRouterConfig& router) {
    static const core::VirtualRouterConfig otherwise;
    return router.*Member == otherwise.*Member ? Values{} : when(true, as_text(router.*Member));
}

template <auto Member>
Values show_garp(const core::VirtualRouterConfig& router) {
    const core::GarpConfig otherwise;
    return router.garp.*Member == otherwise.*Member ? Values{} : when(true, as_text(router.garp.*Member));
}

template <auto Member, bool On = true>
Values show_flag(const core::VirtualRouterConfig& router) {
    return when(router.*Member == On);
}

} // namespace xvrrp::config
