// SPDX-License-Identifier: GPL-2.0-or-later
// What global_defs says about the daemon as a process: vrrp_rt_priority, vrrp_priority, vrrp_cpu_affinity, vrrp_no_swap.
#pragma once

#include "config/grammar/configuration.h"
#include "config/grammar/draft.h"
#include "config/grammar/keywords.h"

namespace xvrrp::config {

bool read_cpu_affinity(const Keyword& keyword, const Node& node, Draft& draft);
bool read_no_swap(const Keyword& keyword, const Node& node, Draft& draft);

// Real-time priority unless a nice value says that ordinary scheduling is wanted.
Scheduling resolve_scheduling(const Draft& draft);

} // namespace xvrrp::config
