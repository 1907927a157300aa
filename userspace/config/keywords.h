// SPDX-License-Identifier: GPL-2.0-or-later
// The one table of the language: every keyword, where it is legal, what it takes, and what reads it.
//
// A row without a reader is a keyword of keepalived that is not supported yet, and is refused as such.
#pragma once

#include "config/tree.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace xvrrp::config {

struct Draft;

// Where keywords stand. In a block of Addresses or Peers a line is a value, and only its options are keywords.
enum class Block : std::uint8_t {
    File,
    GlobalDefs,
    VrrpInstance,
    Authentication,
    AuthHmac,
    Addresses,
    Peers
};

// The one parameter of a keyword.
struct Parameter {
    std::string_view syntax; // "1..255", "MASTER | BACKUP"; empty: the keyword takes no parameter
    std::int64_t least = 0;  // a number: its range, in units of 10^-decimals
    std::int64_t most = 0;
    unsigned decimals = 0;
    bool optional = false; // the keyword alone is enough
    bool several = false;  // more words may follow, its reader judges them
};

// Reads one statement into the draft. False: its block is not to be looked into.
using Reader = bool (*)(const struct Keyword& keyword, const Node& node, Draft& draft);

struct Keyword {
    std::string_view name;
    Block where;
    Parameter parameter = {};
    std::optional<Block> opens = std::nullopt;
    Reader read = nullptr;
    std::string_view unset = {}; // the effective value where it is not written
    std::string_view help = {};
    bool secret = false; // what follows it is never shown

    bool supported() const { return read != nullptr; }
};

std::span<const Keyword> keywords();
const Keyword* find_keyword(Block where, std::string_view name);

std::vector<std::string_view> secret_keywords();

// "in global_defs", "at the top level"
std::string_view place(Block block);

} // namespace xvrrp::config
