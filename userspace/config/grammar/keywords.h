// SPDX-License-Identifier: GPL-2.0-or-later
// The one table of the language. A row holds all there is to know of a keyword: where it is allowed, how it is read,
// what becomes of it, how it is written back, and the sentence that explains it.
//
// Each topic keeps its rows beside their readers; keywords() is all of them. Every keyword of keepalived has a row.
// docs/configuration.md and xvrrpd.conf(5) are printed from here.
#pragma once

#include "config/text/lexer.h"
#include "config/text/words.h"
#include "core/vrrp/virtual_router_config.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace xvrrp::config {

struct Config;
struct Draft;

// The blocks in which keywords stand. In a block of Addresses, Peers, LinkDelays, Routes, Rules or Tracked a line is a
// value, and only its options are keywords.
enum class Block : std::uint8_t {
    File,
    GlobalDefs,
    VrrpInstance,
    Authentication,
    AuthHmac,
    Addresses,
    Peers,
    GarpGroup,
    LinkDelays,
    Routes,
    Rules,
    TrackGroup,
    SyncGroup,
    TrackFile,
    CheckScript,
    TrackProcess,
    TrackAny,
    Tracked
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

    // The parameter names a user to run something as; is_script() tells that it is a script that is run (script.h).
    constexpr bool is_run_as() const { return syntax.find("USER [GROUP]") != std::string_view::npos; }

    constexpr bool is_script() const { return syntax.starts_with("SCRIPT") || syntax.starts_with("[SCRIPT"); }

    constexpr bool is_number() const { return least < most; }
};

constexpr Parameter kNone{};
constexpr Parameter kSwitch{"on | off", 0, 0, 0, true};

constexpr Parameter text(std::string_view syntax) {
    return {syntax};
}

// Several words that nobody but keepalived judges.
constexpr Parameter words(std::string_view syntax) {
    return {syntax, 0, 0, 0, false, true};
}

constexpr Parameter optional_words(std::string_view syntax) {
    return {syntax, 0, 0, 0, true, true};
}

constexpr Parameter seconds(std::string_view syntax, std::int64_t least, std::int64_t most) {
    return {syntax, least, most};
}

constexpr Parameter microseconds(std::string_view syntax, std::int64_t least, std::int64_t most) {
    return {syntax, least, most, 6};
}

// Done: the keyword does what it does in keepalived. WithoutEffect: it is taken, and nothing here depends on it.
// Refused: its loss would change what the router does, so the daemon does not start with it.
enum class Fate : std::uint8_t { Done, WithoutEffect, Refused };

// A reader takes one statement into the draft. It returns false where the block of the statement is not to be walked.
using Reader = bool (*)(const struct Keyword& keyword, const Node& node, Draft& draft);

// The text behind a keyword: a value, a secret that may be masked, or the lines of its block.
struct Value {
    std::string text{};
    std::string secret{};
    std::vector<std::string> lines{};

    auto operator<=>(const Value&) const = default;
};

// One for each time that the keyword is written; none where its value is the one that holds without it.
using Values = std::vector<Value>;

inline Values when(bool is_set, std::string text = {}) {
    return is_set ? Values{{std::move(text)}} : Values{};
}

inline Values in_block(std::vector<std::string> lines) {
    return lines.empty() ? Values{} : Values{{{}, {}, std::move(lines)}};
}

// Writes back what the keyword makes of a part of the configuration.
template <class Part>
using Show = Values (*)(const Part& part);

using AnyShow = std::variant<std::monostate, Show<Config>, Show<core::VirtualRouterConfig>,
                             Show<core::UnicastPeer>, Show<core::VirtualAddress>, Show<core::VirtualRoute>,
                             Show<core::NextHop>, Show<core::VirtualRule>, Show<core::Tracking>>;

struct Keyword {
    std::string_view name;
    Block where;
    Parameter parameter = {};
    std::optional<Block> opens = std::nullopt;
    Reader read = nullptr;
    AnyShow show = {};
    std::string_view unset = {}; // the effective value where it is not written
    std::string_view help = {};  // what it does, why it does nothing here, or what to use instead
    bool secret = false;         // what follows it is never shown
    bool without_effect = false;
    bool extension = false; // keepalived does not know it

    constexpr Fate fate() const {
        if (read == nullptr)
            return Fate::Refused;
        return without_effect ? Fate::WithoutEffect : Fate::Done;
    }
};

using Rows = std::span<const Keyword>;

// The parts of the table; each is defined with the readers of its topic.
Rows process_rows();
Rows reloading_rows();
Rows dumping_rows();
Rows instance_rows();
Rows election_rows();
Rows authentication_rows();
Rows hmac_rows();
Rows advert_rows();
Rows interface_rows();
Rows unicast_rows();
Rows vmac_rows();
Rows address_vmac_rows();
Rows ipvlan_rows();
Rows acceptance_rows();
Rows garp_rows();
Rows garp_group_rows();
Rows track_group_rows();
Rows sync_group_rows();
Rows tracking_rows();
Rows track_file_rows();
Rows check_script_rows();
Rows script_rows();
Rows track_process_rows();
Rows notify_rows();
Rows notify_global_rows();
Rows mail_rows();
Rows staged_rows();
Rows stand_in_rows();
Rows address_rows();
Rows address_option_rows();
Rows strict_rows();
Rows routing_rows();
Rows route_rows();
Rows route_metric_rows();
Rows route_encap_rows();
Rows route_keeping_rows();
Rows nexthop_rows();
Rows rule_rows();
Rows rule_keeping_rows();
Rows rows_without_effect();
Rows refused_rows();

// All rows. Those of a block stand in the order in which the configuration is written back.
Rows keywords();
std::span<const Keyword* const> keywords_in(Block block);
const Keyword* find_keyword(Block where, std::string_view name);

// Reads a keyword that is nothing but its block.
bool read_block_of_keywords(const Keyword& keyword, const Node& node, Draft& draft);

// Applies the table to a tree: a keyword that is not legal in its block is refused, the others are read into the draft.
void walk(const std::vector<Node>& nodes, Block block, Draft& draft);

SecretKeywords secret_keywords();

// "in global_defs", "at the top level"
std::string_view place(Block block);

// " NAME VALUE" for each option of the block that has something to write of the part.
void append_option(const Keyword& option, const Values& values, std::string& line);

template <class Part>
void append_options(Block block, const Part& part, std::string& line) {
    for (const Keyword* option : keywords_in(block)) {
        if (const auto* show = std::get_if<Show<Part>>(&option->show))
            append_option(*option, (*show)(part), line);
    }
}

} // namespace xvrrp::config
