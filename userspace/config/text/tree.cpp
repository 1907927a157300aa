// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/lexer.h"

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

// Deeper than any block of the language, shallow enough for the stack.
constexpr unsigned kDeepest = 16;

struct Cursor {
    const std::vector<Line>& lines;
    Diagnostics& out;
    std::size_t at = 0;
};

// "'vrrp_instance' 'A'" is clumsy: one pair of quotes around both.
std::string title(const Node& node) {
    if (node.words.size() == 1 || node.words[1].secret)
        return in_quotes(node.keyword());
    return in_quotes(node.keyword().text + " " + node.words[1].text);
}

// The opening brace has been read.
void skip_block(Cursor& cursor) {
    for (std::size_t depth = 1; depth > 0 && cursor.at < cursor.lines.size(); ++cursor.at) {
        const Line::Kind kind = cursor.lines[cursor.at].kind;
        depth += kind == Line::Kind::Open ? 1 : 0;
        depth -= kind == Line::Kind::Close ? 1 : 0;
    }
}

std::vector<Node> grow_block(Cursor& cursor, unsigned depth, bool& closed);

void open_block(Cursor& cursor, const Line& brace, Node* owner, unsigned depth) {
    if (owner == nullptr || depth == kDeepest) {
        cursor.out.push_back(error(brace.where, owner == nullptr ? "'{' without a keyword in front of it"
                                                                 : "blocks are nested too deeply"));
        skip_block(cursor);
        return;
    }
    bool closed = false;
    owner->has_block = true;
    owner->children = grow_block(cursor, depth + 1, closed);
    if (!closed)
        cursor.out.push_back(warning(brace.where,
                                     fmt::format("the block of {} is never closed", title(*owner)),
                                     "the file ends before the '}' of this '{'"));
}

std::vector<Node> grow_block(Cursor& cursor, unsigned depth, bool& closed) {
    std::vector<Node> nodes;
    bool may_open = false; // the line before is a keyword whose block this brace opens
    while (cursor.at < cursor.lines.size()) {
        const Line& line = cursor.lines[cursor.at++];
        switch (line.kind) {
        case Line::Kind::Words:
            nodes.push_back({line.words, false, {}});
            break;
        case Line::Kind::Open:
            open_block(cursor, line, may_open ? &nodes.back() : nullptr, depth);
            break;
        case Line::Kind::Close:
            closed = true;
            if (depth > 0)
                return nodes;
            cursor.out.push_back(warning(line.where, "extra '}', ignoring it", "no block is open here"));
            break;
        }
        may_open = line.kind == Line::Kind::Words;
    }
    return nodes;
}

} // namespace

std::vector<Node> grow(const std::vector<Line>& lines, Diagnostics& out) {
    Cursor cursor{lines, out};
    bool closed = false;
    return grow_block(cursor, 0, closed);
}

} // namespace xvrrp::config
