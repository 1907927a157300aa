// SPDX-License-Identifier: GPL-2.0-or-later
// What somebody else removed is put back.
#include "daemon/daemon.h"

#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

// An address that is wanted and gone was removed by somebody else.
void Daemon::put_back(const core::PlacedAddress& address) {
    const auto losers = work_.lacking(address);
    if (losers.empty())
        return;
    const auto now = os::EventLoop::now();
    const auto turn = repairs_.removed(address, now);
    for (const auto id : losers) {
        const auto& name = work_.name_of(id);
        if (turn.at <= now) {
            spdlog::warn("({}) {} was removed by somebody else, putting it back", name,
                         address.address.text());
            work_.repair(id);
        } else if (turn.backs_off) {
            spdlog::warn("({}) {} is removed again and again, putting it back after longer and longer pauses",
                         name, address.address.text());
        }
    }
}

// What goes with its interface is told by both sockets: the interface first, so that nobody is blamed.
void Daemon::on_routing() {
    const auto now = os::EventLoop::now();
    read_network(now);
    if (auto read = routing_work_.read_monitor(); !read)
        spdlog::error("{}", read.error().text());
    perform_.tell_news();
    settle(now);
}

} // namespace xvrrp::daemon
