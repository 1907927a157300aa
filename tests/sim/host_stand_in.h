// SPDX-License-Identifier: GPL-2.0-or-later
// The leases and gates of one simulated host's kernel, as in include/xvrrp/stand_in.h: it sends what a daemon that is late
// or gone does not send. It runs even if user space does not.
#pragma once

#include "core/vrrp/io.h"
#include "core/vrrp/packet.h"
#include "timeline.h"

#include <functional>
#include <map>
#include <optional>
#include <set>

namespace xvrrp::sim {

class HostStandIn {
public:
    // transmit returns false if the interface does not take the frame.
    using Transmit = std::function<bool(const core::Bytes&)>;

    HostStandIn(Timeline& timeline, Transmit transmit)
        : timeline_(timeline), transmit_(std::move(transmit)) {}

    // What the daemon does.
    void start(); // a lease of a former one counts from now on, if it has not ended
    std::vector<core::Inherited> inherited() const;
    // Of those that a former one has left, a MASTER's lease ends, and for others that have left INIT the kernel resigns.
    void settle(core::RouterId router, core::State state);
    void stop();                         // takes back all leases and fences
    void unfence(core::RouterId router); // it places the addresses
    void lend(const core::StandIn& output);
    void put_off(const core::PutOff& output);
    void take_back(core::RouterId router);
    void let_go(); // the addresses are gone

    void renew() { renewed_ = timeline_.now(); }

    std::optional<core::GateShut> shut(core::RouterId router) const;

    // The receiving program accepted this advert.
    void hear(core::RouterId router, const core::ReceivedAdvert& heard);

    // The kernel lets nobody ask for the addresses of this virtual router.
    bool fences(core::RouterId router) const { return fenced_.contains(router) || shut(router).has_value(); }

    std::uint64_t sent() const { return sent_; }

private:
    struct Slot {
        core::Lease lease;
        std::optional<core::GateShut> gate{}; // shut
        bool given_back = false;              // only the fence is left
        bool is_former = false;
    };

    TimePoint end_of(const Slot& slot) const { return renewed_ + slot.lease.length; }

    void look_at(TimePoint when);
    void turn();
    void visit(core::RouterId router, Slot& slot);
    void send(core::RouterId router, Slot& slot, bool resigns);
    void close(core::RouterId router, Slot& slot, vrrp_shut_reason reason);

    Timeline& timeline_;
    Transmit transmit_;
    std::map<core::RouterId, Slot> slots_;
    std::set<core::RouterId> fenced_; // a former daemon left their addresses
    TimePoint renewed_{};
    std::uint64_t sent_ = 0;
};

} // namespace xvrrp::sim
