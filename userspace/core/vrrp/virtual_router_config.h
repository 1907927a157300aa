// SPDX-License-Identifier: GPL-2.0-or-later
// The configuration of one virtual router, with the defaults filled in.
#pragma once

#include "core/address.h"
#include "core/conditions/tracker.h"
#include "core/net/net_state.h"
#include "core/net/route.h"
#include "core/net/rule.h"
#include "core/net/virtual_address.h"
#include "core/notify/notify.h"
#include "core/script.h"
#include "core/types.h"
#include "core/vrrp/advert.h"
#include "core/vrrp/ah.h"
#include "core/vrrp/hmac.h"
#include "core/vrrp/packet.h"

#include <xvrrp/protocol.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace xvrrp::core {

// The pauses between messages on the interfaces of one garp_group.
struct GarpPace {
    std::uint32_t group = 0; // 0: the interface alone
    Duration interval{0};    // of ARP
    Duration na_interval{0};

    bool operator==(const GarpPace&) const = default;
};

// Gratuitous ARP and unsolicited NA; the names are keepalived's without their garp_ prefix.
struct GarpConfig {
    unsigned master_repeat = 5;
    Duration master_delay = std::chrono::seconds(5); // when the second burst follows; 0: never
    Duration master_refresh{0};                      // 0: never
    unsigned master_refresh_repeat = 1;
    unsigned lower_prio_repeat = 5;
    Duration lower_prio_delay = std::chrono::seconds(5);
    Duration extra_if{0};        // for addresses on another interface than the instance's; 0: never
    bool extra_if_vmacs = false; // only for those with a virtual MAC of their own
    Duration interval{0};        // between two messages on one interface, ARP and NA apart
    Duration na_interval{0};
    std::map<std::string, GarpPace> paces{}; // of the interfaces in a garp_group, instead of the two above

    // The pace of the messages on an interface, which for a macvlan is the one below it.
    GarpPace pace_on(const std::string& name) const {
        const auto found = paces.find(name);
        return found == paces.end() ? GarpPace{0, interval, na_interval} : found->second;
    }

    bool operator==(const GarpConfig&) const = default;
};

// The interface that carries the virtual MAC and, while we are MASTER, the addresses. Adverts are received without it.
struct VirtualMac {
    std::string interface;
    bool xmit_base = false; // adverts go out with the base interface's MAC

    bool operator==(const VirtualMac&) const = default;
};

// The interface of use_ipvlan. It shares the MAC of the instance's interface, and adverts come from its address.
struct Ipvlan {
    std::string interface;
    std::optional<InterfaceAddress> address{};
    IpvlanMode mode = IpvlanMode::Bridge;

    bool operator==(const Ipvlan&) const = default;
};

// The time for which the interface must be down or up before it counts.
struct LinkDelays {
    Duration down{0};
    Duration up{0};

    bool operator==(const LinkDelays&) const = default;
};

// A script that a virtual router waits for, no longer than timeout.
struct Stage {
    Script script;
    Duration timeout{0};

    bool operator==(const Stage&) const = default;
};

struct VirtualRouterConfig {
    std::string name;
    NamespaceId space{}; // the namespace of its interfaces
    std::string interface;
    std::uint8_t vrid = 0;
    Family family = Family::Ipv4;
    Version version = Version::V2;
    std::optional<State> initial_state; // MASTER or BACKUP; it matters only with priority 255
    std::uint8_t priority = VRRP_PRIORITY_DEFAULT;
    Centiseconds interval{100};
    unsigned down_timer_adverts = 3;
    Duration stand_in =
        std::chrono::seconds(3);  // so long the kernel sends for a daemon that is away; 0: it never does
    Duration startup_delay{0};    // added to the first master-down interval
    Duration delay_after_boot{0}; // no master-down interval begins sooner after the boot of the host
    bool preempt = true;
    Duration preempt_delay{0};
    bool lower_prio_no_advert = false;    // MASTER: do not answer an advert that loses
    bool higher_prio_send_advert = false; // MASTER: one more advert before yielding
    bool owner_ignore_adverts = false;    // priority 255: ignore the adverts of others
    Authentication authentication;
    std::optional<HmacConfig> hmac;
    std::optional<AhKey> ah_key;                          // the authentication then has its type and no data
    ChecksumStyle checksum = ChecksumStyle::PseudoHeader; // of what we send: version 3 over IPv4
    std::vector<VirtualAddress> addresses;                // in configuration order, as they go on the wire
    std::vector<VirtualAddress> excluded;                 // placed and announced, but not on the wire
    std::vector<VirtualRoute> routes;                     // a MASTER has them, like its addresses
    std::vector<VirtualRule> rules;
    std::vector<std::string>
        static_interfaces;           // of static entries in a track_group of ours; FAULT while one is down
    std::optional<IpAddress> source; // of adverts; otherwise the interface's
    bool track_source = false;       // FAULT while the source is not on the interface
    bool track_primary = true;       // FAULT while the interface is down
    std::vector<Tracking> tracked;
    std::string sync_group;             // empty: none
    std::optional<Stage> before_master; // the addresses wait for it while adverts already go out
    std::optional<Stage> before_backup; // the loss of MASTER waits for it, if it is our own doing
    bool group_waits = false;           // a member of its sync group has a before_backup
    LinkDelays link_delays;
    std::vector<UnicastPeer> unicast_peers; // empty: multicast
    std::optional<IpAddress> group;         // the group of multicast adverts; none: that of the RFC
    std::uint8_t unicast_ttl = VRRP_TTL;
    bool check_unicast_src = true; // refuse adverts from others than the peers
    bool shares_vrid = false;      // others on the interface have the same VRID and other peers
    GarpConfig garp;
    std::optional<VirtualMac> vmac; // otherwise the interface's own MAC
    std::optional<Ipvlan> ipvlan;
    bool promote_secondaries = false; // the sysctl of the interface that carries the addresses
    bool accept = true;               // take packets to the virtual addresses, even if we are not their owner
    Notify notify;

    bool operator==(const VirtualRouterConfig&) const = default;

    InterfaceKey key_of(const std::string& interface_name) const { return {interface_name, space}; }

    // The group that multicast adverts go to and come from.
    IpAddress multicast_group() const { return group.value_or(vrrp_group(family)); }

    // Each advert has a number or a time of its own, so nobody can send one again.
    bool has_numbered_adverts() const { return hmac || ah_key; }

    // The number of packets that one advert is.
    std::size_t destinations() const { return unicast_peers.empty() ? 1 : unicast_peers.size(); }

    // The addresses that a MASTER places: addresses, then excluded.
    std::vector<VirtualAddress> placed() const;
    // True if one of them names this interface, or is on this macvlan.
    bool has_addresses_on(const std::string& name) const;
    // True if an address names this interface, a route or a rule needs it, or it is our ipvlan.
    bool places_on(const std::string& name) const;
    bool tracks(const Tracker& tracker) const;
    // The interfaces other than our own that routes, rules and static entries need.
    std::vector<std::string> routing_interfaces() const;
};

// The configurations of all virtual routers, in the order of their ids. They are shared, because they never change.
using Configs = std::vector<std::shared_ptr<const VirtualRouterConfig>>;

// The same with the ids.
using RunningConfigs = std::vector<std::pair<RouterId, std::shared_ptr<const VirtualRouterConfig>>>;

} // namespace xvrrp::core
