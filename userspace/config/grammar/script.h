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
#include <vector>

namespace xvrrp::config {

// The result is nothing, and a finding, where the script cannot be run as it is written.
std::optional<core::Script> read_script(const Keyword& keyword, const Node& node, Draft& draft);

// The script with its arguments as the parameter of a keyword that read_script() reads.
std::string script_text(const std::vector<std::string>& arguments);

// Notes the program, the user and the group that the parameter needs of the host, whatever the keyword is.
void note_needs(const Keyword& keyword, const Node& node, Draft& draft);

} // namespace xvrrp::config
