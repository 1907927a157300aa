// SPDX-License-Identifier: GPL-2.0-or-later
// The processes of the host: a look at all of them, and the kernel's news of those that start and end.
//
// The news come through the kernel's process connector. It needs CAP_NET_ADMIN, and serves only those in the first
// network, process and user namespace.
#pragma once

#include "core/process_pattern.h"
#include "core/result.h"
#include "os/fd.h"

#include <optional>
#include <vector>

#include <sys/types.h>

namespace xvrrp::runner {

class ProcessEvents {
public:
    static Result<ProcessEvents> open();

    int fd() const { return socket_.get(); }

    struct News {
        std::vector<pid_t> started{}; // or run another program now, or have another name
        std::vector<pid_t> ended{};
        bool confirmed = false; // from here on each process is told of
        bool lost = false;      // there were more
        bool drained = false;   // nothing is left to be read
        bool dead = false;      // no more news will come

        // Reading failed with this errno. Returns true if there may be more to read.
        bool take_error(int error);
    };

    // fd() is readable.
    News read();

private:
    explicit ProcessEvents(os::Fd socket) : socket_(std::move(socket)) {}

    os::Fd socket_;
};

std::vector<pid_t> all_processes();
// Nothing if the process is gone or has ended, or is hidden from us.
std::optional<core::ProcessNames> names_of(pid_t pid);

} // namespace xvrrp::runner
