// SPDX-License-Identifier: GPL-2.0-or-later
// One network namespace of the kernel, brought to the state that the holders want: addresses, routes, rules,
// macvlans, settings, and the guard of no_accept. Pure.
//
// Holders want, the kernel is observed, plan() gives the next operations, and applied() takes their outcome.
// Takeover, release, reload, leftovers of a crash, removals by others, failures and lost messages are one
// comparison with other arguments.
//
// The operations of a plan are in order, and the order is a promise. A guard stands before the address that it
// guards comes. A macvlan gets its settings before it has addresses and before it comes up.
// Routes and rules go before addresses go, and come after all of them. Addresses that the kernel would remove
// together with one that goes are protected meanwhile. Macvlans go last, and then settings are given back.
#pragma once

#include "core/net/addresses.h"
#include "core/net/firewall.h"
#include "core/net/links.h"
#include "core/net/routing.h"
#include "core/net/settings.h"
#include "core/net/standing.h"

#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace xvrrp::core {

using NetworkOperation =
    std::variant<AddressOperation, RoutingOperation, LinkOperation, SettingOperation, FirewallOperation>;
using FailedOperation = Failed<NetworkOperation>;

// The endangered addresses are protected by a setting. If that fails, the kernel may have removed them.
struct NetworkPlan {
    std::vector<NetworkOperation> operations;
    std::vector<PlacedAddress> endangered;
};

// All links and addresses at one moment.
struct ObservedNetwork {
    std::vector<Link> links;
    AddressSet addresses;
};

class Network {
public:
    void hold(const Hold& held);
    void hold_static(Standing standing);
    // While this is wanted, the host sends no IGMP report of a link-local group. It has effect before a group is joined.
    void quiet_igmp(bool wanted);
    // This virtual router is gone, and what it held goes with it.
    void forget(RouterId router);
    // A crashed predecessor noted these, and nobody holds them.
    void inherit(const Noted& left);

    void announce(const Announce& announcement) { addresses_.announce(announcement); }

    void observe(const Link& link, bool gone, TimePoint now);
    void observe(const PlacedAddress& address, bool gone, TimePoint now);
    void observe(const RoutingGone& gone, TimePoint now);
    // Messages about links and addresses were lost. This replaces everything that was observed of them.
    void observe_all(const ObservedNetwork& there);

    // Messages about routes and rules were lost.
    void lose_sight_of_routing() { routing_.lost_sight(); }

    bool pending() const;
    std::set<IpAddress> present() const; // the addresses of all interfaces
    // True if there is work before virtual routers can have addresses: macvlans, their settings, the guard.
    bool is_preparing() const;

    // True if the addresses of no_accept are guarded.
    bool is_guarded() const { return firewall_.stands(); }

    // The plan has at most so many operations of each kind.
    NetworkPlan plan(std::size_t most);
    void applied(const NetworkPlan& plan, const std::vector<FailedOperation>& failed, TimePoint now);

    // Compares what has waited long enough.
    void tick(TimePoint now);
    TimePoint deadline() const;

    std::vector<Announcement> announcements(TimePoint now) { return addresses_.announcements(now); }

    NetworkNews take_news();

private:
    void place_static();
    void promote(const std::string& interface);
    void take_in_disturbances();
    void plan_addresses(std::size_t most, NetworkPlan& plan);
    std::vector<Setting> promotions(const std::vector<PlacedAddress>& endangered) const;

    Standing standing_;
    Addresses addresses_;
    Routing routing_;
    Links links_;
    Settings settings_;
    Firewall firewall_;
    std::set<InterfaceIndex> disturbed_; // the interfaces to which something happened
};

} // namespace xvrrp::core
