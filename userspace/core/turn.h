// SPDX-License-Identifier: GPL-2.0-or-later
// One turn of the loop: drain, observe, take in the network, tick, work. The daemon and the simulator run this one.
//
// The order is the promise. A MASTER for which the kernel stood in learns first whether it still is one. Everything that
// arrived is taken in before time is told, so a loop that runs late never elects a virtual router because of its own
// lateness. The reception is looked at after everything that may bring a takeover forward, so no virtual router takes over
// because of a silence that is its own deafness. An advert that is due leaves with the tick, before the one slice
// of work that a turn does at most; what is left of the work asks for another turn.
//
// A World has:
//   look_at_gates(now)    feeds GateShut of each of to_guard() whose gate the kernel has shut
//   drain(now)            feeds every packet that is news
//   observe(id, now)      feeds PeerObserved of this virtual router
//   take_in_network(now)  feeds a bounded number of changes of the kernel's network
//   look(now)             feeds what else may have changed since the last turn, such as trackers
//   check_reception(now)  feeds what is wrong with the reception, and looks for it wherever a Tick would bring a takeover
//   feed(input, now)      gives an input to the router and carries out its outputs
//   step(step, now)       carries out a step of the reload
//   reloaded(now)         the last step was done
//   work(now)             carries out one slice of what the network lacks
//   waiting(now)          the tuple of what else has a deadline()
#pragma once

#include "core/net/network.h"
#include "core/reload.h"
#include "core/vrrp/vrrp_router.h"

#include <algorithm>
#include <optional>
#include <tuple>

namespace xvrrp::core {

// Everything that decisions are made of, as values.
struct Core {
    VrrpRouter router;
    Network network{};
    std::optional<Reload> reload{}; // the one that is being carried out

    bool has_work(TimePoint now) const;
    TimePoint deadline() const;
    // The kernel's network is left alone as long as a reload has not said who wants what.
    bool may_place() const;

    // A step of the reload can be taken.
    bool has_step() const { return reload && !reload->waits(router); }
};

// The time at which the loop comes back at the latest. at_once: work is left, and whatever else is ready goes first.
struct NextTurn {
    TimePoint at = kNever;
    bool at_once = false;
};

// Virtual routers that change are judged by everything that was heard up to now.
template <class World>
void take_step(World& world, Core& core, TimePoint now) {
    const auto step = core.reload->next(core.router);
    if (!step) {
        core.reload.reset();
        return world.reloaded(now);
    }
    if (const auto* change = std::get_if<Reconfigure>(&*step)) {
        for (const auto& each : change->plan.changed)
            world.observe(each.router, now);
    }
    world.step(*step, now);
}

template <class World>
void observe_due(World& world, const Core& core, TimePoint now) {
    for (const auto id : core.router.to_observe(now))
        world.observe(id, now);
}

// A change of the network may change a priority, which brings a deadline forward. So those that are due are observed
// before it, and again before time is told.
template <class World>
NextTurn run_turn(World& world, Core& core, TimePoint now) {
    world.look_at_gates(now);
    world.drain(now);
    observe_due(world, core, now);
    world.take_in_network(now);
    world.look(now);
    world.check_reception(now);
    observe_due(world, core, now);
    core.network.tick(now);
    world.feed(Tick{}, now);
    if (core.has_work(now))
        world.work(now);
    else if (core.has_step())
        take_step(world, core, now);
    const auto earliest = [&](const auto&... each) {
        return std::min({core.deadline(), each.deadline()...});
    };
    return {std::apply(earliest, world.waiting(now)), core.has_step() || core.has_work(now)};
}

} // namespace xvrrp::core
