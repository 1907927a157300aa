// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/grammar/setting.h"

#include "config/text/words.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

constexpr std::size_t kLongestNumber = 32;
constexpr std::array<std::string_view, 3> kOn{"on", "true", "yes"};
constexpr std::array<std::string_view, 3> kOff{"off", "false", "no"};

bool is_among(const std::array<std::string_view, 3>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

} // namespace

std::optional<std::int64_t> read_number(const Keyword& keyword, const Token& parameter, Severity severity,
                                        std::string_view instead, Draft& draft) {
    const Parameter& rule = keyword.parameter;
    const std::optional<Number> number = parse_number(parameter.text, rule.decimals);
    if (!number) {
        draft.report({severity, parameter.where,
                      fmt::format("{} {} is not a number{}", keyword.name, in_quotes(parameter), instead),
                      fmt::format("{} {}", keyword.name, rule.syntax)});
        return std::nullopt;
    }
    const std::string shown = parameter.secret ? "***" : parameter.text.substr(0, kLongestNumber);
    if (number->value < rule.least || number->value > rule.most) {
        draft.report({severity,
                      parameter.where,
                      fmt::format("{} {} is not in {}{}", keyword.name, shown, rule.syntax, instead),
                      {}});
        return std::nullopt;
    }
    if (number->rounded)
        draft.report(
            warning(parameter.where, fmt::format("{} {} has more than {} decimal places, rounding it",
                                                 keyword.name, shown, rule.decimals)));
    return number->value;
}

void report_repeated(const Keyword& keyword, Span first, Span again, Draft& draft) {
    draft.report(note(again, fmt::format("'{}' was set on {} already, this one counts", keyword.name,
                                         line_seen_from(again, first))));
}

void read_weight_and_reverse(const Keyword& keyword, const Node& node, int& weight, bool& reverse,
                             Draft& draft) {
    if (const auto number = read_number(keyword, node.words[1], Severity::Warning, ", ignoring it", draft))
        weight = static_cast<int>(*number);
    for (std::size_t at = 2; at < node.words.size(); ++at) {
        const Token& word = node.words[at];
        if (word.text == "reverse")
            reverse = true;
        else
            draft.report(warning(
                word.where, fmt::format("unknown word {} after the weight, ignoring it", in_quotes(word))));
    }
}

void report_defined_twice(const Keyword& keyword, const Token& name, Span first, Draft& draft) {
    draft.report(warning(
        name.where, fmt::format("{} {} is already defined, ignoring this one", keyword.name, in_quotes(name)),
        fmt::format("the first one is on {}", line_seen_from(name.where, first))));
}

void append_words(const Node& block, std::vector<Token>& words) {
    for (const Node& line : block.children)
        words.insert(words.end(), line.words.begin(), line.words.end());
}

std::vector<std::string> lines_of_names(std::string_view keyword, const std::vector<std::string>& names) {
    std::vector<std::string> lines{fmt::format("{} {{", keyword)};
    for (const std::string& name : names)
        lines.push_back("    " + word(name));
    lines.emplace_back("}");
    return lines;
}

bool is_off(const Node& node) {
    return node.words.size() > 1 && is_among(kOff, node.words[1].text);
}

void read_into(Optional<bool>& setting, const Keyword& keyword, const Node& node, Draft& draft) {
    const bool on = node.words.size() < 2 || is_among(kOn, node.words[1].text);
    if (on || is_off(node))
        set(setting, on, keyword, node, draft);
    else
        draft.report(warning(
            node.words[1].where,
            fmt::format("{} {} is neither on nor off, ignoring it", keyword.name, in_quotes(node.words[1])),
            "on, true, yes or nothing; off, false or no"));
}

void read_into(Optional<unsigned>& setting, const Keyword& keyword, const Node& node, Draft& draft) {
    if (const auto number = read_number(keyword, node.words[1], Severity::Warning, ", ignoring it", draft))
        set(setting, static_cast<unsigned>(*number), keyword, node, draft);
}

void read_into(Optional<int>& setting, const Keyword& keyword, const Node& node, Draft& draft) {
    if (const auto number = read_number(keyword, node.words[1], Severity::Warning, ", ignoring it", draft))
        set(setting, static_cast<int>(*number), keyword, node, draft);
}

void read_into(Optional<Microseconds>& setting, const Keyword& keyword, const Node& node, Draft& draft) {
    const auto number = read_number(keyword, node.words[1], Severity::Warning, ", ignoring it", draft);
    if (!number)
        return;
    const Microseconds time =
        keyword.parameter.decimals == 0 ? std::chrono::seconds(*number) : Microseconds(*number);
    set(setting, time, keyword, node, draft);
}

std::string in_seconds(core::Duration duration) {
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
    std::string text = fmt::format("{}.{:06}", us / 1'000'000, us % 1'000'000);
    text.erase(text.find_last_not_of('0') + 1);
    return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
}

} // namespace xvrrp::config
