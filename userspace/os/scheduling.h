// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's treatment of this process: its scheduling policy, its processors, its memory.
#pragma once

#include "core/result.h"

#include <vector>

namespace xvrrp::os {

// SCHED_RR with a priority from 1 to 99: the process runs before all that have no such priority. Children do
// not inherit it.
Result<> set_realtime_priority(int priority);
// The nice value is that of before. Without the right to more, children are still treated as said above.
void give_up_realtime_priority();
Result<> set_nice(int nice);
Result<> set_cpu_affinity(const std::vector<unsigned>& cpus); // at least one of them must be online
// The treatment of a program that nobody has given another one: all processors that it may have, and no nice value. A
// child inherits what its parent was given. What is refused stays as it is.
void be_ordinary();
Result<> lock_memory(); // all present and future memory

} // namespace xvrrp::os
