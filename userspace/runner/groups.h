// SPDX-License-Identifier: GPL-2.0-or-later
// The process groups of the runs that are under way, in memory that the daemon and the runner share.
//
// A script ends with the runner, but not what it has started. The daemon ends that before it starts another runner, so
// that a script does not run beside what is left of its last run.
#pragma once

#include "os/fd.h"

#include <atomic>
#include <memory>
#include <span>
#include <vector>

#include <sys/types.h>

namespace xvrrp::runner {

// Without memory nothing is noted.
class Groups {
public:
    static Groups create();
    static Groups open(os::Fd memory);

    int fd() const { return memory_.get(); }

    void add(pid_t group);
    void remove(pid_t group);
    // Those that are noted are not noted any more.
    std::vector<pid_t> take();

private:
    using Group = std::atomic<pid_t>;

    struct Unmap {
        void operator()(Group* groups) const;
    };

    explicit Groups(os::Fd memory);
    std::span<Group> all() const;
    void change(pid_t from, pid_t to);

    os::Fd memory_;
    std::unique_ptr<Group[], Unmap> groups_;
};

// SIGTERM for all processes of these groups, and SIGKILL for those that are still there after the grace. It waits.
void end_groups(const std::vector<pid_t>& groups);

} // namespace xvrrp::runner
