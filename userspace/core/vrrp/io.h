// SPDX-License-Identifier: GPL-2.0-or-later
// The seam between the core and the world: everything that goes in, everything that comes out.
//
// Outputs are whole values. The edge that carries one out asks the core nothing.
#pragma once

#include "core/net/net_state.h"
#include "core/types.h"
#include "core/vrrp/lease.h"
#include "core/vrrp/memo.h"
#include "core/vrrp/packet.h"
#include "core/vrrp/priority_order.h"
#include "core/vrrp/router_record.h"
#include "core/vrrp/virtual_router_config.h"

#include <xvrrp/drop_reason.h>
#include <xvrrp/stand_in.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace xvrrp::core {

// ---- Inputs -------------------------------------------------------------------------------------------------

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

// ---- Outputs ------------------------------------------------------------------------------------------------

// Send this advert now. Adverts go out before anything else that was put out with them.
struct SendAdvert {
    RouterId router{};
    InterfaceIndex interface {};
    Bytes frame;
    TimePoint due{}; // never after now
};

// Send this advert now to a unicast peer, as an IP packet that the kernel routes.
struct SendUnicast {
    RouterId router{};
    InterfaceIndex scope{}; // of a link-local destination
    IpAddress destination;
    Bytes packet;
    TimePoint due{}; // never after now
};

// Receive adverts for this virtual router on this link, and accept these only. ReceptionObserved answers. The kernel
// side has no memo of this virtual router afterwards.
struct Receive {
    RouterId router{};
    SharedLink link; // never null
    Expectation expected;
    std::uint8_t priority = 0;        // our priority at the moment
    std::optional<IpAddress> group{}; // the group to join, or nothing for unicast
};

// The kernel sends these adverts of a MASTER whenever the daemon's are late. Any lease before this one ends.
struct StandIn {
    RouterId router{};
    Lease lease;
};

// Tell from now on by which neighbours these peers are reached. NeighboursObserved answers. This replaces any former
// question of the virtual router, and without peers it has none.
struct Resolve {
    RouterId router{};
    Destinations destinations;
};

// The daemon's advert went out, so the kernel's is due later.
struct PutOff {
    RouterId router{};
    TimePoint due{};
};

// The kernel sends no adverts in our place any more.
struct StandAlone {
    RouterId router{};
};

// Adverts for this virtual router are received no more.
struct StopReceiving {
    RouterId router{};
};

// The kernel's memo of this virtual router. From now on this advert is known, or none is.
struct Memorise {
    RouterId router{};
    std::optional<Memo> memo;
};

// Adverts of at least this priority matter, and the noise of others must not keep them from us. The kernel side keeps its
// memo. It is our priority, but for one that hands over.
struct Heed {
    RouterId router{};
    std::uint8_t priority = 0;
};

// A virtual router's part of the kernel's network. It replaces whatever this virtual router held before.
struct Hold {
    RouterId router{};
    std::string name; // of the virtual router, for people
    bool wanted = false;
    bool owner = false;   // of its addresses: priority 255
    bool standing = true; // false in FAULT; otherwise the same address with another prefix length is removed
    std::vector<PlacedAddress> addresses; // those whose interface exists
    std::vector<VirtualRoute> routes;
    std::vector<VirtualRule> rules;
};

// Run this script, before_master or before_backup, now. StageEnded answers, and nobody waits longer than the timeout.
struct RunStage {
    RouterId router{};
    std::string name; // of the virtual router
    std::uint64_t stage = 0;
    Stage script;
};

// Tell the neighbours of these addresses as soon as they are there, repeat times each.
struct Announce {
    struct Message {
        AddressPlace address;
        InterfaceIndex through{}; // the interface that it leaves by
        Bytes frame;
        Duration interval{0};    // after the message before it on its interface; ARP and NA count apart
        std::uint32_t group = 0; // of interfaces that count as one; 0: the interface alone
    };

    RouterId router{};
    unsigned repeat = 1;
    std::vector<Message> messages;
};

// This virtual router is not configured any more. It has given back before what it held.
struct Gone {
    RouterId router{};
};

struct Transitioned {
    RouterId router{};
    std::string name; // of the virtual router
    State from = State::Init;
    State to = State::Init;
    Reason reason = Reason::Startup;
    TimePoint at;
    std::string detail; // for people: "no advert from 192.168.1.1 for 3.609 s"
    // For a transition to MASTER:
    bool staged = false;       // the addresses wait for before_master
    TimePoint last_heard{};    // the last advert of the master before
    TimePoint deadline{};      // the master-down deadline that passed
    std::uint8_t priority = 0; // the effective one
    std::shared_ptr<const Notify> notify{};
    std::shared_ptr<const VirtualRouterConfig> config{};
};

// FAULT goes on, for another reason.
struct FaultChanged {
    RouterId router{};
    std::string name;
    std::string detail;                       // for people
    Reason reason = Reason::InterfaceMissing; // the strongest one
    std::shared_ptr<const VirtualRouterConfig> config{};
};

// The effective priority is another one. The kernel side has to know, and keeps its memo.
struct PriorityChanged {
    RouterId router{};
    std::string name;
    std::uint8_t from = 0;
    std::uint8_t to = 0;
    std::string sum; // for people: the base and what the conditions add to it
    State state = State::Init;
    std::shared_ptr<const Notify> notify{};
    std::shared_ptr<const VirtualRouterConfig> config{};
};

// A sync group changes as one. The transitions of its members follow.
struct GroupSynced {
    std::string group;
    State to = State::Backup;
};

// A sync group as a whole is in another state, which its members are in. It follows their transitions. It is MASTER once
// more if before_backup was run in vain.
struct GroupChanged {
    std::string group;
    State to = State::Init; // INIT: all of its members are
    bool is_gone = false;   // it has no members any more
};

// Worth a log line. Its writer limits the rate.
struct Noticed {
    enum class Kind : std::uint8_t {
        LowerPriorityWhileMaster, // another master, which will yield
        LowerPriorityWhileBackup, // discarded: we are going to preempt
        PacketRefused,            // the codec refused what the kernel side had accepted
        PreemptHold,              // preempt_delay started
        IntervalDiffers,          // version 3: learned from the master, up to a limit
        AddressListDiffers,       // counted, never refused
        TwoOwners,                // priority 255 on both sides
        AuthenticationFailed,     // auth_hmac
        NobodyTakesOver,          // from one that is drained
        StageOver,                // before_master ended, or did not in time
        FarewellBegun,            // before_backup runs
        FarewellOver,             // it ended, or did not in time
        HandOver,                 // of one that is drained begins
        StillMaster,              // and nobody has taken over
    } kind = Kind::PacketRefused;
    RouterId router{};
    std::string name;
    std::string detail;
    std::uint8_t priority = 0; // our effective one
    std::shared_ptr<const Notify> notify{};
    std::shared_ptr<const VirtualRouterConfig> config{};
    vrrp_drop_reason refused = VRRP_DROP_NONE; // of PacketRefused and AuthenticationFailed
};

using Output = std::variant<SendAdvert, SendUnicast, StandIn, PutOff, StandAlone, Resolve, Receive,
                            StopReceiving, Memorise, Heed, Hold, RunStage, Announce, Gone, Transitioned,
                            FaultChanged, PriorityChanged, GroupSynced, GroupChanged, Noticed>;
using Outputs = std::vector<Output>;

} // namespace xvrrp::core
