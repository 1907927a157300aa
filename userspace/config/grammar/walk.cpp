// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/grammar/keywords.h"
#include "config/grammar/script.h"
#include "config/grammar/setting.h"

#include <algorithm>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

std::string did_you_mean(const Token& word, Block block) {
    if (word.secret)
        return {};
    std::vector<std::string_view> legal;
    for (const Keyword* keyword : keywords_in(block))
        legal.push_back(keyword->name);
    const std::string_view suggestion = nearest(word.text, legal);
    return suggestion.empty() ? "" : fmt::format("did you mean '{}'?", suggestion);
}

bool is_of_a_line(Block block) {
    return block == Block::Addresses || block == Block::Peers || block == Block::Routes ||
           block == Block::Rules || block == Block::Tracked;
}

// The keyword of that name in another block.
const Keyword* find_elsewhere(std::string_view name) {
    const auto all = keywords();
    const auto found = std::find_if(all.begin(), all.end(), [name](const Keyword& keyword) {
        return keyword.name == name && !is_of_a_line(keyword.where);
    });
    return found == all.end() ? nullptr : &*found;
}

// keepalived goes on without the keyword, too.
Diagnostic unknown(const Token& word, Block block) {
    const Keyword* elsewhere = word.secret ? nullptr : find_elsewhere(word.text);
    if (elsewhere == nullptr)
        return warning(word.where, fmt::format("unknown keyword {}, ignoring it", in_quotes(word)),
                       did_you_mean(word, block));
    const bool is_too_deep = elsewhere->where == Block::File;
    return warning(word.where, fmt::format("'{}' is not allowed {}, ignoring it", word.text, place(block)),
                   fmt::format("it belongs {}{}", place(elsewhere->where),
                               is_too_deep ? ": is a '}' missing before it?" : ""));
}

void refuse(const Keyword& keyword, const Node& node, Draft& draft) {
    draft.report(error(node.keyword().where, fmt::format("'{}' is not supported yet", keyword.name),
                       std::string(keyword.help)));
}

// keepalived starts without a script that is missing.
Diagnostic lacks_parameter(const Keyword& keyword, const Node& node) {
    const std::string unset = keyword.unset.empty() ? "" : fmt::format(" (unset: {})", keyword.unset);
    const bool is_script = keyword.parameter.is_script() && keyword.parameter.is_run_as();
    return {is_script ? Severity::Warning : Severity::Error, node.keyword().where,
            fmt::format("'{}' lacks its parameter", keyword.name),
            fmt::format("{} {}{}", keyword.name, keyword.parameter.syntax, unset)};
}

Diagnostic surplus_words(const Keyword& keyword, const Token& first) {
    const bool is_keyword = find_keyword(keyword.where, first.text) != nullptr;
    return warning(first.where, fmt::format("surplus words after '{}', ignoring them", keyword.name),
                   is_keyword ? fmt::format("'{}' needs a line of its own", first.text) : "");
}

// keepalived drops a block with two names. The router would then not do its work, so it is an error here.
Diagnostic two_names(const Keyword& keyword, const Token& second) {
    return error(second.where, fmt::format("'{}' takes one {}", keyword.name, keyword.parameter.syntax),
                 "put it in quotes if it has blanks in it");
}

Diagnostic wrong_block(const Keyword& keyword, const Node& node) {
    const Span where = node.keyword().where;
    if (node.has_block)
        return error(where, fmt::format("'{}' takes no block", keyword.name));
    return error(where, fmt::format("'{}' lacks its block", keyword.name),
                 "put what belongs to it between '{' and '}'");
}

// True where the statement can be read. Its faults are reported in any case.
bool is_well_formed(const Keyword& keyword, const Node& node, Draft& draft) {
    const std::size_t expected = keyword.parameter.syntax.empty() ? 1 : 2;
    if (node.words.size() < expected && !keyword.parameter.optional) {
        draft.report(lacks_parameter(keyword, node));
        return false;
    }
    if (!keyword.without_effect && keyword.opens.has_value() != node.has_block) {
        draft.report(wrong_block(keyword, node));
        return false;
    }
    if (node.words.size() <= expected || keyword.parameter.several)
        return true;
    const bool has_name = keyword.opens && expected == 2;
    draft.report(has_name ? two_names(keyword, node.words[expected])
                          : surplus_words(keyword, node.words[expected]));
    return !has_name;
}

} // namespace

void walk(const std::vector<Node>& nodes, Block block, Draft& draft) {
    for (const Node& node : nodes) {
        const Keyword* keyword = find_keyword(block, node.keyword().text);
        if (keyword != nullptr)
            note_needs(*keyword, node, draft);
        if (keyword != nullptr && keyword->extension)
            draft.extensions.push_back({std::string(keyword->name), node.keyword().where});
        if (keyword == nullptr)
            draft.report(unknown(node.keyword(), block));
        else if (keyword->fate() == Fate::Refused)
            refuse(*keyword, node, draft);
        else if (is_well_formed(*keyword, node, draft) && keyword->read(*keyword, node, draft) &&
                 keyword->opens)
            walk(node.children, *keyword->opens, draft);
    }
}

bool read_block_of_keywords(const Keyword& /*keyword*/, const Node& /*node*/, Draft& /*draft*/) {
    return true;
}

} // namespace xvrrp::config
