// SPDX-License-Identifier: GPL-2.0-or-later
// Everything that comes out of the core, as whole values. The edge that carries one out asks the core nothing.
#pragma once

#include "core/net/net_state.h"
#include "core/types.h"
#include "core/vrrp/lease.h"
#include "core/vrrp/memo.h"
#include "core/vrrp/neighbour.h"
#include "core/vrrp/packet.h"
#include "core/vrrp/virtual_router_config.h"

#include <xvrrp/drop_reason.h>

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace xvrrp::core {

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
