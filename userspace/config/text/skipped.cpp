// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/skipped.h"

#include <algorithm>

namespace xvrrp::config {
namespace {

bool starts_comment(char c) {
    return c == '#' || c == '!';
}

// \\# is a backslash and a comment.
bool escapes_next(std::string_view text, std::size_t at) {
    return text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == '\\' || starts_comment(text[at + 1]));
}

Diagnostic escaped(const Span& where) {
    return warning(where, "this is a character here, and a comment to keepalived 2.2.7",
                   "in \"...\" and without the backslash it is the same in both");
}

} // namespace

Written without_comment(const Written& line, Diagnostics& out) {
    const std::string_view text = line.text();
    if (text.find_first_of("#!") == std::string_view::npos)
        return line;
    Written kept;
    std::size_t begin = 0; // the text from here on is not in kept yet
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '"') {
            quoted = !quoted;
        } else if (!quoted && escapes_next(text, at)) {
            if (starts_comment(text[at + 1])) {
                kept.append(line.part(begin, at));
                kept.append(text.substr(at + 1, 1), line.span(at, at + 2));
                out.push_back(escaped(line.span(at, at + 2)));
                begin = at + 2;
            }
            ++at;
        } else if (!quoted && starts_comment(text[at])) {
            kept.append(line.part(begin, at));
            return kept;
        }
    }
    kept.append(line.part(begin, line.size()));
    return kept;
}

bool is_conditional(const Written& line) {
    return line.text().starts_with('@');
}

Condition read_condition(const Written& line, Diagnostics& out) {
    const std::string_view text = line.text();
    const bool unless = text.starts_with("@^");
    const std::size_t begin = unless ? 2 : 1;
    const std::size_t end = std::min(text.find_first_of(kBlanks), text.size());
    const std::string_view id = text.substr(begin, end - begin);
    if (id.empty())
        out.push_back(note(line.span(0, begin), "this condition has no ID", "no blank in front of the ID"));
    else if (id.find_first_of("{}\"") != std::string_view::npos)
        out.push_back(
            note(line.span(begin, end), "all of this is the ID of the condition", "it ends with a blank"));
    return {id, unless, end};
}

} // namespace xvrrp::config
