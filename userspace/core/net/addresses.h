// SPDX-License-Identifier: GPL-2.0-or-later
// Brings the kernel's addresses to what the holders want: takeover, release, what a crash left behind, what somebody
// else removed, and what failed before are one comparison with other arguments. Pure.
//
// plan() gives the next operations, and applied() takes their outcome. The kernel's own messages come through
// observe(); after lost messages observe_all() swaps the whole picture, and everything that is wanted is compared.
// Only addresses that somebody holds or held are ever touched.
#pragma once

#include "core/net/holdings.h"
#include "core/net/net_state.h"
#include "core/net/pacer.h"
#include "core/net/repairs.h"
#include "core/result.h"
#include "core/vrrp/io.h"

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace xvrrp::core {

// Operations that belong together, in order. endangered may go with what is removed although it is to stay.
struct AddressPlan {
    std::vector<AddressOperation> operations;
    std::vector<PlacedAddress> endangered;
};

struct FailedAddress {
    AddressOperation operation;
    Error error;
};

// Lines for people, and which virtual routers have all their addresses since the last call.
struct AddressNews {
    std::vector<std::string> warnings;
    std::vector<std::string> errors;
    std::vector<RouterId> placed;
};

class Addresses {
public:
    void hold(const Hold& held);
    // The static addresses, from now on.
    void hold_static(std::vector<PlacedAddress> addresses);
    // This virtual router is gone, and what it had goes with it unless somebody else wants it.
    void forget(RouterId router);
    // A crashed predecessor noted these, and nobody is configured to have them: those with our mark go.
    void inherit(const std::vector<PlacedAddress>& addresses);
    void announce(const Announce& announcement);

    void observe(const PlacedAddress& address, bool gone, TimePoint now);
    void observe_all(AddressSet there);

    bool pending() const { return !due_.empty(); }

    // At most so many addresses are compared.
    AddressPlan plan(std::size_t most);
    void applied(const AddressPlan& plan, const std::vector<FailedAddress>& failed, TimePoint now);

    // What waited for its turn has it now.
    void tick(TimePoint now);
    std::vector<Announcement> announcements(TimePoint now);

    TimePoint deadline() const { return std::min(repairs_.deadline(), pacer_.deadline()); }

    AddressNews take_news() { return std::exchange(news_, {}); }

private:
    struct Waiting {
        Announcement announcement;
        unsigned repeat = 0;
    };

    void compare(const PlacedAddress& address);
    void compare_all(const std::vector<PlacedAddress>& addresses);
    std::vector<PlacedAddress> misfits_of(const std::vector<PlacedAddress>& addresses) const;
    void keep_owned(const std::vector<PlacedAddress>& addresses);
    void came(const PlacedAddress& address);
    void went(const PlacedAddress& address);
    bool is_as_wanted(const PlacedAddress& address) const;
    std::size_t count_missing(const std::vector<PlacedAddress>& addresses) const;
    void blame(const PlacedAddress& address, TimePoint now);
    void note_failures(const std::vector<FailedAddress>& failed, TimePoint now);

    Holdings<PlacedAddress> holdings_;
    AddressSet observed_;
    AddressSet kept_;     // an owner's that were there before us: they are not removed
    AddressSet replaced_; // taken away and placed again: the kernel's messages have not told it yet
    std::deque<PlacedAddress> due_;
    AddressSet queued_; // in due_
    AddressSet told_;   // failed, and that was said
    Repairs<PlacedAddress> repairs_;
    std::map<PlacedAddress, Waiting> unplaced_; // announced, and not there yet
    Pacer pacer_;
    AddressNews news_;
};

} // namespace xvrrp::core
