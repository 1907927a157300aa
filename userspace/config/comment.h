// SPDX-License-Identifier: GPL-2.0-or-later
// A line without its comment: # and ! start one anywhere outside of "...", \# and \! are the characters themselves.
#pragma once

#include "config/written.h"

namespace xvrrp::config {

Written without_comment(const Written& line);

} // namespace xvrrp::config
