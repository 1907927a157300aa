// SPDX-License-Identifier: GPL-2.0-or-later
// The steps of a reload. Adverts that are due leave between two of them.
#include "daemon/daemon.h"
#include "daemon/named_interfaces.h"
#include "daemon/systemd.h"
#include "os/memory.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

void Daemon::carry_out(const core::ReloadStep& step, core::TimePoint now) {
    if (const auto* change = std::get_if<core::Reconfigure>(&step)) {
        auto words = describe(touched_by(change->plan), change->plan); // before those that go are gone
        for (const auto& each : words.changes)
            spdlog::info("{}", each);
        reloads_->note(std::move(words));
        feed(*change, now);
    } else if (const auto* admit = std::get_if<core::Admit>(&step)) {
        for (const auto id : admit->routers)
            feed(core::Start{id, os::EventLoop::booted()}, now);
    } else {
        if (!reloads_->words().changes.empty())
            note_placeable();
        core_.network.hold_static(standing());
        core_.network.quiet_igmp(globals_.disable_local_igmp);
    }
}

void Daemon::on_reloaded() {
    reception_.release_unused();
    claims_.keep_only(core_.router.configs());
    notices_.forget_former();
    tell_all_states();
    spdlog::info("reloaded {}: {}", options_.config_file, reloads_->words().summary());
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
    for (const auto& each : core_.router.snapshots({}, core_.router.size())) {
        if (each.state != core::State::Init)
            notices_.tell_state({{core::Subject::Kind::Instance, each.config->name},
                                 core::event_of(each.state),
                                 each.priority.value()},
                                now);
    }
    for (const auto& [name, state] : core_.router.group_states())
        notices_.tell_state({{core::Subject::Kind::Group, name}, core::event_of(state), 0}, now);
}

std::map<core::RouterId, core::RouterSnapshot> Daemon::touched_by(const core::ReloadPlan& plan) const {
    std::map<core::RouterId, core::RouterSnapshot> touched;
    const auto note = [&](core::RouterId id) {
        for (auto& each : core_.router.snapshots(id, 1))
            touched.emplace(id, std::move(each));
    };
    std::ranges::for_each(plan.removed, note);
    std::ranges::for_each(plan.changed, note, &core::ReloadPlan::Changed::router);
    return touched;
}

// If an interface cannot be served, nothing has changed.
Result<> Daemon::attach_for(const core::ReloadPlan& plan) {
    std::set<std::string> names;
    for (const auto& router : plan.added)
        names.insert(router.interface);
    for (const auto& name : names) {
        const auto* link = interfaces_.find(name);
        if (!link || reception_.serves(*link) || reception_.is_deaf(link->key()))
            continue;
        if (auto attached = reception_.attach(*link); !attached) {
            reception_.release_unused();
            return attached;
        }
    }
    return {};
}

} // namespace xvrrp::daemon
