// SPDX-License-Identifier: GPL-2.0-or-later
// What is configured of one virtual router, with everything that was left out filled in.
#pragma once

#include "core/address.h"
#include "core/net/route.h"
#include "core/net/rule.h"
#include "core/net/virtual_address.h"
#include "core/types.h"
#include "core/vrrp/advert.h"
#include "core/vrrp/hmac.h"
#include "core/vrrp/packet.h"

#include <xvrrp/protocol.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace xvrrp::core {

// Gratuitous ARP and unsolicited NA; the names are keepalived's without their garp_ prefix.
struct GarpConfig {
    unsigned master_repeat = 5;
    Duration master_delay = std::chrono::seconds(5); // when the second burst follows; 0: never
    Duration master_refresh{0};                      // 0: never
    unsigned master_refresh_repeat = 1;
    unsigned lower_prio_repeat = 5;
    Duration lower_prio_delay = std::chrono::seconds(5);
    Duration extra_if{0}; // how often, of addresses on another interface than the instance's; 0: never
    Duration interval{0}; // between two messages on one interface, ARP and NA apart
    Duration na_interval{0};

    bool operator==(const GarpConfig&) const = default;
};

// The interface that carries the virtual MAC and, while we are MASTER, the addresses. Adverts are received without it.
struct VirtualMac {
    std::string interface;
    bool xmit_base = false; // adverts go out with the base interface's MAC

    bool operator==(const VirtualMac&) const = default;
};

// How long the interface has to be down or up for it to count.
struct LinkDelays {
    Duration down{0};
    Duration up{0};

    bool operator==(const LinkDelays&) const = default;
};

struct VirtualRouterConfig {
    std::string name;
    NamespaceId space{}; // in which its interfaces are
    std::string interface;
    std::uint8_t vrid = 0;
    Family family = Family::Ipv4;
    Version version = Version::V2;
    std::optional<State> initial_state; // MASTER or BACKUP; only matters beside priority 255
    std::uint8_t priority = VRRP_PRIORITY_DEFAULT;
    Centiseconds interval{100};
    unsigned down_timer_adverts = 3;
    Duration startup_delay{0}; // added to the first master-down interval
    bool preempt = true;
    Duration preempt_delay{0};
    bool lower_prio_no_advert = false;    // MASTER: do not answer an advert that loses
    bool higher_prio_send_advert = false; // MASTER: one more advert before yielding
    bool owner_ignore_adverts = false;    // priority 255: not to hear the adverts of others
    Authentication authentication;
    std::optional<HmacConfig> hmac;
    ChecksumStyle checksum = ChecksumStyle::PseudoHeader; // of what we send: version 3 over IPv4
    std::vector<VirtualAddress> addresses;                // in configuration order, as they go on the wire
    std::vector<VirtualAddress> excluded;                 // placed and announced, but not on the wire
    std::vector<VirtualRoute> routes;                     // of a MASTER, like its addresses
    std::vector<VirtualRule> rules;
    std::vector<std::string>
        static_interfaces;           // of what is static and in a track_group of ours: FAULT while down
    std::optional<IpAddress> source; // of adverts; otherwise the interface's
    bool track_source = false;       // FAULT while that is not on the interface
    bool track_primary = true;       // FAULT while the interface is down
    LinkDelays link_delays;
    std::vector<UnicastPeer> unicast_peers; // none: multicast
    std::optional<IpAddress> group;         // of multicast adverts; none: that of the RFC
    std::uint8_t unicast_ttl = VRRP_TTL;
    bool check_unicast_src = true; // adverts from others than the peers are refused
    GarpConfig garp;
    std::optional<VirtualMac> vmac;   // none: the interface's own MAC
    bool promote_secondaries = false; // the sysctl, where the addresses are that name no interface
    bool accept = true;               // packets to the virtual addresses, where we are not their owner

    bool operator==(const VirtualRouterConfig&) const = default;

    InterfaceKey key_of(const std::string& interface_name) const { return {interface_name, space}; }

    // Where multicast adverts go to and are heard at.
    IpAddress multicast_group() const { return group.value_or(vrrp_group(family)); }

    // What a MASTER places: addresses, then excluded.
    std::vector<VirtualAddress> placed() const;
    // Whether one of them is to be on this interface by its own word.
    bool has_addresses_on(const std::string& name) const;
    // That, or a route or a rule of ours needs it.
    bool places_on(const std::string& name) const;
    // The interfaces, other than our own, without which routes, rules and what is static do not work.
    std::vector<std::string> routing_interfaces() const;
};

// Of all virtual routers, in the order of their ids. Shared, as they are never changed.
using Configs = std::vector<std::shared_ptr<const VirtualRouterConfig>>;

} // namespace xvrrp::core
