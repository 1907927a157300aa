// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/excerpt.h"

#include "config/blank.h"
#include "config/keywords.h"
#include "config/printable.h"

#include <algorithm>
#include <vector>

namespace xvrrp::config {
namespace {

constexpr std::size_t kWidest = 100;
constexpr std::size_t kBeforeCaret = 40;
constexpr std::string_view kCut = "...";
constexpr std::string_view kMask = "***";
constexpr std::string_view kHexKey = "hex:";
constexpr std::string_view kSeparators = " \t\v\f\r{}\"=(";

// "password", "auth_passwd": not our keyword, but what follows is meant to be a password.
bool looks_like_password_keyword(std::string_view word) {
    std::string folded(word);
    std::transform(folded.begin(), folded.end(), folded.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return folded.find("pass") != std::string::npos;
}

// @ID and ~LST stand in front of what they are about.
bool is_directive(std::string_view word) {
    return word.starts_with('@') || word.starts_with('~');
}

bool is_secret_keyword(std::string_view word) {
    static const std::vector<std::string_view> secret = secret_keywords();
    return !nearest(word, secret).empty();
}

std::string masked(std::string_view line, std::size_t secret) {
    std::string shown(line.substr(0, secret));
    if (secret < line.size())
        shown += kMask;
    return shown;
}

// line.size() where there is none.
std::size_t behind_password_keyword(std::string_view line) {
    bool statement = true;
    std::size_t at = 0;
    while (at < line.size()) {
        const std::size_t begin = line.find_first_not_of(kSeparators, at);
        if (begin == std::string_view::npos)
            break;
        if (line.substr(at, begin - at).find_first_of("{}") != std::string_view::npos)
            statement = true;
        const std::size_t end = std::min(line.find_first_of(kSeparators, begin), line.size());
        const std::string_view word = line.substr(begin, end - begin);
        if (word.starts_with(kHexKey)) // wherever it got to
            return begin;
        if (is_secret_keyword(word) || (statement && looks_like_password_keyword(word)))
            return std::min(line.find_first_not_of(kBlanks, end), line.size());
        statement = statement && is_directive(word);
        at = end;
    }
    return line.size();
}

} // namespace

std::size_t start_of_secret(std::string_view line) {
    const std::size_t secret = behind_password_keyword(line);
    const std::size_t begin = std::min(line.find_first_not_of(kBlanks), line.size());
    const bool is_list = secret < line.size() && line.substr(begin).starts_with("~LST(");
    return is_list ? begin + 5 : secret; // it may be one of its values
}

Excerpt excerpt(std::string_view line, std::size_t offset, std::size_t length, std::size_t secret) {
    secret = std::min(secret, start_of_secret(line));
    const std::string all = masked(line, secret);
    const std::string_view text = all;
    const std::size_t begin = std::min({offset, secret, text.size()});
    const std::size_t end = offset >= secret ? text.size() : std::min(offset + length, text.size());

    const bool fits = text.size() <= kWidest || begin <= kBeforeCaret;
    const std::size_t first = fits ? 0 : start_of_character(text, begin - kBeforeCaret);
    const std::size_t last = start_of_character(text, std::min(first + kWidest, text.size()));
    const std::size_t mark = std::clamp(end, begin, last);

    const std::string before =
        (first > 0 ? std::string(kCut) : "") + printable(text.substr(first, begin - first));
    const std::string marked = printable(text.substr(begin, mark - begin));
    const std::string after = printable(text.substr(mark, last - mark));
    return {before + marked + after + (last < text.size() ? std::string(kCut) : ""), width(before),
            std::max<std::size_t>(1, width(marked))};
}

} // namespace xvrrp::config
