// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/variables.h"

#include <algorithm>

namespace xvrrp::config {
namespace {

constexpr std::size_t kLongestBraced = 256;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

} // namespace

bool starts_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

std::size_t end_of_name(std::string_view text, std::size_t offset) {
    if (offset >= text.size() || !starts_name(text[offset]))
        return offset;
    while (offset < text.size() && (starts_name(text[offset]) || is_digit(text[offset])))
        ++offset;
    return offset;
}

bool is_name(std::string_view text) {
    return !text.empty() && end_of_name(text, 0) == text.size();
}

std::size_t length_of_braced(std::string_view text, std::size_t offset) {
    const std::string_view near = text.substr(offset, kLongestBraced);
    const std::size_t end = near.find('}');
    const bool is_one = near.starts_with("${") && end != std::string_view::npos && starts_name(near[2]);
    return is_one ? end + 1 : 0;
}

std::optional<Definition> read_definition(const Written& line) {
    const std::string_view text = line.text();
    const std::size_t end = end_of_name(text, 1);
    if (text.front() != '$' || end == 1 || end == text.size() || text[end] != '=')
        return std::nullopt;
    return Definition{std::string(text.substr(1, end - 1)), line.span(0, end),
                      trimmed(line.part(end + 1, line.size()))};
}

bool take_continuation(Written& line) {
    if (line.empty() || line.text().back() != '\\')
        return false;
    line = trimmed(line.part(0, line.size() - 1));
    return true;
}

} // namespace xvrrp::config
