// SPDX-License-Identifier: GPL-2.0-or-later
// Routes and rules as they are written, numbers for names. Parses back to the same.
#pragma once

#include "core/net/route.h"
#include "core/net/rule.h"

#include <string>

namespace xvrrp::config {

std::string route_line(const core::VirtualRoute& route);
std::string rule_line(const core::VirtualRule& rule);

} // namespace xvrrp::config
