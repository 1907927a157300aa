// SPDX-License-Identifier: GPL-2.0-or-later
// A reload is carried out: a slice at a time, between which adverts that are due go out.
#include "daemon/daemon.h"
#include "daemon/named_interfaces.h"
#include "daemon/systemd.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

constexpr std::size_t kRoutersPerSlice = 64;

} // namespace

// Addresses are left alone until every virtual router has said what it wants: one may move from one to another.
void Daemon::reload_slice() {
    const auto now = os::EventLoop::now();
    if (!reload_->left.empty()) {
        reconfigure(core::take_steps(reload_->left, kRoutersPerSlice), now);
    } else if (!std::exchange(reload_->is_put_up, true)) {
        if (!reload_->words.changes.empty())
            note_placeable();
        virtual_macs_.want(router_.configs());
        if (auto up = put_up(now); !up)
            spdlog::error("{}", up.error().text());
    } else if (!reload_->waiting.empty()) {
        admit_waiting(now);
    } else {
        reception_.release_unused();
        claims_.keep_only(router_.configs());
        const auto over = std::move(*std::exchange(reload_, std::nullopt));
        spdlog::info("reloaded {}: {}", options_.config_file, over.words.summary());
        notify_ready(render_summary(router_.count_states()));
        over.reply(Control::whole(as_json(over.words, over.findings)));
    }
}

// The next one has to wait for it.
void Daemon::finish_reload() {
    while (reload_)
        reload_slice();
}

void Daemon::reconfigure(core::ReloadPlan steps, core::TimePoint now) {
    auto words = describe(touched_by(steps), steps); // before there is nobody left to name
    for (const auto& change : words.changes)
        spdlog::info("{}", change);
    append(reload_->words, std::move(words));
    drain(now);
    for (const auto& each : steps.changed)
        observe_peer(each.router, now);
    const bool some_come = !steps.added.empty();
    feed(core::Reconfigure{std::move(steps)}, now);
    if (some_come)
        reload_->waiting = router_.waiting();
}

void Daemon::admit_waiting(core::TimePoint now) {
    auto& waiting = reload_->waiting;
    const auto end =
        waiting.begin() + static_cast<std::ptrdiff_t>(std::min(waiting.size(), kRoutersPerSlice));
    const std::vector<core::RouterId> some(waiting.begin(), end);
    waiting.erase(waiting.begin(), end);
    for (const auto id : some) {
        feed(core::Start{id}, now);
    }
}

std::map<core::RouterId, core::RouterSnapshot> Daemon::touched_by(const core::ReloadPlan& plan) const {
    std::map<core::RouterId, core::RouterSnapshot> touched;
    const auto note = [&](core::RouterId id) {
        for (auto& each : router_.snapshots(id, 1))
            touched.emplace(id, std::move(each));
    };
    std::ranges::for_each(plan.removed, note);
    std::ranges::for_each(plan.changed, note, &core::ReloadPlan::Changed::router);
    return touched;
}

// Where they cannot be served, nothing has changed.
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
