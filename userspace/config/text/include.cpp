// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/include.h"

#include "config/text/words.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

constexpr std::size_t kLongestKeyword = std::string_view("include_check").size();
constexpr std::size_t kLongestPattern = 4096;
constexpr std::size_t kMostAlternatives = 1000;

// readable, match, wildcard_match, brace_match. All others need a file that can be read.
constexpr IncludeChecks kReadable{true, false, false, false};
constexpr IncludeChecks kMatch{true, true, false, false};
constexpr IncludeChecks kWildcardMatch{true, true, true, false};
constexpr IncludeChecks kBraceMatch{true, false, false, true};
constexpr IncludeChecks kAll{true, true, true, true};

struct Variant {
    std::string_view keyword;
    IncludeChecks checks;
};

constexpr std::array kVariants{
    Variant{"include", {}},           Variant{"includer", kReadable},
    Variant{"includem", kMatch},      Variant{"includew", kWildcardMatch},
    Variant{"includeb", kBraceMatch}, Variant{"includea", kAll},
};

// keepalived knows the first one as 'read', and its manual as 'readable'.
constexpr std::array kOptions{
    Variant{"readable", kReadable},
    Variant{"read", kReadable},
    Variant{"match", kMatch},
    Variant{"wildcard_match", kWildcardMatch},
    Variant{"brace_match", kBraceMatch},
};

template <std::size_t Size>
const Variant* find(const std::array<Variant, Size>& table, std::string_view word) {
    const auto found = std::find_if(table.begin(), table.end(),
                                    [word](const Variant& each) { return each.keyword == word; });
    return found == table.end() ? nullptr : &*found;
}

// The first word of the line, up to the length of the longest keyword.
std::string_view first_word(std::string_view text) {
    const std::string_view near = text.substr(0, kLongestKeyword + 1);
    return near.substr(0, near.find_first_of(kBlanks));
}

bool has_sign(std::string_view option) {
    return option.starts_with('+') || option.starts_with('-');
}

IncludeChecks both(const IncludeChecks& a, const IncludeChecks& b) {
    return {a.readable || b.readable, a.match || b.match, a.wildcard_match || b.wildcard_match,
            a.brace_match || b.brace_match};
}

// + adds the check and what it needs, - takes only the check itself away.
IncludeChecks changed(const IncludeChecks& checks, std::string_view option, bool add) {
    if (add)
        return both(checks, find(kOptions, option)->checks);
    IncludeChecks less = checks;
    bool& gone = option == "match"            ? less.match
                 : option == "wildcard_match" ? less.wildcard_match
                 : option == "brace_match"    ? less.brace_match
                                              : less.readable;
    gone = false;
    return less;
}

Severity severity(bool is_required) {
    return is_required ? Severity::Error : Severity::Warning;
}

// A hint at the mistake that a person has probably made with a file name.
std::string hint(std::string_view pattern) {
    if (pattern.find('"') != std::string_view::npos)
        return "file names have no quotes here";
    if (pattern.ends_with('}') && pattern.find('{') == std::string_view::npos)
        return "the '}' needs a line of its own: a file name goes to the end of the line";
    return {};
}

} // namespace

std::optional<Include> read_include(const Written& line, const IncludeChecks& usual) {
    const std::string_view keyword = first_word(line.text());
    const Variant* variant = find(kVariants, keyword);
    if (variant == nullptr)
        return std::nullopt;
    return Include{trimmed(line.part(keyword.size(), line.size())), both(usual, variant->checks)};
}

bool read_include_check(const Written& line, IncludeChecks& usual, Diagnostics& out) {
    if (first_word(line.text()) != "include_check")
        return false;
    const std::vector<std::string_view> words = split_at_blanks(line.text());
    if (words.size() == 1)
        usual = kAll;
    else if (!has_sign(words[1]))
        usual = {};
    for (auto word = words.begin() + 1; word != words.end(); ++word) {
        const std::string_view option = word->substr(has_sign(*word) ? 1 : 0);
        const auto begin = static_cast<std::size_t>(word->data() - line.text().data());
        if (find(kOptions, option) != nullptr)
            usual = changed(usual, option, !word->starts_with('-'));
        else
            out.push_back(warning(line.span(begin, begin + word->size()),
                                  fmt::format("unknown include check {}, ignoring it", in_quotes(option)),
                                  "readable, match, wildcard_match or brace_match"));
    }
    return true;
}

std::vector<std::string> find_files(const Include& include, std::string_view directory,
                                    const Surroundings& around, Diagnostics& out) {
    const std::string_view pattern = include.pattern.text();
    const Span where = include.pattern.span();
    const std::vector<std::string> alternatives = pattern.size() > kLongestPattern
                                                      ? std::vector<std::string>()
                                                      : expand_braces(pattern, kMostAlternatives);
    if (alternatives.empty()) {
        out.push_back(
            error(where, "this names too many files",
                  fmt::format("at most {} in braces, {} characters", kMostAlternatives, kLongestPattern)));
        return {};
    }
    std::vector<std::string> files;
    std::vector<std::string> missing; // only names without wildcards
    for (const std::string& each : alternatives) {
        const std::string name = seen_from(directory, each);
        const std::vector<std::string> found = around.find(name);
        files.insert(files.end(), found.begin(), found.end());
        if (found.empty() && !has_wildcard(each))
            missing.push_back(name);
    }
    const bool is_braced = alternatives.size() > 1;
    for (const std::string& each : missing)
        out.push_back({severity(is_braced ? include.checks.brace_match : include.checks.match), where,
                       fmt::format("there is no file {}", in_quotes(each)), hint(pattern)});
    if (files.empty() && missing.empty())
        out.push_back({include.checks.wildcard_match ? Severity::Error : Severity::Note,
                       where,
                       fmt::format("no file matches {}", in_quotes(pattern)),
                       {}});
    return files;
}

} // namespace xvrrp::config
