// SPDX-License-Identifier: GPL-2.0-or-later
// Everything that goes into the core, as whole values.
#pragma once

#include "core/net/net_state.h"
#include "core/types.h"
#include "core/vrrp/neighbour.h"
#include "core/vrrp/packet.h"
#include "core/vrrp/priority_order.h"
#include "core/vrrp/router_record.h"
#include "core/vrrp/virtual_router_config.h"

#include <xvrrp/stand_in.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace xvrrp::core {

// The daemon is ready: leave INIT.
struct Start {
    std::optional<RouterId> router{}; // none: all of them
    TimePoint booted{};               // the boot of the host
};

// A packet that the kernel side found valid and new for this virtual router, from the IP header on.
struct PacketReceived {
    RouterId router{};
    TimePoint arrival; // the kernel's time stamp, not the time of reading
    Bytes packet;
    TimePoint
        keepalive{};     // as in PeerObserved: adverts count in the order of arrival, whichever way they came
    MacAddress sender{}; // for people; zeros: the interface has no MAC addresses
};

// The entry of a virtual router in vrrp_peers, with the last advert that the kernel heard. It is fed before Tick;
// see VrrpRouter::to_observe().
struct PeerObserved {
    RouterId router{};
    TimePoint keepalive; // the last advert equal to the memo, or the epoch
    TimePoint last_seen; // the last valid advert of any kind
    // The advert of last_seen. It counts only if its packet was withheld from us.
    IpAddress source;
    std::uint8_t priority = 0;
    Centiseconds interval{0};
    std::uint64_t withheld = 0; // the number of all packets that were withheld
};

// An interface is there, changed or is gone (link.index 0). Its addresses are in the kernel's order.
struct LinkObserved {
    Link link;
    std::vector<InterfaceAddress> addresses;
};

// It never changes, so all virtual routers that it concerns share it.
using SharedObservation = std::shared_ptr<const LinkObserved>;

// The answer to Receive, and any later change of it. An empty trouble means that adverts for this virtual router are
// received; otherwise it says why they are not, or were not for a while if that is over.
struct ReceptionObserved {
    RouterId router{};
    std::string trouble;
    bool is_over = false;
};

// The changes from one configuration to another; see plan_reload().
struct ReloadPlan {
    struct Changed {
        RouterId router{};
        VirtualRouterConfig config; // from now on
    };

    std::vector<RouterId> removed;
    std::vector<Changed> changed;
    std::vector<VirtualRouterConfig> added;
    std::size_t untouched = 0;

    bool empty() const { return removed.empty() && changed.empty() && added.empty(); }
};

// These virtual routers are about to be removed. A MASTER of them runs its before_backup and then resigns.
struct Leave {
    std::vector<RouterId> routers;
};

// The kernel can stand in for MASTERs, or cannot. It stands in for none until it is lent an advert anew.
struct StandInObserved {
    bool is_possible = false;
};

// The kernel stood in for this MASTER and has stopped, before it was told to. Whatever the daemon heard itself, it has
// lost.
struct GateShut {
    RouterId router{};
    vrrp_shut_reason reason = VRRP_SHUT_NONE;
    TimePoint at{};
    IpAddress source; // of a better advert
    std::uint8_t priority = 0;
};

// The kernel stands in for a MASTER of a former daemon, which this virtual router goes on with. It is told before Start.
struct Inherited {
    RouterId router{};
    TimePoint next{}; // the kernel's next advert
};

// What the virtual router of a former daemon has left. It is told before Start.
struct Remembered {
    RouterId router{};
    RouterRecord record;
};

// The answer to Resolve, and any later change of it: one neighbour for each peer.
struct NeighboursObserved {
    RouterId router{};
    std::vector<Neighbour> neighbours;
};

// Another configuration, or some of the steps to it. Virtual routers that stay keep their state. Those that come wait
// in INIT for Start. Those that go resign, and are gone when this returns.
struct Reconfigure {
    ReloadPlan plan;
};

// A file of track_file was read or is not there, a script has a result, or processes were counted. A file is told
// before Start, and each of them at every change.
struct TrackerObserved {
    Tracker tracker;
    TrackerState state;
};

// The script of RunStage ended, or could not be run.
struct StageEnded {
    RouterId router{};
    std::uint64_t stage = 0;
    RunOutcome outcome;
};

// A file, a script or a process is not configured any more, or another one under the same name is.
struct TrackerGone {
    Tracker tracker;
};

// The offset that turns a TimePoint into CLOCK_REALTIME. It is told before Start and again at any time.
struct ClockObserved {
    Duration ahead{0};
};

// Time has passed. Everything that is due at now happens.
struct Tick {};

// Resign everywhere and take all addresses down. waits: those with a before_backup do so when it has ended.
struct Shutdown {
    bool waits = false;
};

// Another daemon comes. A MASTER for which the kernel stands in stays one, and any other resigns.
struct HandOver {};

// These virtual routers, and their sync groups, are FAULT from now on until Undrain. A MASTER of them runs its
// before_backup, tells priority 0, and keeps its addresses until another router is MASTER.
struct Drain {
    std::vector<RouterId> routers{}; // empty: all of them, and those that a reload adds
    bool is_forced = false;          // otherwise one that nobody takes over from stays MASTER
};

// These virtual routers, and their sync groups, stand for election again.
struct Undrain {
    std::vector<RouterId> routers{}; // empty: all of them
};

// These virtual routers have this priority from now on, or their configured one again. One that is promoted takes over
// at once, and with it its sync group; if one of them cannot become MASTER, nothing changes.
struct OrderPriority {
    std::vector<RouterId> routers;
    std::optional<PriorityOrder> order;
};

// What an operator asked of a daemon that did not leave in an orderly way, and what goes on. It is fed before Start.
// Those that are not configured may come back.
struct Orders {
    bool all_drained = false; // and those that a reload adds
    std::set<std::string> drained{};
    std::map<std::string, PriorityOrder> priorities{};

    friend bool operator==(const Orders&, const Orders&) = default;
};

using Input = std::variant<Start, PacketReceived, PeerObserved, LinkObserved, ReceptionObserved,
                           TrackerObserved, TrackerGone, StageEnded, ClockObserved, StandInObserved, GateShut,
                           Inherited, Remembered, NeighboursObserved, Leave, Reconfigure, Drain, Undrain,
                           OrderPriority, Orders, Tick, Shutdown, HandOver>;

} // namespace xvrrp::core
