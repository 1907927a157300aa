// SPDX-License-Identifier: GPL-2.0-or-later
// One turn of the loop: drain, observe, take in the network, tick, emit. The daemon and the simulator run this one.
//
// The order is the promise. Everything that arrived is taken in before time is told, so a loop that runs late never
// elects a virtual router because of its own lateness. An advert that is due leaves with the tick, before the one slice
// of work that a turn does at most; what is left of the work asks for another turn.
//
// A World has:
//   drain(now)            feeds every packet that is news
//   observe(id, now)      feeds PeerObserved of this virtual router
//   take_in_network(now)  feeds a bounded number of changes of links and addresses
//   look(now)             feeds what else may have changed since the last turn, such as reception
//   feed(input, now)      gives an input to the router and carries out its outputs
//   has_work()            whether work() has something to do now
//   work(now)             does one slice of it
//   ask_again()           comes back as soon as nothing else is pending
#pragma once

#include "core/net/addresses.h"
#include "core/vrrp/vrrp_router.h"

namespace xvrrp::core {

template <class World>
void run_turn(World& world, const VrrpRouter& router, Addresses& addresses, TimePoint now) {
    world.drain(now);
    for (const auto id : router.to_observe(now))
        world.observe(id, now);
    world.take_in_network(now);
    world.look(now);
    addresses.tick(now);
    world.feed(Tick{}, now);
    if (world.has_work())
        world.work(now);
    if (world.has_work())
        world.ask_again();
}

} // namespace xvrrp::core
