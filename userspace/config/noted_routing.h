// SPDX-License-Identifier: GPL-2.0-or-later
// The routes and rules of a note for a successor, as lines of the configuration's language. Pure.
#pragma once

#include "core/net/routing_entry.h"

#include <string>

namespace xvrrp::config {

// One line each: "route LINE" or "rule LINE". read_routing() returns what was written.
std::string routing_text(const core::RoutingSet& entries);
core::RoutingSet read_routing(const std::string& note); // leaves out all other lines

} // namespace xvrrp::config
