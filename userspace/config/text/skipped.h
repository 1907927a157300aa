// SPDX-License-Identifier: GPL-2.0-or-later
// The parts of a line that are skipped: its comment, and a line that is there under a condition only.
//
// # and ! start a comment anywhere outside of "...", and \# and \! are the characters themselves. keepalived 2.2.7 means
// the same, but reads a copy of the line that has no backslash any more. A password is at stake, so this is a warning.
//
// @ID and @^ID stand in front of a line: it is there only where the config-id is ID, or where it is another one.
#pragma once

#include "config/text/written.h"

namespace xvrrp::config {

Written without_comment(const Written& line, Diagnostics& out);

struct Condition {
    std::string_view id; // the ID behind the @
    bool unless = false;
    std::size_t size = 0; // the length of the whole condition, with the @

    bool holds(std::string_view config_id) const { return (id == config_id) != unless; }
};

bool is_conditional(const Written& line);

Condition read_condition(const Written& line, Diagnostics& out);

} // namespace xvrrp::config
