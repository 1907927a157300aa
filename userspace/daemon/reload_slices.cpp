// SPDX-License-Identifier: GPL-2.0-or-later
// The steps of a reload. Adverts that are due leave between two of them.
#include "daemon/daemon.h"
#include "daemon/log_line.h"
#include "daemon/running.h"
#include "daemon/systemd.h"
#include "os/memory.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

void Daemon::carry_out(const core::ReloadStep& step, core::TimePoint now) {
    if (const auto* change = std::get_if<core::Reconfigure>(&step)) {
        auto words = describe(core_.router, change->plan); // before those that go are gone
        for (const auto& each : words.changes)
            spdlog::info("{}", each);
        reloads_->note(std::move(words));
        feed(*change, now);
    } else if (const auto* leave = std::get_if<core::Leave>(&step)) {
        feed(*leave, now);
    } else if (const auto* admit = std::get_if<core::Admit>(&step)) {
        for (const auto id : admit->routers)
            feed(core::Start{id, os::EventLoop::booted()}, now);
    } else {
        core_.network.hold_static(standing_of(globals_, core_.router.configs()));
        core_.network.quiet_igmp(globals_.disable_local_igmp);
    }
}

void Daemon::on_reloaded() {
    reception_.release_unused();
    if (reloads_->words().removed > 0)
        edges_.claims.keep_only(core_.router.configs());
    notices_.forget_former();
    const auto now = os::EventLoop::now();
    if (const auto seen = stand_ins_.follow(core_.router.shortest_interval(), now))
        feed(*seen, now);
    tell_all_states();
    write_line(spdlog::level::info, message("reloaded"),
               "reloaded " + options_.config_file + ": " + reloads_->words().summary());
    chronicle_.note_daemon("reloaded", reloads_->words().summary(), os::EventLoop::now());
    notify_ready(render_summary(core_.router.count_states()));
    reloads_->finish();
    os::give_back_freed_memory();
}

// fifo_write_vrrp_states_on_reload.
void Daemon::tell_all_states() {
    if (!globals_.notifying.states_on_reload)
        return;
    const auto now = os::EventLoop::now();
    for (const auto& [id, each] : core_.router.routers()) {
        if (each.state() != core::State::Init)
            notices_.tell_state({{core::Subject::Kind::Instance, each.config().name},
                                 core::event_of(each.state()),
                                 each.effective_priority()},
                                now);
    }
    for (const auto& [name, state] : core_.router.group_states())
        notices_.tell_state({{core::Subject::Kind::Group, name}, core::event_of(state), 0}, now);
}

} // namespace xvrrp::daemon
