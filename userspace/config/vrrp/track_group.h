// SPDX-License-Identifier: GPL-2.0-or-later
// The groups of virtual routers that static addresses, routes and rules matter to.
#pragma once

#include "config/grammar/draft.h"
#include "config/grammar/keywords.h"

#include <string>

namespace xvrrp::config {

// The group of a static one, which has to be defined and has to have an interface to track.
std::string resolve_group(const Optional<std::string>& group, bool track, bool has_interface, Draft& draft);

bool read_track_group(const Keyword& keyword, const Node& node, Draft& draft);
bool read_track_group_members(const Keyword& keyword, const Node& node, Draft& draft);
} // namespace xvrrp::config
