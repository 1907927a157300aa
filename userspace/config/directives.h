// SPDX-License-Identifier: GPL-2.0-or-later
// keepalived's directives of the line reader ($NAME, @ID, ~SEQ, include): lines in, lines out.
//
// They are legal on every line, whatever the block, and rewrite it before its keyword is looked at.
// None is supported yet: each is an error. What a conditional stands in front of is checked all the same.
#pragma once

#include "config/lexer.h"

namespace xvrrp::config {

std::vector<Line> expand(std::vector<Line> lines, Diagnostics& out);

} // namespace xvrrp::config
