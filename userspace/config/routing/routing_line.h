// SPDX-License-Identifier: GPL-2.0-or-later
// The lines of routes and rules: how their words are read one after the other, and how they are written back.
#pragma once

#include "config/grammar/draft.h"
#include "config/grammar/keywords.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace xvrrp::config {

// The route that the draft is about.
inline core::Route& route(Draft& draft) {
    return draft.route.placed.route;
}

// The next hop that an option is of.
inline core::NextHop& hop(Draft& draft) {
    return draft.route.has_hop ? route(draft).hops.back() : draft.route.hop;
}

// The line word by word, each option through its reader, until there are no more or one of them drops it. otherwise:
// reads a word that is no option.
void read_line(const Node& line, Block block, const std::function<void(const Token&)>& otherwise,
               Draft& draft);

// As in keepalived, the line is skipped.
void drop_line(const Token& word, const std::string& why, Draft& draft, const std::string& hint = {});

// The next word of the line. Nothing, and an error, where there is none.
const Token* next_word(const Keyword& keyword, Draft& draft);
// True where the next word is this one, which is then read.
bool take_word(std::string_view text, Draft& draft);

// The next word as such, or a dropped line: a number or its name, a number of 0..most, an address, a prefix of any
// family.
std::optional<std::uint32_t> next_named(const Keyword& keyword, NameFile file, Draft& draft);
std::optional<std::uint32_t> next_number(const Keyword& keyword, std::int64_t most, Draft& draft);
// Two realms in one number: FROM/TO, or TO alone.
std::optional<std::uint32_t> next_realms(const Keyword& keyword, Draft& draft);

bool is_default(std::string_view text); // "default", "all", "any"

// The prefix of a word, its family from itself. Nothing where it is none.
std::optional<core::InterfaceAddress> read_prefix(const Token& word, Draft& draft);

// False, and a dropped line: the line is of the other family.
bool takes_family(std::optional<core::Family>& line, core::Family family, const Token& word, Draft& draft);

// A tracked route or rule bears keepalived's mark, whatever was written.
std::optional<std::uint8_t> resolve_protocol(const Optional<std::uint8_t>& written, bool track, Draft& draft);

std::string realms_text(std::uint32_t realms); // "FROM/TO"

// The destination of the route that is being read.
void read_destination(const Token& word, Draft& draft);

// A route or rule of one line. Nothing, and a warning, where the line is skipped.
std::optional<core::VirtualRoute> read_route(const Node& line, Draft& draft);
std::optional<core::VirtualRule> read_rule(const Node& line, Draft& draft);

// The line parses back to the same route or rule.
std::string route_line(const core::VirtualRoute& placed);
std::string rule_line(const core::VirtualRule& rule);

} // namespace xvrrp::config
