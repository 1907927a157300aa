// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/substitution.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

bool ends_use(char c) {
    return is_blank(c) || c == ',' || c == ')' || c == 0;
}

char at_or(std::string_view text, std::size_t offset, char otherwise) {
    return offset < text.size() ? text[offset] : otherwise;
}

} // namespace

std::optional<Use> next_use(std::string_view text, std::size_t offset, char after) {
    for (std::size_t at = text.find('$', offset); at != std::string_view::npos; at = text.find('$', at + 1)) {
        if (at_or(text, at + 1, 0) == '{') {
            if (const std::size_t length = length_of_braced(text, at); length > 0)
                return Use{at, at + length, text.substr(at + 2, length - 3), true, true};
        } else if (const std::size_t end = end_of_name(text, at + 1); end > at + 1) {
            return Use{at, end, text.substr(at + 1, end - at - 1), false, ends_use(at_or(text, end, after))};
        }
    }
    return std::nullopt;
}

// What a line may use once more would never end, and what lies too deep takes too long.
bool Substitution::may_use(const Use& use, std::string_view name, const Span& where) {
    if (origins_.has(where.origin, false, name)) {
        out_.push_back(error(where, fmt::format("'${}' refers to itself", name),
                             "a value is replaced where it is used: define it with what does not change"));
        return false;
    }
    if (origins_.depth(where.origin) >= Origins::kDeepest) {
        out_.push_back(error(where, fmt::format("'${}' lies {} steps deep", name, Origins::kDeepest)));
        return false;
    }
    return use.is_ended;
}

void Substitution::add_lines(std::string_view name, const Variable& variable, Span where) {
    const std::uint32_t origin = origins_.add(Cause::Used, std::string(name), where);
    result_.lines = variable.lines;
    for (Written& line : result_.lines)
        line.set_origin(origin);
}

bool Substitution::add_variable(const Use& use, const Span& where, char after) {
    const auto found = variables_.find(use.call);
    if (found == variables_.end()) {
        const auto value = use.is_ended ? predefined_.value(use.call, file_) : std::nullopt;
        if (!value || !budget_.take_text(value->size(), where, out_))
            return false;
        result_.text.append(*value, where);
        return true;
    }
    const auto& [name, variable] = *found;
    if (!may_use(use, name, where))
        return false;
    if (variable.several_lines) {
        if (after != 0)
            return false;
        add_lines(name, variable, where);
        return true;
    }
    const std::string_view value = variable.lines.front().text();
    if (!budget_.take_text(value.size(), where, out_))
        return false;
    Span defined = variable.where;
    defined.origin = where.origin;
    Span inside = where;
    inside.origin = origins_.add(variable.cause, name, defined);
    add_value(value, inside, after);
    return true;
}

void Substitution::add_value(std::string_view value, const Span& where, char after) {
    std::size_t done = 0;
    for (auto use = next_use(value, 0, after); use; use = next_use(value, use->end, after)) {
        result_.text.append(value.substr(done, use->begin - done), where);
        if (!add_variable(*use, where, at_or(value, use->end, after)))
            result_.text.append(value.substr(use->begin, use->end - use->begin), where);
        done = use->end;
    }
    result_.text.append(value.substr(done), where);
}

Substitution::Replaced Substitution::replace(const Written& line, std::string_view file) {
    file_ = file;
    result_ = {};
    std::size_t done = 0;
    for (auto use = next_use(line.text(), 0); use; use = next_use(line.text(), use->end)) {
        result_.text.append(line.part(done, use->begin));
        const bool replaced =
            add_variable(*use, line.span(use->begin, use->end), at_or(line.text(), use->end, 0));
        if (!replaced)
            result_.text.append(line.part(use->begin, use->end));
        result_.changed = result_.changed || replaced;
        done = use->end;
    }
    result_.text.append(line.part(done, line.size()));
    return std::exchange(result_, {});
}

} // namespace xvrrp::config
