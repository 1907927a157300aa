// SPDX-License-Identifier: GPL-2.0-or-later
// A table of the processes that match each pattern, and their numbers. Pure.
#pragma once

#include "core/process_pattern.h"
#include "runner/message.h"

#include <map>
#include <set>
#include <vector>

#include <sys/types.h>

namespace xvrrp::runner {

class ProcessTable {
public:
    void add(JobId id, core::ProcessPattern pattern);
    void forget(JobId id);

    // The process runs this program now. Returns true if it matches one of the patterns.
    bool see(pid_t pid, const core::ProcessNames& names);
    void gone(pid_t pid);
    // Drops all processes but these.
    void keep_only(const std::set<pid_t>& there);

    // Returns the numbers that changed since the last call, and the first number of each new pattern.
    std::vector<std::pair<JobId, std::size_t>> take_changes();

    bool empty() const { return watches_.empty(); }

    bool knows(pid_t pid) const { return matching_.contains(pid); }

private:
    struct Watch {
        core::ProcessPattern pattern;
        std::set<pid_t> processes{};
        std::size_t told = static_cast<std::size_t>(-1);
    };

    std::map<JobId, Watch> watches_;
    std::map<pid_t, std::set<JobId>> matching_;
};

} // namespace xvrrp::runner
