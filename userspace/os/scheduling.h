// SPDX-License-Identifier: GPL-2.0-or-later
// How the kernel treats this process beside others: its turn on a processor, which processors, its memory.
#pragma once

#include "core/result.h"

#include <vector>

namespace xvrrp::os {

// SCHED_RR, 1..99: before every process that has none. Children do not inherit it.
Result<> set_realtime_priority(int priority);
Result<> set_nice(int nice);
Result<> set_cpu_affinity(const std::vector<unsigned>& cpus); // at least one of them is online
Result<> lock_memory();                                       // what there is, and what will be

} // namespace xvrrp::os
