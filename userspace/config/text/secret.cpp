// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/diagnostic.h"
#include "config/text/words.h"

#include <algorithm>

namespace xvrrp::config {
namespace {

constexpr std::string_view kHexKey = "hex:";
constexpr std::string_view kAroundWords = " \t\v\f\r{}\"=(";

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

bool is_secret_keyword(std::string_view word, const SecretKeywords& secret) {
    return !nearest(word, secret).empty();
}

// line.size() where there is none.
std::size_t behind_password_keyword(std::string_view line, const SecretKeywords& keywords) {
    bool statement = true;
    std::size_t at = 0;
    while (at < line.size()) {
        const std::size_t begin = line.find_first_not_of(kAroundWords, at);
        if (begin == std::string_view::npos)
            break;
        if (line.substr(at, begin - at).find_first_of("{}") != std::string_view::npos)
            statement = true;
        const std::size_t end = std::min(line.find_first_of(kAroundWords, begin), line.size());
        const std::string_view word = line.substr(begin, end - begin);
        if (word.starts_with(kHexKey)) // a key is secret wherever it stands
            return begin;
        if (is_secret_keyword(word, keywords) || (statement && looks_like_password_keyword(word)))
            return std::min(line.find_first_not_of(kBlanks, end), line.size());
        statement = statement && is_directive(word);
        at = end;
    }
    return line.size();
}

} // namespace

std::size_t start_of_secret(std::string_view line, const SecretKeywords& keywords) {
    const std::size_t secret = behind_password_keyword(line, keywords);
    const std::size_t begin = std::min(line.find_first_not_of(kBlanks), line.size());
    const bool is_list = secret < line.size() && line.substr(begin).starts_with("~LST(");
    return is_list ? begin + 5 : secret; // the secret may be one of the values
}

} // namespace xvrrp::config
