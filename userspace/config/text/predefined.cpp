// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/predefined.h"

#include "config/text/include.h"
#include "config/text/words.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace xvrrp::config {
namespace {

constexpr std::uint32_t kLeast = 0;
constexpr std::uint32_t kMost = 32767;

std::optional<std::uint32_t> read(const std::vector<std::string_view>& words, std::size_t at,
                                  std::uint32_t unset) {
    if (at >= words.size())
        return unset;
    const std::string_view word = words[at];
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || end != word.data() + word.size())
        return std::nullopt;
    return number;
}

} // namespace

std::optional<std::string> Predefined::random(const Words& range) {
    const auto least = read(range, 1, kLeast);
    const auto most = read(range, 2, kMost);
    if (!least || !most)
        return std::nullopt;
    const auto [low, high] = std::minmax(*least, *most);
    return std::to_string(std::uniform_int_distribution<std::uint32_t>(low, high)(random_));
}

std::string Predefined::directory_of(std::string_view file) const {
    std::string directory(config::directory_of(file));
    if (!directory.starts_with('/') && !around_.directory.empty())
        directory = around_.directory + "/" + directory;
    if (directory.size() > 1 && directory.ends_with('/'))
        directory.pop_back();
    return directory.empty() ? "." : directory;
}

std::optional<std::string> Predefined::value(std::string_view call, std::string_view file) {
    struct Constant {
        std::string_view name;
        std::string value;
    };

    const std::array<Constant, 4> constants{
        {{"_PWD", directory_of(file)}, {"_INSTANCE", around_.config_id}, {"_HASH", "#"}, {"_BANG", "!"}}};
    const auto* found = std::find_if(constants.begin(), constants.end(),
                                     [call](const Constant& each) { return each.name == call; });
    if (found != constants.end())
        return found->value;
    const Words words = split_at_blanks(call);
    if (words.front() == "_RANDOM" && words.size() <= 3)
        return random(words);
    if (words.front() == "_ENV" && words.size() == 2)
        return around_.environment(std::string(words[1]));
    return std::nullopt;
}

} // namespace xvrrp::config
