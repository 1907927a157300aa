// SPDX-License-Identifier: GPL-2.0-or-later
// A reload is carried out: a slice at a time, between which adverts that are due go out.
#include "daemon/daemon.h"
#include "daemon/named_interfaces.h"
#include "daemon/systemd.h"

#include <algorithm>
#include <utility>

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
        if (dynamic_interfaces_)
            tell_missing(now);
        if (!reload_->words.changes.empty())
            note_placeable();
        virtual_macs_.want(router_.routers());
        if (auto up = put_up(now); !up)
            spdlog::error("{}", up.error().text());
    } else if (!reload_->waiting.empty()) {
        admit_waiting(now);
    } else {
        reception_.release_unused();
        const auto over = std::move(*std::exchange(reload_, std::nullopt));
        spdlog::info("reloaded {}: {}", options_.config_file, over.words.summary());
        notify_ready(render_summary(router_));
        over.reply(Control::whole(as_json(over.words, over.findings)));
    }
}

// Of an interface that nobody has ever seen nothing else tells.
void Daemon::tell_missing(core::TimePoint now) {
    for (const auto& [name, by] : named_interfaces(running_config())) {
        if (!interfaces_.find(name))
            interfaces_.repeat(name);
    }
    take_changes(now);
}

// The next one has to wait for it.
void Daemon::finish_reload() {
    while (reload_)
        reload_slice();
}

void Daemon::reconfigure(core::ReloadPlan steps, core::TimePoint now) {
    auto words = describe(router_.routers(), steps); // before there is nobody left to name
    for (const auto& change : words.changes)
        spdlog::info("{}", change);
    append(reload_->words, std::move(words));
    drain(now);
    std::vector<core::RouterId> changed;
    for (const auto& each : steps.changed) {
        observe_peer(each.router, now);
        changed.push_back(each.router);
    }
    const bool some_come = !steps.added.empty();
    feed(core::Reconfigure{std::move(steps)}, now);
    for (const auto id : changed) { // between unicast and multicast, perhaps
        if (const auto* link = served_link(id))
            feed(reception_.join_again(id, *link, now), now);
    }
    if (!some_come)
        return;
    reload_->waiting.clear();
    for (const auto& [id, router] : router_.routers()) {
        if (router.state() == core::State::Init)
            reload_->waiting.push_back(id);
    }
}

void Daemon::admit_waiting(core::TimePoint now) {
    auto& waiting = reload_->waiting;
    const auto end =
        waiting.begin() + static_cast<std::ptrdiff_t>(std::min(waiting.size(), kRoutersPerSlice));
    const std::vector<core::RouterId> some(waiting.begin(), end);
    waiting.erase(waiting.begin(), end);
    for (const auto id : some) {
        if (const auto* link = served_link(id))
            feed(reception_.admit(id, *link, now), now);
        work_.keep_owned(id);
        feed(core::Start{id}, now);
    }
}

const core::Link* Daemon::served_link(core::RouterId id) const {
    const auto* link = interfaces_.find(router_.routers().at(id).config().interface);
    return link && reception_.serves(*link) ? link : nullptr;
}

// Where they cannot be served, nothing has changed.
Result<> Daemon::attach_for(const core::ReloadPlan& plan) {
    std::set<std::string> names;
    for (const auto& router : plan.added)
        names.insert(router.interface);
    for (const auto& name : names) {
        const auto* link = interfaces_.find(name);
        if (!link || reception_.serves(*link) || reception_.deaf().contains(name))
            continue;
        if (auto attached = reception_.attach(*link); !attached) {
            reception_.release_unused();
            return attached;
        }
    }
    return {};
}

} // namespace xvrrp::daemon
