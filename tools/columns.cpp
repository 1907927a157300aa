// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/columns.h"

#include <algorithm>

namespace xvrrp::tools {

namespace {

constexpr std::string_view kDots = "...";
constexpr std::size_t kBetween = 2;

bool continues_character(char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

} // namespace

std::size_t width(std::string_view text) {
    return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues_character));
}

std::string cut(const std::string& text, std::size_t columns) {
    if (width(text) <= columns)
        return text;
    const auto kept = columns > kDots.size() ? columns - kDots.size() : 0;
    std::size_t end = 0;
    for (std::size_t taken = 0; end < text.size(); ++end) {
        if (!continues_character(text[end]) && taken++ == kept)
            break;
    }
    return text.substr(0, end) + std::string(kDots.substr(0, columns));
}

std::string aligned(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], width(row[i]));
    }
    std::string out;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string pad(widths[i] - width(row[i]), ' ');
            line += is_number(row[i]) ? pad + row[i] : row[i] + pad;
            line += std::string(kBetween, ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + '\n';
    }
    return out;
}

} // namespace xvrrp::tools
