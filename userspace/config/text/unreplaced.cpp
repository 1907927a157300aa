// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/unreplaced.h"

#include "config/text/substitution.h"

#include <algorithm>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

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
