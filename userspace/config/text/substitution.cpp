// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/substitution.h"

#include <algorithm>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

bool ends_use(char c) {
    return is_blank(c) || c == ',' || c == ')' || c == 0;
}

char at_or(std::string_view text, std::size_t offset, char otherwise) {
    return offset < text.size() ? text[offset] : otherwise;
}

constexpr std::size_t kMostSuggestions = 100; // they take time, and nobody reads more

bool starts_word(std::string_view text, std::size_t offset) {
    return offset == 0 || is_blank(text[offset - 1]) || text[offset - 1] == '"';
}

std::string did_you_mean(std::string_view name, const Variables& variables) {
    std::vector<std::string_view> names;
    for (const auto& [each, variable] : variables)
        names.push_back(each);
    const std::string_view suggestion = nearest(name, names);
    return suggestion.empty() ? "" : fmt::format("did you mean '${{{}}}'?", suggestion);
}

struct Reason {
    std::string message; // empty: there is nothing to tell
    std::string hint;
};

Reason reason(const Use& use, bool is_last, const Variables& variables, bool suggest) {
    const auto found = variables.find(use.call);
    if (found == variables.end())
        return {use.is_ended ? "is not defined" : "", suggest ? did_you_mean(use.call, variables) : ""};
    if (!use.is_ended)
        return {"is not replaced here", fmt::format("write '${{{}}}'", use.call)};
    if (found->second.several_lines && !is_last)
        return {"is not replaced here", "it stands for several lines: put it at the end of a line"};
    return {};
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

// A variable that uses itself would never end, and one that lies too deep takes too long.
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

void report_unreplaced(const Written& text, std::size_t end, std::size_t secret, const Variables& variables,
                       Diagnostics& out) {
    const std::string_view all = text.text().substr(0, end);
    const char after = end < text.size() ? text.text()[end] : '\0';
    bool is_quoted = false;
    std::size_t done = 0;
    for (auto use = next_use(all, 0, after); use; use = next_use(all, use->end, after)) {
        is_quoted ^= std::count(all.begin() + done, all.begin() + use->begin, '"') % 2 != 0;
        done = use->begin;
        const bool is_secret = use->begin >= secret;
        const Reason why = reason(*use, use->end == text.size(), variables, out.size() < kMostSuggestions);
        if (why.message.empty() || (is_secret && !use->is_braced && !starts_word(all, use->begin)))
            continue;
        const Severity severity = use->is_braced && !is_quoted ? Severity::Warning : Severity::Note;
        const std::string name =
            is_secret ? "a variable" : in_quotes(all.substr(use->begin, use->end - use->begin));
        out.push_back({severity, text.span(use->begin, use->end),
                       fmt::format("{} {}, its text stays as it is", name, why.message),
                       is_secret ? "" : why.hint});
    }
}

} // namespace xvrrp::config
