// SPDX-License-Identifier: GPL-2.0-or-later
// The network as a virtual router sees it: its interfaces, its own address, and whether adverts reach it.
#pragma once

#include "core/conditions/conditions.h"
#include "core/vrrp/io.h"
#include "core/vrrp/link_settling.h"
#include "core/vrrp/local_addresses.h"
#include "core/vrrp/virtual_router_config.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace xvrrp::core {

struct Surroundings {
    SettlingLink own;
    SettlingLink vmac;
    // The interfaces that addresses, routes and rules name. One with index 0 is gone. One that is missing here has not
    // been reported yet.
    std::map<std::string, Link> others;
    std::map<Tracker, TrackerState> trackers; // the trackers that were reported
    std::string faulty_member;                // another member of the sync group; empty: none
    std::optional<IpAddress> source;
    std::optional<IpAddress> passed_over; // without a source: an address that is there, but virtual
    // The reason why adverts are not received. It is empty if they are received, and nothing until Receive is answered.
    std::optional<std::string> trouble;
    bool kernel_stands_in = false; // if it is lent an advert
    // It is drained. For people: the end of the sentence about it, ", and 192.0.2.2 took over".
    std::optional<std::string> drained;

    TimePoint deadline() const { return std::min(own.due(), vmac.due()); }

    // The answer to Receive comes within the same turn of the loop.
    bool await_answer() const { return own.counted() && !trouble; }

    // The link that carries the addresses that name no interface.
    const SharedLink& address_link(const VirtualRouterConfig& config) const;
    // The link that carries this address, or nothing if its interface does not exist.
    const Link* link_of(const VirtualRouterConfig& config, const VirtualAddress& address) const;
    // The MAC by which the neighbours know an address that names no interface.
    MacAddress announced_mac(const VirtualRouterConfig& config) const;
    // The link by which an address on this link is announced, with the MAC that is announced.
    Link announcing_link(const VirtualRouterConfig& config, const Link& carrier) const;
};

// The news of the interfaces and trackers that another configuration names, as far as they are known.
struct Named {
    std::map<std::string, Link> links;
    std::map<Tracker, TrackerState> trackers;
};

// Returns all conditions that hold, in no order and without their since.
std::vector<Condition> conditions_of(const VirtualRouterConfig& config, const Surroundings& seen);

// Returns the address that our adverts come from.
std::optional<IpAddress> choose_source(const VirtualRouterConfig& config, const LinkObserved& seen,
                                       const LocalAddresses& local);

// Returns the first address of the interface that is no source because it is virtual.
std::optional<IpAddress> find_virtual(const VirtualRouterConfig& config, const LinkObserved& seen,
                                      const LocalAddresses& local);

} // namespace xvrrp::core
