// SPDX-License-Identifier: GPL-2.0-or-later
// What is left of variables in a line when all that can be replaced has been: like in keepalived it stays, but is told.
#pragma once

#include "config/text/variables.h"

namespace xvrrp::config {

// Up to end; from secret on no name is told.
void report_unreplaced(const Written& text, std::size_t end, std::size_t secret, const Variables& variables,
                       Diagnostics& out);

} // namespace xvrrp::config
