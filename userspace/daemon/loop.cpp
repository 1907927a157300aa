// SPDX-License-Identifier: GPL-2.0-or-later
// The daemon's side of a turn of the loop.
#include "daemon/daemon.h"
#include "daemon/log.h"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

// The loop stamps its heartbeat at least this often; the kernel side believes it for DatapathOptions::stale_after.
constexpr auto kHeartbeat = std::chrono::seconds(2);
// A dump that failed, because the table kept changing, is tried again after this.
constexpr auto kDumpRetry = std::chrono::milliseconds(100);

// A time that is known when the turn ends.
struct At {
    core::TimePoint when;

    core::TimePoint deadline() const { return when; }
};

} // namespace

struct Daemon::World {
    Daemon& daemon;

    void drain(core::TimePoint now) { daemon.drain(now); }

    void take_in_network(core::TimePoint now) { daemon.read_network(now); }

    void observe(core::RouterId id, core::TimePoint now) { daemon.observe_peer(id, now); }

    void look(core::TimePoint now) {
        daemon.look_at_hooks(now);
        daemon.serve_deaf(now);
        daemon.read_trackers(now);
        daemon.reload_on_time(now);
    }

    void feed(const core::Input& input, core::TimePoint now) { daemon.feed(input, now); }

    void step(const core::ReloadStep& step, core::TimePoint now) { daemon.carry_out(step, now); }

    void reloaded(core::TimePoint /*now*/) { daemon.on_reloaded(); }

    void work(core::TimePoint /*now*/) { daemon.perform_.work_slice(); }

    std::tuple<const Reception&, const ReloadSchedule&, const Scripts&, const Notices&, At, At>
    waiting(core::TimePoint now) const {
        return {daemon.reception_,
                daemon.edges_.schedule,
                *daemon.scripts_,
                daemon.notices_,
                {daemon.edges_.kernel.netlink().lost_messages() ? now + kDumpRetry : core::kNever},
                {now + kHeartbeat}};
    }
};

// A turn is the same for everything that wakes the loop.
void Daemon::turn() {
    const auto now = os::EventLoop::now();
    retry_log();
    if (phase_ != Phase::Working)
        return turn_beside(now);
    feed(core::ClockObserved{os::EventLoop::wall_clock_ahead()}, now);
    World world{*this};
    const auto next = core::run_turn(world, core_, now);
    notices_.deliver(now, core_.has_work(now));
    if (next.at_once)
        edges_.loop.ask_idle();
    edges_.datapath.stamp_heartbeat(now);
    // A script that was just started may be unsent.
    edges_.loop.set_deadline(std::min(next.at, scripts_->deadline()));
    show_events();
}

void Daemon::show_events() {
    if (std::exchange(shown_events_, chronicle_.events().end()) != chronicle_.events().end())
        control_->wake();
}

// Nothing runs any more, so writing the file makes no advert late.
void Daemon::keep_events() {
    chronicle_.note_daemon("stopped", "", os::EventLoop::now());
    if (auto kept = write_events(chronicle_.events(), events_file()); !kept)
        spdlog::warn("{}", kept.error().text());
}

} // namespace xvrrp::daemon
