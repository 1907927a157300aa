// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/comment.h"

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
    std::size_t begin = 0; // of what is not in kept yet
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

} // namespace xvrrp::config
