// SPDX-License-Identifier: GPL-2.0-or-later
// Readers of what tells one daemon from another on the same host: net_namespace and instance.
#pragma once

#include "config/grammar/draft.h"
#include "config/grammar/keywords.h"

namespace xvrrp::config {

bool read_net_namespace(const Keyword& keyword, const Node& node, Draft& draft);
bool read_instance(const Keyword& keyword, const Node& node, Draft& draft);

} // namespace xvrrp::config
