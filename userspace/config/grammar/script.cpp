// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/grammar/script.h"

#include "config/text/words.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

constexpr std::size_t kUserAndGroup = 2;

// The position of all parameters, from the first to the last one.
Span parameters_span(const Node& node) {
    Span where = node.words[1].where;
    const Span& last = node.words.back().where;
    if (last.file == where.file && last.line == where.line && last.origin == where.origin)
        where.length = last.column + last.length - where.column;
    return where;
}

std::string as_written(const Node& node) {
    std::string text;
    for (auto word = node.words.begin() + 1; word != node.words.end(); ++word)
        text += word->raw;
    return text;
}

// The word of the line that a word of the second splitter begins in, as near as words of two splitters are.
Span position_of(const Node& node, std::size_t number) {
    return node.words.size() > number ? node.words[number].where : node.words.back().where;
}

std::optional<std::vector<std::string>> split(const Keyword& keyword, const Node& node, std::string_view text,
                                              Draft& draft) {
    QuotedWords split = split_quoted(text);
    const auto has_nul = [](const std::string& word) { return word.find('\0') != std::string::npos; };
    std::string problem;
    if (split.open_quote != 0)
        problem = fmt::format("a {} that is never closed", split.open_quote);
    else if (split.words.empty() || split.words.front().empty())
        problem = "no program";
    else if (std::ranges::any_of(split.words, has_nul))
        problem = "a NUL character";
    if (problem.empty())
        return std::move(split.words);
    draft.report(warning(parameters_span(node),
                         fmt::format("the script of '{}' has {}, ignoring it", keyword.name, problem),
                         "\"/path/program 'an argument' another\""));
    return std::nullopt;
}

void need(HostNeed::Kind kind, const std::string& name, const Keyword& keyword, const Span& where,
          Draft& draft) {
    if (!name.empty())
        draft.needs.push_back({kind, name, std::string(keyword.name), where});
}

// Characters that neither of the two splitters, nor the reader of lines before them, takes for anything else.
bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/._-+=:,%@").find(c) != std::string_view::npos;
}

// The backslash is for the second splitter, so the first one is given two of them.
std::string argument_text(const std::string& argument) {
    std::string text;
    bool is_quoted = argument.empty();
    for (const char c : argument) {
        is_quoted = is_quoted || c == ' ';
        if (is_plain(c) || c == ' ')
            text += c;
        else
            text += fmt::format("\\\\{:03o}", static_cast<unsigned char>(c));
    }
    return is_quoted ? "'" + text + "'" : text;
}

} // namespace

std::optional<core::Script> read_script(const Keyword& keyword, const Node& node, Draft& draft) {
    auto words = split(keyword, node, as_written(node), draft);
    if (!words)
        return std::nullopt;
    auto arguments = split(keyword, node, words->front(), draft);
    if (!arguments)
        return std::nullopt;
    const std::size_t most = 1 + (keyword.parameter.is_run_as() ? kUserAndGroup : 0);
    if (words->size() > most) {
        draft.report(warning(position_of(node, 1 + most),
                             fmt::format("surplus words after '{}', ignoring them", keyword.name),
                             "a script with arguments is one word: put it in quotes"));
        words->resize(most);
    }
    words->resize(1 + kUserAndGroup);
    return core::Script{std::move(*arguments), (*words)[1], (*words)[2]};
}

std::string script_text(const std::vector<std::string>& arguments) {
    std::string text;
    for (const auto& each : arguments)
        text += (text.empty() ? "" : " ") + argument_text(each);
    return "\"" + text + "\"";
}

void report_second(const Keyword& keyword, const Node& node, const Span& first, Draft& draft) {
    const Span here = node.keyword().where;
    draft.report(warning(here, fmt::format("'{}' was set on {} already, ignoring this one", keyword.name,
                                           line_seen_from(here, first))));
}

bool read_first(Optional<core::Script>& setting, const Keyword& keyword, const Node& node, Draft& draft) {
    if (setting)
        report_second(keyword, node, setting->where, draft);
    else if (auto script = read_script(keyword, node, draft))
        setting = {*std::move(script), node.keyword().where};
    return true;
}

std::string written_script(const core::Script& script) {
    std::string text = script_text(script.arguments);
    for (const auto* account : {&script.user, &script.group}) {
        if (!account->empty())
            text += " " + word(*account);
    }
    return text;
}

void note_needs(const Keyword& keyword, const Node& node, Draft& draft) {
    if (!keyword.parameter.is_run_as() || node.words.size() < 2)
        return;
    if (keyword.parameter.is_script()) {
        const auto script = read_script(keyword, node, draft);
        if (!script)
            return;
        need(HostNeed::Kind::Program, script->arguments.front(), keyword, position_of(node, 1), draft);
        need(HostNeed::Kind::User, script->user, keyword, position_of(node, 2), draft);
        need(HostNeed::Kind::Group, script->group, keyword, position_of(node, 3), draft);
        return;
    }
    const std::size_t user = keyword.parameter.syntax.starts_with("USER") ? 1 : 2;
    if (node.words.size() > user)
        need(HostNeed::Kind::User, node.words[user].text, keyword, node.words[user].where, draft);
    if (node.words.size() > user + 1)
        need(HostNeed::Kind::Group, node.words[user + 1].text, keyword, node.words[user + 1].where, draft);
}

} // namespace xvrrp::config
