// SPDX-License-Identifier: GPL-2.0-or-later
// An address of a host as an instance may use it: one that is of the family of the first that was written.
#pragma once

#include "config/draft.h"

namespace xvrrp::config {

// text (of word, maybe a part of it) as an address. Nothing, and a warning, where it is none or of the other family.
std::optional<core::IpAddress> read_host(const Token& word, std::string_view text, Draft& draft);

// What follows a value on its line and is none of the options that are legal there: ignored with a warning.
void report_unknown_option(const Token& option, std::string_view what, Draft& draft);

// An instance of a single address family takes this one: false where it has the other.
bool takes_family(InstanceDraft& instance, core::Family family);

// What a line that should be an address and is a keyword suggests.
std::string missing_brace_hint(const Token& word);

} // namespace xvrrp::config
