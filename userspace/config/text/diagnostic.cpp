// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/diagnostic.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

constexpr std::size_t kLongestQuote = 64;

// RFC 3629 section 4: the first byte tells the length and what the second may be. U+0080..U+009F are controls.
struct Lead {
    unsigned char first, last;
    std::size_t length;
    unsigned char second_least, second_most;
};

constexpr std::array kLeads{
    Lead{0x20, 0x7e, 1, 0, 0},       Lead{0xc2, 0xc2, 2, 0xa0, 0xbf}, Lead{0xc3, 0xdf, 2, 0x80, 0xbf},
    Lead{0xe0, 0xe0, 3, 0xa0, 0xbf}, Lead{0xe1, 0xec, 3, 0x80, 0xbf}, Lead{0xed, 0xed, 3, 0x80, 0x9f},
    Lead{0xee, 0xef, 3, 0x80, 0xbf}, Lead{0xf0, 0xf0, 4, 0x90, 0xbf}, Lead{0xf1, 0xf3, 4, 0x80, 0xbf},
    Lead{0xf4, 0xf4, 4, 0x80, 0x8f},
};

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// The length of the character that text starts with; 0: it starts with none.
std::size_t character_length(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    const auto* lead = std::find_if(kLeads.begin(), kLeads.end(), [first](const Lead& one) {
        return one.first <= first && first <= one.last;
    });
    if (lead == kLeads.end() || text.size() < lead->length)
        return 0;
    if (lead->length == 1)
        return 1;
    const auto second = static_cast<unsigned char>(text[1]);
    const std::string_view rest = text.substr(2, lead->length - 2);
    const bool valid = lead->second_least <= second && second <= lead->second_most &&
                       std::all_of(rest.begin(), rest.end(), is_continuation);
    return valid ? lead->length : 0;
}

} // namespace

std::string line_seen_from(const Span& here, const Span& there) {
    return fmt::format("line {}{}", there.line, there.file == here.file ? "" : " of another file");
}

Diagnostic note(Span where, std::string message, std::string hint) {
    return {Severity::Note, where, std::move(message), std::move(hint)};
}

Diagnostic warning(Span where, std::string message, std::string hint) {
    return {Severity::Warning, where, std::move(message), std::move(hint)};
}

Diagnostic error(Span where, std::string message, std::string hint) {
    return {Severity::Error, where, std::move(message), std::move(hint)};
}

std::string_view name(Severity severity) {
    constexpr std::array<std::string_view, 3> kNames{"note", "warning", "error"};
    return kNames[static_cast<std::size_t>(severity)];
}

std::string in_quotes(std::string_view text) {
    if (text.size() <= kLongestQuote)
        return "'" + printable(text) + "'";
    const std::size_t cut = start_of_character(text, kLongestQuote);
    return "'" + printable(text.substr(0, cut)) + "...'";
}

std::string printable(std::string_view text) {
    std::string shown;
    while (!text.empty()) {
        const std::size_t length = character_length(text);
        if (length > 0)
            shown += text.substr(0, length);
        else
            shown += text[0] == '\t' ? ' ' : '?';
        text.remove_prefix(std::max<std::size_t>(1, length));
    }
    return shown;
}

std::size_t width(std::string_view text) {
    return text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_continuation));
}

std::size_t start_of_character(std::string_view text, std::size_t offset) {
    std::size_t start = offset;
    while (start > 0 && offset - start < 3 && start < text.size() && is_continuation(text[start]))
        --start;
    return start;
}

} // namespace xvrrp::config
