// SPDX-License-Identifier: GPL-2.0-or-later
// The seam between the core and the world: everything that goes in, everything that comes out.
#pragma once

#include "core/net/net_state.h"
#include "core/types.h"
#include "core/vrrp/memo.h"
#include "core/vrrp/packet.h"
#include "core/vrrp/virtual_router_config.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace xvrrp::core {

// ---- Inputs -------------------------------------------------------------------------------------------------

// The daemon is ready: leave INIT.
struct Start {
    std::optional<RouterId> router{}; // none: all of them
};

// A packet that the kernel side found valid and new for this virtual router, from the IP header on.
struct PacketReceived {
    RouterId router = 0;
    TimePoint arrival; // the kernel's time stamp, not the time of reading
    Bytes packet;
    TimePoint
        keepalive{}; // as in PeerObserved: adverts count in the order of arrival, whichever way they came
};

// What the kernel last heard for a virtual router (vrrp_peers). To be fed before Tick, see VrrpRouter::to_observe().
struct PeerObserved {
    RouterId router = 0;
    TimePoint keepalive; // last advert equal to the memo; the epoch where none
    TimePoint last_seen; // last valid advert of any kind
    // The advert of last_seen. Counts only where its packet was withheld from us.
    IpAddress source;
    std::uint8_t priority = 0;
    Centiseconds interval{0};
    std::uint64_t withheld = 0; // how many packets were, ever
};

// An interface is there, changed or is gone (link.ifindex 0). addresses: what it carries, in the kernel's order.
struct LinkObserved {
    Link link;
    std::vector<InterfaceAddress> addresses;
};

// Whether adverts for this virtual router are received. trouble: why not; empty: they are, as long as nothing is said.
struct ReceptionObserved {
    RouterId router = 0;
    std::string trouble;
};

// From one configuration to another, see plan_reload().
struct ReloadPlan {
    struct Changed {
        RouterId router = 0;
        VirtualRouterConfig config; // from now on
    };

    std::vector<RouterId> removed;
    std::vector<Changed> changed;
    std::vector<VirtualRouterConfig> added;
    std::size_t untouched = 0;

    bool empty() const { return removed.empty() && changed.empty() && added.empty(); }
};

// Another configuration, or some of the steps to it. Those that stay know what they knew; those that come wait in INIT
// for Start; those that go resign, and can be looked up until the next input.
struct Reconfigure {
    ReloadPlan plan;
};

// What has to be added to a TimePoint to have CLOCK_REALTIME. To be told before Start and when that clock is set.
struct ClockObserved {
    Duration ahead{0};
};

// Time has passed: whatever is due at now happens.
struct Tick {};

// Resign everywhere and take all addresses down.
struct Shutdown {};

using Input = std::variant<Start, PacketReceived, PeerObserved, LinkObserved, ReceptionObserved,
                           ClockObserved, Reconfigure, Tick, Shutdown>;

// ---- Outputs ------------------------------------------------------------------------------------------------

// Send this advert now. Adverts go out before anything else that was put out with them.
struct SendAdvert {
    RouterId router = 0;
    int ifindex = 0;
    Bytes frame;
};

// The same to a unicast peer: an IP packet, which the kernel routes.
struct SendUnicast {
    RouterId router = 0;
    int ifindex = 0; // the scope of a link-local destination
    IpAddress destination;
    Bytes packet;
};

// What this virtual router accepts is not what it was: tell the kernel side.
struct Expect {
    RouterId router = 0;
};

// The kernel's memo of this virtual router, or none: from now on this advert is known.
struct Memorise {
    RouterId router = 0;
    std::optional<Memo> memo;
};

// The virtual addresses of this virtual router, its routes and rules are wanted, or not any more.
struct WantAddresses {
    RouterId router = 0;
    bool wanted = false;
};

// Tell the neighbours, as soon as the addresses are there: every frame, repeat times.
struct Announce {
    RouterId router = 0;
    int ifindex = 0;
    unsigned repeat = 1;
    bool elsewhere = false; // only of addresses that are on another interface
};

// This virtual router is not configured any more: whatever is kept for it can go.
struct Forget {
    RouterId router = 0;
};

struct Transitioned {
    RouterId router = 0;
    State from = State::Init;
    State to = State::Init;
    Reason reason = Reason::Startup;
    TimePoint at;
    std::string detail; // "no advert from 192.168.1.1 for 3.609 s": for people
};

// FAULT goes on, for another reason.
struct FaultChanged {
    RouterId router = 0;
    std::string detail; // for people
};

// Worth a log line, rate-limited by whoever writes it.
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
    } kind = Kind::PacketRefused;
    RouterId router = 0;
    std::string detail;
};

using Output = std::variant<SendAdvert, SendUnicast, Expect, Memorise, WantAddresses, Announce, Forget,
                            Transitioned, FaultChanged, Noticed>;
using Outputs = std::vector<Output>;

} // namespace xvrrp::core
