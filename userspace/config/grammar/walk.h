// SPDX-License-Identifier: GPL-2.0-or-later
// The keyword table applied to a tree: refuses what is not legal there, and has the rest read into the draft.
#pragma once

#include "config/grammar/draft.h"
#include "config/grammar/keywords.h"

namespace xvrrp::config {

// Readers of no topic: of a keyword that is nothing but its block, and of one that changes nothing here.
bool read_block_of_keywords(const Keyword& keyword, const Node& node, Draft& draft);
bool read_without_effect(const Keyword& keyword, const Node& node, Draft& draft);

void walk(const std::vector<Node>& nodes, Block block, Draft& draft);

} // namespace xvrrp::config
