// SPDX-License-Identifier: GPL-2.0-or-later
// The one table of the language: every keyword, where it is legal, what it takes, and what becomes of it.
//
// Every keyword of keepalived has a fate. docs/configuration.md and xvrrpd.conf(5) are printed from here.
#pragma once

#include "config/text/secret.h"
#include "config/text/tree.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace xvrrp::config {

struct Draft;

// Where keywords stand. In a block of Addresses, Peers, LinkDelays, Routes or Rules a line is a value, and only its
// options are keywords.
enum class Block : std::uint8_t {
    File,
    GlobalDefs,
    VrrpInstance,
    Authentication,
    AuthHmac,
    Addresses,
    Peers,
    LinkDelays,
    Routes,
    Rules,
    TrackGroup
};

// The one parameter of a keyword.
struct Parameter {
    std::string_view syntax; // "1..255", "MASTER | BACKUP"; empty: the keyword takes no parameter
    std::int64_t least = 0;  // a number: its range, in units of 10^-decimals
    std::int64_t most = 0;
    unsigned decimals = 0;
    bool optional = false; // the keyword alone is enough
    bool several = false;  // more words may follow, its reader judges them

    constexpr bool is_switch() const { return syntax == "on | off"; }

    // Run by whom, and whether it is a script that is run: see script.h.
    constexpr bool is_run_as() const { return syntax.ends_with("USER [GROUP]]") || syntax == "USER [GROUP]"; }

    constexpr bool is_script() const { return syntax.starts_with("SCRIPT"); }

    constexpr bool is_number() const { return least < most; }
};

// Done: does what it does in keepalived. WithoutEffect: taken, and nothing here depends on it. Refused: its loss would
// change what the router does, so there is no start with it.
enum class Fate : std::uint8_t { Done, WithoutEffect, Refused };

// Reads one statement into the draft. False: its block is not to be looked into.
using Reader = bool (*)(const struct Keyword& keyword, const Node& node, Draft& draft);

struct Keyword {
    std::string_view name;
    Block where;
    Parameter parameter = {};
    std::optional<Block> opens = std::nullopt;
    Reader read = nullptr;
    std::string_view unset = {}; // the effective value where it is not written
    std::string_view help = {};  // what it does, why it does nothing here, or what to use instead
    bool secret = false;         // what follows it is never shown
    bool without_effect = false;

    constexpr Fate fate() const {
        if (read == nullptr)
            return Fate::Refused;
        return without_effect ? Fate::WithoutEffect : Fate::Done;
    }
};

std::span<const Keyword> keywords();
std::span<const Keyword> keywords_of_vrrp();
std::span<const Keyword> keywords_of_routing();     // the part of it that is of routes and rules
std::span<const Keyword> keywords_without_effect(); // the part of it that is taken for keepalived's sake
std::span<const Keyword> keywords_refused();        // and the part that is not
const Keyword* find_keyword(Block where, std::string_view name);

SecretKeywords secret_keywords();

// "in global_defs", "at the top level"
std::string_view place(Block block);

} // namespace xvrrp::config
