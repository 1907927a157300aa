// SPDX-License-Identifier: GPL-2.0-or-later
// The daemon's side of a turn of the loop.
#include "daemon/daemon.h"
#include "daemon/exit_code.h"
#include "daemon/log.h"
#include "daemon/log_line.h"
#include "daemon/systemd.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

// The loop stamps its heartbeat at least this often; the kernel side believes it for DatapathOptions::stale_after.
constexpr auto kHeartbeat = std::chrono::seconds(2);

// A time that is known when the turn ends.
struct At {
    core::TimePoint when;

    core::TimePoint deadline() const { return when; }
};

} // namespace

struct Daemon::World {
    Daemon& daemon;

    void look_at_gates(core::TimePoint now) { daemon.look_at_gates(now); }

    void drain(core::TimePoint now) { daemon.drain(now); }

    void take_in_network(core::TimePoint now) { daemon.read_network(now); }

    void observe(core::RouterId id, core::TimePoint now) { daemon.observe_peer(id, now); }

    void look(core::TimePoint now) {
        daemon.chronicle_.tell_left_out(now);
        daemon.look_at_token(now);
        if (const auto trouble = daemon.stand_ins_.fence_next(); !trouble.empty())
            spdlog::warn("{}", trouble);
        for (const auto& news : daemon.neighbours_.look(now))
            daemon.feed(news, now);
        daemon.read_trackers(now);
        daemon.reload_on_time(now);
        daemon.take_moves(now);
    }

    void check_reception(core::TimePoint now) {
        daemon.look_at_hooks(now);
        daemon.serve_deaf(now);
    }

    void feed(const core::Input& input, core::TimePoint now) { daemon.feed(input, now); }

    void step(const core::ReloadStep& step, core::TimePoint now) { daemon.carry_out(step, now); }

    void reloaded(core::TimePoint /*now*/) { daemon.on_reloaded(); }

    void work(core::TimePoint /*now*/) { daemon.perform_.work_slice(); }

    std::tuple<const Reception&, const StandIns&, const Neighbours&, const ReloadSchedule&, const Scripts&,
               const Notices&, const Chronicle&, const host::Netlink&, At>
    waiting(core::TimePoint now) const {
        return {daemon.reception_,
                daemon.stand_ins_,
                daemon.neighbours_,
                daemon.edges_.schedule,
                daemon.scripts_,
                daemon.notices_,
                daemon.chronicle_,
                daemon.edges_.kernel.netlink(),
                {std::min(now + kHeartbeat, retry_log(now))}};
    }
};

// A turn is the same for everything that wakes the loop.
void Daemon::turn() {
    const auto now = os::EventLoop::now();
    retry_log(now);
    if (!life_.takes_part())
        return turn_beside(now);
    feed(core::ClockObserved{os::EventLoop::wall_clock_ahead()}, now);
    const auto due = core_.router.deadline();
    World world{*this};
    const auto next = core::run_turn(world, core_, now);
    if (life_.is_resigning() && !core_.router.is_leaving())
        return end_work(now);
    notices_.deliver(now, core_.has_work(now));
    if (coming_ && !next.at_once)
        go_on_loading(); // instead of a slice of work
    else if (next.at_once || edges_.claims.give_up_some())
        edges_.loop.ask_idle();
    edges_.datapath.stamp_heartbeat(now);
    settle_inherited(now);
    if (stand_ins_.has_to_let_go() && !core_.network.pending())
        stand_ins_.let_go();
    stand_ins_.renew(now);
    if (const auto noted = order_note_.follow(core_.router, now); !noted)
        spdlog::warn("{}", noted.error().text());
    moves_.answer(core_, now);
    // A script that was just started may be unsent.
    edges_.loop.set_deadline(std::min({next.at, scripts_.deadline(), moves_.deadline()}));
    if (chronicle_.take_news())
        control_->wake(); // for those that follow the events
    history_.keep(chronicle_.events());
    keep_checks();
    measure(due, now);
}

void Daemon::measure(core::TimePoint due, core::TimePoint begun) {
    measures_.last_turn = os::EventLoop::now();
    measures_.loop_lag.add(measures_.last_turn - begun);
    if (due <= begun)
        measures_.deadline_late.add(begun - due);
}

Measures Daemon::measures() const {
    auto all = measures_;
    all.advert_late = perform_.advert_lateness();
    all.takeover = chronicle_.takeovers();
    return all;
}

// A turn before the daemon works, or after it: nothing but scripts is waited for.
void Daemon::turn_beside(core::TimePoint now) {
    scripts_.news(now);
    life_.take_ended_scripts(now);
    if (life_.is_ending())
        return leave(now);
    read_network(now);
    if (!life_.may_work(now))
        return edges_.loop.set_deadline(life_.deadline());
    if (!start_up())
        edges_.loop.stop(kExitFatal);
}

// The first signal waits for before_backup, and a second one does not.
void Daemon::on_shutdown() {
    if (life_.is_ending())
        return;
    const auto now = os::EventLoop::now();
    if (!life_.is_resigning()) {
        life_.begin_resigning();
        notify_stopping();
        coming_.reset();
        core_.reload.reset(); // whoever comes with it does not stand for election any more
        feed(core::Shutdown{.waits = true}, now);
        if (core_.router.is_leaving())
            return turn();
    }
    end_work(now);
}

void Daemon::end_work(core::TimePoint now) {
    feed(core::Shutdown{}, now);
    reception_.leave_groups(); // as long as IGMP is quiet, if it is
    take_down();
    edges_.kernel.leave();
    order_note_.remove();
    stand_ins_.stop();
    std::remove(checks_file().c_str());
    if (auto left = edges_.datapath.detach(); !left)
        spdlog::error("{}", left.error().text());
    for (const int fd :
         {edges_.datapath.events_fd(), reception_.reports_fd(), edges_.kernel.netlink().monitor_fd(),
          edges_.kernel.routing().monitor_fd(), edges_.files.fd(), edges_.schedule.fd()})
        edges_.loop.forget(fd);
    life_.begin_end(globals_.notifying, os::EventLoop::now());
    leave(now);
}

void Daemon::leave(core::TimePoint now) {
    if (!life_.is_over(globals_.notifying, now))
        return edges_.loop.set_deadline(life_.deadline());
    keep_events();
    write_line(spdlog::level::info, message("stopped"), "Stopped");
    scripts_.leave();
    edges_.loop.stop(kExitOk);
}

// Nothing runs any more, so writing the file makes no advert late.
void Daemon::keep_events() {
    chronicle_.tell_all_left_out(os::EventLoop::now());
    chronicle_.note_daemon("stopped", "", os::EventLoop::now());
    if (auto kept = history_.keep_all(chronicle_.events()); !kept)
        spdlog::warn("{}", kept.error().text());
}

} // namespace xvrrp::daemon
