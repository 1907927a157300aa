// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/scheduling.h"

#include "os/os_error.h"

#include <cstring>

#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>

namespace xvrrp::os {

Result<> set_realtime_priority(int priority) {
    const sched_param parameter{.sched_priority = priority};
    if (sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &parameter) != 0)
        return failure(os_error("run with real-time priority " + std::to_string(priority), errno,
                                "needs CAP_SYS_NICE, and in a container a share of real-time; running "
                                "with ordinary priority"));
    return {};
}

void give_up_realtime_priority() {
    const sched_param none{};
    if (sched_setscheduler(0, SCHED_OTHER, &none) != 0)
        sched_setscheduler(0, SCHED_OTHER | SCHED_RESET_ON_FORK, &none);
}

Result<> set_nice(int nice) {
    if (setpriority(PRIO_PROCESS, 0, nice) != 0)
        return failure(os_error("run with nice value " + std::to_string(nice), errno,
                                "a negative value needs CAP_SYS_NICE"));
    return {};
}

Result<> set_cpu_affinity(const std::vector<unsigned>& cpus) {
    cpu_set_t set;
    CPU_ZERO(&set);
    std::string list;
    for (const auto cpu : cpus) {
        CPU_SET(cpu, &set);
        list += ' ' + std::to_string(cpu);
    }
    if (sched_setaffinity(0, sizeof set, &set) != 0)
        return failure(
            os_error("run on processor" + list + " only", errno, "one of them at least must be online"));
    return {};
}

void be_ordinary() {
    cpu_set_t all;
    std::memset(&all, 0xff, sizeof all); // the kernel leaves out those that are not there or not allowed
    sched_setaffinity(0, sizeof all, &all);
    setpriority(PRIO_PROCESS, 0, 0);
}

Result<> lock_memory() {
    if (mlockall(MCL_CURRENT | MCL_FUTURE) != 0)
        return failure(
            os_error("keep memory from being swapped out", errno, "needs CAP_IPC_LOCK or LimitMEMLOCK="));
    return {};
}

} // namespace xvrrp::os
