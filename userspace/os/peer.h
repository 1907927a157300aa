// SPDX-License-Identifier: GPL-2.0-or-later
// The process at the other end of a UNIX socket, as the kernel knew it when the connection was made.
#pragma once

#include <optional>
#include <vector>

#include <sys/types.h>

namespace xvrrp::os {

struct Peer {
    pid_t process = 0; // 0: the process is not in our process namespace
    uid_t user = 0;
    std::vector<gid_t> groups;

    // True for root and for the user that this process runs as.
    bool may_do_all() const;
};

std::optional<Peer> peer_of(int socket);

} // namespace xvrrp::os
