// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/lexer.h"

#include "config/text/variables.h"

#include <algorithm>

namespace xvrrp::config {
namespace {

bool is_brace(char c) {
    return c == '{' || c == '}';
}

bool ends_word(char c) {
    return is_blank(c) || is_brace(c) || c == '"';
}

// The end of the quoted word that begins here. npos: its closing quote is missing.
std::size_t end_of_quoted(std::string_view text, std::size_t begin) {
    const std::size_t quote = text.find('"', begin + 1);
    return quote == std::string_view::npos ? quote : quote + 1;
}

std::size_t end_of_word(std::string_view text, std::size_t at) {
    while (at < text.size() && !ends_word(text[at])) {
        at += std::max<std::size_t>(1, length_of_braced(text, at));
    }
    return at;
}

} // namespace

Line first_line(const Written& text, std::size_t secret, std::size_t& end, Diagnostics& out) {
    const std::string_view all = text.text();
    Line line;
    std::size_t& at = end = 0;
    if (is_brace(all.front())) {
        line.kind = all.front() == '{' ? Line::Kind::Open : Line::Kind::Close;
        at = 1;
    }
    std::size_t last = at; // the end of what is no blank
    while (line.kind == Line::Kind::Words && at < all.size() && !is_brace(all[at])) {
        if (is_blank(all[at])) {
            ++at;
            continue;
        }
        const std::size_t begin = at;
        const std::size_t blanks = last;
        const bool quoted = all[at] == '"';
        const std::size_t behind = quoted ? end_of_quoted(all, at) : end_of_word(all, at);
        at = std::min(behind, all.size());
        const std::size_t quote = quoted ? 1 : 0;
        last = at;
        if (behind == std::string_view::npos)
            out.push_back(warning(text.span(begin, at),
                                  "this quoted word has no closing '\"', ignoring the rest of the line"));
        else
            line.words.push_back({std::string(all.substr(begin + quote, behind - begin - 2 * quote)),
                                  text.span(begin, behind), behind > secret,
                                  std::string(all.substr(blanks, behind - blanks))});
    }
    line.where = text.span(0, last);
    return line;
}

std::string in_quotes(const Token& token) {
    return token.secret ? "'***'" : in_quotes(std::string_view(token.text));
}

} // namespace xvrrp::config
