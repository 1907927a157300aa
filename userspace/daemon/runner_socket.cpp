// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/runner_socket.h"

#include "os/seqpacket.h"

#include <cerrno>

namespace xvrrp::daemon {

namespace {

// The service manager starts a process meanwhile, perhaps on a host that boots.
constexpr auto kPatience = std::chrono::seconds(5);

} // namespace

Result<os::Fd> connect_to_runner(const std::string& socket) {
    auto connection = os::connect_to(socket, kPatience);
    if (!connection && (connection.error().code == ENOENT || connection.error().code == ECONNREFUSED))
        connection.error().remedy = "systemctl start xvrrp-runner.socket";
    return connection;
}

} // namespace xvrrp::daemon
