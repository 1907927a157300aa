// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/lexer.h"

#include "config/excerpt.h"

#include <algorithm>
#include <utility>

namespace xvrrp::config {
namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r';
}

bool starts_comment(char c) {
    return c == '#' || c == '!';
}

bool ends_word(char c) {
    return is_blank(c) || starts_comment(c) || c == '{' || c == '}' || c == '"';
}

// One physical line on its way to logical ones.
struct Scan {
    std::string_view text;
    std::uint32_t file;
    std::uint32_t number;
    std::size_t secret; // from here on nothing may be shown
    std::size_t at = 0;

    Span span(std::size_t begin, std::size_t end) const {
        return {file, number, static_cast<std::uint32_t>(begin + 1), static_cast<std::uint32_t>(end - begin)};
    }
};

// "...": nothing where the closing quote is missing, and then the rest of the line is used up.
bool scan_quoted(Scan& scan, Token& token) {
    const std::size_t begin = scan.at;
    const std::size_t end = scan.text.find('"', begin + 1);
    const bool closed = end != std::string_view::npos;
    scan.at = closed ? end + 1 : scan.text.size();
    token.text = closed ? scan.text.substr(begin + 1, end - begin - 1) : std::string_view();
    token.where = scan.span(begin, scan.at);
    token.secret = begin >= scan.secret;
    return closed;
}

Token scan_word(Scan& scan) {
    Token token;
    const std::size_t begin = scan.at;
    while (scan.at < scan.text.size() && !ends_word(scan.text[scan.at])) {
        std::size_t take = 1;
        if (scan.text[scan.at] == '\\' && scan.at + 1 < scan.text.size() &&
            starts_comment(scan.text[scan.at + 1])) {
            ++scan.at;
        } else if (scan.text.substr(scan.at).starts_with("${")) {
            const std::size_t end = scan.text.find('}', scan.at);
            take = end == std::string_view::npos ? 1 : end + 1 - scan.at;
        }
        token.text += scan.text.substr(scan.at, take);
        scan.at += take;
    }
    token.where = scan.span(begin, scan.at);
    token.secret = begin >= scan.secret;
    return token;
}

void end_line(std::vector<Token>& words, std::vector<Line>& lines) {
    if (words.empty())
        return;
    Span where = words.front().where;
    where.length = words.back().where.column + words.back().where.length - where.column;
    lines.push_back({Line::Kind::Words, where, std::exchange(words, {})});
}

void scan_line(Scan scan, std::vector<Line>& lines, Diagnostics& out) {
    std::vector<Token> words;
    while (scan.at < scan.text.size() && !starts_comment(scan.text[scan.at])) {
        const char c = scan.text[scan.at];
        if (is_blank(c)) {
            ++scan.at;
        } else if (c == '{' || c == '}') {
            end_line(words, lines);
            lines.push_back(
                {c == '{' ? Line::Kind::Open : Line::Kind::Close, scan.span(scan.at, scan.at + 1), {}});
            ++scan.at;
        } else if (c == '"') {
            Token token;
            if (scan_quoted(scan, token))
                words.push_back(std::move(token));
            else
                out.push_back(error(token.where, "this quoted word has no closing '\"'"));
        } else {
            words.push_back(scan_word(scan));
        }
    }
    end_line(words, lines);
}

} // namespace

std::vector<Line> lex(std::string_view text, std::uint32_t file, Diagnostics& out) {
    std::vector<Line> lines;
    for (std::uint32_t number = 1; !text.empty(); ++number) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        scan_line({line, file, number, start_of_secret(line)}, lines, out);
    }
    return lines;
}

std::string in_quotes(const Token& token) {
    return token.secret ? "'***'" : in_quotes(std::string_view(token.text));
}

} // namespace xvrrp::config
