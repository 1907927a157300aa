// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/directives.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

struct Directive {
    std::string_view start;
    bool whole_word;
    bool keeps_rest; // of its line
    std::string_view what;
    std::string_view instead;
};

constexpr std::array kDirectives{
    Directive{"$", false, false, "definitions ($NAME=value)", "write the value where it is used"},
    Directive{"@", false, true, "conditional lines (@ID)", "write one file for each host"},
    Directive{"~SEQ", false, false, "sequences (~SEQ)", "write the lines out"},
    Directive{"~LST", false, false, "lists (~LST)", "write the lines out"},
    Directive{"include", true, false, "includes", "write everything into one file"},
    Directive{"includea", true, false, "includes", "write everything into one file"},
    Directive{"includeb", true, false, "includes", "write everything into one file"},
    Directive{"includem", true, false, "includes", "write everything into one file"},
    Directive{"includer", true, false, "includes", "write everything into one file"},
    Directive{"includew", true, false, "includes", "write everything into one file"},
    Directive{"include_check", true, false, "includes", "write everything into one file"},
};

const Directive* find_directive(std::string_view word) {
    const auto* found =
        std::find_if(kDirectives.begin(), kDirectives.end(), [word](const Directive& directive) {
            return directive.whole_word ? word == directive.start : word.starts_with(directive.start);
        });
    return found == kDirectives.end() ? nullptr : found;
}

// Undefined ones stay as they are in keepalived, but some (${_ENV X}) are always defined.
const Token* find_variable(const Line& line) {
    const auto found = std::find_if(line.words.begin(), line.words.end(), [](const Token& word) {
        return word.text.find("${") != std::string::npos;
    });
    return found == line.words.end() ? nullptr : &*found;
}

} // namespace

std::vector<Line> expand(std::vector<Line> lines, Diagnostics& out) {
    std::vector<Line> kept;
    for (Line& line : lines) {
        const Directive* directive = line.words.empty() ? nullptr : find_directive(line.words.front().text);
        if (directive != nullptr) {
            out.push_back(error(line.words.front().where,
                                fmt::format("{} are not supported yet", directive->what),
                                std::string(directive->instead)));
            line.words.erase(line.words.begin(),
                             directive->keeps_rest ? line.words.begin() + 1 : line.words.end());
        } else if (const Token* word = find_variable(line)) {
            out.push_back(
                error(word->where, "variables (${NAME}) are not supported yet", "write the value itself"));
        }
        if (line.kind != Line::Kind::Words || !line.words.empty())
            kept.push_back(std::move(line));
    }
    return kept;
}

} // namespace xvrrp::config
