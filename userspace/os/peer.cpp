// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/peer.h"

#include <algorithm>

#include <sys/socket.h>
#include <unistd.h>

namespace xvrrp::os {

bool Peer::may_do_all() const {
    return user == 0 || user == ::geteuid();
}

std::optional<Peer> peer_of(int socket) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return std::nullopt;
    Peer peer{credentials.pid, credentials.uid, {}};
    constexpr std::size_t kMostGroups = 65536; // NGROUPS_MAX
    size = 0;
    ::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, nullptr, &size); // fails, and sets size to the need
    peer.groups.resize(std::min<std::size_t>(size / sizeof(gid_t), kMostGroups));
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, peer.groups.data(), &size) != 0)
        peer.groups.clear();
    peer.groups.push_back(credentials.gid);
    return peer;
}

} // namespace xvrrp::os
