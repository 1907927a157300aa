// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/include.h"

#include <algorithm>

namespace xvrrp::config {
namespace {

// The position of the } that closes the { at begin; npos: there is none.
std::size_t partner(std::string_view pattern, std::size_t begin) {
    std::size_t depth = 0;
    for (std::size_t at = begin; at < pattern.size(); ++at) {
        if (pattern[at] == '{')
            ++depth;
        else if (pattern[at] == '}' && --depth == 0)
            return at;
    }
    return std::string_view::npos;
}

// The text between the braces, split at the commas that are in no braces of their own.
std::vector<std::string_view> alternatives(std::string_view inside) {
    std::vector<std::string_view> parts;
    std::size_t depth = 0;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < inside.size(); ++at) {
        if (inside[at] == '{') {
            ++depth;
        } else if (inside[at] == '}') {
            --depth;
        } else if (inside[at] == ',' && depth == 0) {
            parts.push_back(inside.substr(begin, at - begin));
            begin = at + 1;
        }
    }
    parts.push_back(inside.substr(begin));
    return parts;
}

// The first braces that are a pair, as the patterns without them; nothing: there are none.
std::vector<std::string> without_first_braces(std::string_view pattern) {
    std::vector<std::string> patterns;
    for (std::size_t open = pattern.find('{'); open != std::string_view::npos;
         open = pattern.find('{', open + 1)) {
        const std::size_t close = partner(pattern, open);
        if (close == std::string_view::npos || close == open + 1)
            continue;
        for (const std::string_view part : alternatives(pattern.substr(open + 1, close - open - 1)))
            patterns.push_back(std::string(pattern.substr(0, open)) + std::string(part) +
                               std::string(pattern.substr(close + 1)));
        break;
    }
    return patterns;
}

} // namespace

std::string_view directory_of(std::string_view file) {
    const std::size_t slash = file.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : file.substr(0, slash + 1);
}

std::string seen_from(std::string_view directory, std::string_view name) {
    while (name.starts_with("./"))
        name.remove_prefix(2);
    return (name.starts_with('/') ? std::string() : std::string(directory)) + std::string(name);
}

bool has_wildcard(std::string_view pattern) {
    return pattern.find_first_of("*?[") != std::string_view::npos;
}

std::vector<std::string> expand_braces(std::string_view pattern, std::size_t most) {
    std::vector<std::string> done;
    std::vector<std::string> todo{std::string(pattern)}; // the last one is the next
    while (!todo.empty()) {
        std::string next = std::move(todo.back());
        todo.pop_back();
        std::vector<std::string> patterns = without_first_braces(next);
        if (patterns.empty())
            done.push_back(std::move(next));
        todo.insert(todo.end(), std::make_move_iterator(patterns.rbegin()),
                    std::make_move_iterator(patterns.rend()));
        if (done.size() + todo.size() > most)
            return {};
    }
    return done;
}

} // namespace xvrrp::config
