// SPDX-License-Identifier: GPL-2.0-or-later
// A line without its comment: # and ! start one anywhere outside of "...", \# and \! are the characters themselves.
//
// keepalived 2.2.7 means the same, but reads a copy that has no backslash any more: a warning, for a password is at stake.
#pragma once

#include "config/text/written.h"

namespace xvrrp::config {

Written without_comment(const Written& line, Diagnostics& out);

} // namespace xvrrp::config
