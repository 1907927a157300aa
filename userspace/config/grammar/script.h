// SPDX-License-Identifier: GPL-2.0-or-later
// Parameters that name who runs what: SCRIPT [USER [GROUP]], NAME [USER [GROUP]], USER [GROUP].
//
// A script with arguments is one quoted word, which is split a second time.
#pragma once

#include "config/grammar/draft.h"
#include "config/grammar/keywords.h"
#include "core/script.h"

#include <optional>
#include <string>

namespace xvrrp::config {

// The result is nothing, and a finding, where the script cannot be run as it is written.
std::optional<core::Script> read_script(const Keyword& keyword, const Node& node, Draft& draft);

// The script with its arguments as the parameter of a keyword that read_script() reads.
std::string script_text(const std::vector<std::string>& arguments);
// The same with its user and its group.
std::string written_script(const core::Script& script);

// Reads a keyword whose first script counts, as in keepalived.
bool read_first(Optional<core::Script>& setting, const Keyword& keyword, const Node& node, Draft& draft);
// Reports that the statement is not the first one of its keyword, and so is ignored.
void report_second(const Keyword& keyword, const Node& node, const Span& first, Draft& draft);

// Notes the program, the user and the group that the parameter needs of the host, whatever the keyword is.
void note_needs(const Keyword& keyword, const Node& node, Draft& draft);

} // namespace xvrrp::config
