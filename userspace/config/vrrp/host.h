// SPDX-License-Identifier: GPL-2.0-or-later
// An address of a host as an instance may use it: one that is of the family of the first that was written.
#pragma once

#include "config/grammar/draft.h"
#include "config/grammar/keywords.h"

namespace xvrrp::config {

constexpr std::size_t kLongestInterface = 15; // the kernel's IFNAMSIZ, less its end

// The text, which is the word or a part of it, as an address. Nothing, and a warning, where it is none.
std::optional<core::IpAddress> read_any_host(const Token& word, std::string_view text, Draft& draft);

// The same, where the instance is of one family: nothing, and a warning, where it is the other one.
std::optional<core::IpAddress> read_host(const Token& word, std::string_view text, Draft& draft);

// The options that follow a value on its line, each through its reader. A word that is no option of this block, and an
// option that lacks its parameter, are ignored with a warning.
void read_options(const Node& line, Block block, std::string_view what, Draft& draft);

// An instance of a single address family takes this one: false where it has the other.
bool takes_family(InstanceDraft& instance, core::Family family);

// Notes the first statement of the instance that makes no sense without peers.
void mark_unicast(const Node& node, Draft& draft);

// A line that should be an address and is a keyword suggests that a '}' is missing before it.
std::string missing_brace_hint(const Token& word);

} // namespace xvrrp::config
