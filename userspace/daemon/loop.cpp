// SPDX-License-Identifier: GPL-2.0-or-later
// The daemon's side of a turn of the loop, and the end of the loop.
#include "core/turn.h"
#include "daemon/daemon.h"
#include "daemon/exit_code.h"
#include "daemon/log.h"
#include "daemon/systemd.h"

#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

struct Daemon::World {
    Daemon& daemon;

    void drain(core::TimePoint now) { daemon.drain(now); }

    void take_in_network(core::TimePoint now) { daemon.read_network(now); }

    void observe(core::RouterId id, core::TimePoint now) { daemon.observe_peer(id, now); }

    void look(core::TimePoint now) {
        daemon.look_at_hooks(now);
        daemon.serve_deaf(now);
        daemon.routing_work_.repair(now);
    }

    void feed(const core::Input& input, core::TimePoint now) { daemon.feed(input, now); }

    bool has_work() const { return !daemon.addresses_wait() && daemon.has_work(os::EventLoop::now()); }

    void work(core::TimePoint /*now*/) { daemon.perform_.work_slice(); }

    void ask_again() { daemon.loop_.ask_idle(); }
};

// Whatever woke the loop, it does the same.
void Daemon::turn() {
    const auto now = os::EventLoop::now();
    retry_log();
    look_at_clock(now);
    World world{*this};
    core::run_turn(world, router_, addresses_, now);
    sleep(now);
}

void Daemon::on_idle() {
    if (reload_)
        reload_slice();
    turn();
}

void Daemon::on_shutdown() {
    notify_stopping();
    feed(core::Shutdown{}, os::EventLoop::now());
    addresses_.hold_static({});
    routing_work_.want_static({}, {});
    while (addresses_.pending() || routing_work_.pending())
        perform_.work_slice();
    take_down();
    auto left = datapath_.pin_note().empty() ? datapath_.deactivate() : datapath_.detach();
    if (!left)
        spdlog::error("{}", left.error().text());
    loop_.stop(kExitOk);
}

} // namespace xvrrp::daemon
