// SPDX-License-Identifier: GPL-2.0-or-later
// The work that follows a transition: addresses put in place or taken away, then gratuitous ARP for those of them.
//
// In slices, so that an advert that falls due in the middle of a mass failover is not late. What is done in a slice
// is decided when its turn comes, from what is wanted then: work that was overtaken by events does nothing.
#pragma once

#include "core/vrrp/io.h"
#include "daemon/pacer.h"
#include "daemon/promotion.h"
#include "host/netlink.h"
#include "host/packet_socket.h"

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace xvrrp::daemon {

// What a slice did, for the timeline and the log.
struct SliceResult {
    std::vector<core::RouterId> placed; // all their addresses are there
    core::TimePoint placed_at{};
    std::vector<core::RouterId> announced;
    std::vector<std::string> errors;
};

class AddressWork {
public:
    AddressWork(host::Netlink& netlink, host::PacketSocket& socket, Promotion& promotion)
        : netlink_(netlink), socket_(socket), promotion_(promotion) {}

    // An address owner's first one: what it had before we came stays as it is.
    void hold(const core::Hold& held);
    void announce(const core::Announce& announcement);

    // This virtual router is gone; what it had placed is taken away, unless another one wants it.
    void forget(core::RouterId id);

    // The static addresses, from now on: there at once and whatever state any virtual router is in.
    void want_static(std::vector<core::PlacedAddress> addresses);

    // An address came or went.
    void observe(const host::AddressEvent& event);
    // The virtual routers that want this address and do not have it.
    std::vector<core::RouterId> lacking(const core::PlacedAddress& address) const;

    const std::string& name_of(core::RouterId id) const { return placements_.at(id).name; }

    void forget_observed() { observed_.clear(); }

    void repair(core::RouterId id) { add(id); }

    bool observed(const core::PlacedAddress& address) const { return observed_.contains(address); }

    // What a crashed predecessor noted and nobody is configured to have: taken away where the mark is ours.
    void inherit(const std::vector<core::PlacedAddress>& addresses);

    bool pending() const { return !work_.empty() || !loose_.empty(); }

    // When an announcement has its turn (garp_interval, gna_interval): a slice then, even if nothing is pending.
    core::TimePoint deadline() const { return pacer_.deadline(); }

    SliceResult run_slice();

private:
    struct Placement {
        std::vector<core::PlacedAddress> addresses;
        bool wanted = false;
        bool standing = true;
        std::string name{};
    };

    struct Work {
        core::RouterId router{};
        std::vector<core::Announce> announcements{};
    };

    Work& add(core::RouterId id);
    void keep_owned(const Placement& placement);
    void unwant(Placement& placement);
    std::vector<core::PlacedAddress> scope_of(const std::vector<Work>& slice);
    std::vector<core::AddressOperation> plan(const std::vector<Work>& slice);
    std::vector<host::OperationError> apply(const std::vector<core::AddressOperation>& operations,
                                            SliceResult& result);
    void place(const std::vector<Work>& slice, SliceResult& result);
    void queue_announcements(std::vector<Work>& slice);
    void send_announcements(SliceResult& result);

    host::Netlink& netlink_;
    host::PacketSocket& socket_;
    Promotion& promotion_;
    std::map<core::RouterId, Placement> placements_;
    Placement static_;
    // To be put right for themselves: static, or left by a virtual router that is gone or has other addresses now.
    std::deque<core::PlacedAddress> loose_;
    core::WantedAddresses wanted_;
    core::AddressSet observed_; // of what we placed, with the attributes that we gave it
    core::AddressSet replaced_; // taken away and placed again: the monitor has not told it yet
    core::AddressSet kept_;
    std::deque<Work> work_;
    Pacer pacer_;
};

} // namespace xvrrp::daemon
