// SPDX-License-Identifier: GPL-2.0-or-later
// The keyword table applied to a tree: refuses what is not legal there, and has the rest read into the draft.
#pragma once

#include "config/draft.h"
#include "config/keywords.h"

namespace xvrrp::config {

void walk(const std::vector<Node>& nodes, Block block, Draft& draft);

} // namespace xvrrp::config
