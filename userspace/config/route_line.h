// SPDX-License-Identifier: GPL-2.0-or-later
// Routes and rules as they are written, numbers for names. Parses back to the same.
#pragma once

#include "core/route.h"
#include "core/rule.h"

#include <string>

namespace xvrrp::config {

std::string route_line(const core::VirtualRoute& route);
std::string rule_line(const core::VirtualRule& rule);

} // namespace xvrrp::config
