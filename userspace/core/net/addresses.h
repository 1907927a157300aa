// SPDX-License-Identifier: GPL-2.0-or-later
// Brings the kernel's addresses to the state that the holders want. Takeover, release, leftovers of a crash,
// removals by others and earlier failures are one comparison with other arguments. Pure.
//
// plan() gives the next operations, and applied() takes their outcome. The kernel's own messages come through
// observe(). After lost messages observe_all() replaces the whole picture, and everything that is wanted is
// compared. Only addresses that somebody holds or held are ever touched.
#pragma once

#include "core/net/holdings.h"
#include "core/net/net_state.h"
#include "core/net/once.h"
#include "core/net/outcome.h"
#include "core/net/pacer.h"
#include "core/net/repairs.h"
#include "core/vrrp/io.h"

#include <map>
#include <span>
#include <vector>

namespace xvrrp::core {

// Operations that belong together, in order. The kernel may remove the endangered addresses with the others,
// although they are to stay.
struct AddressPlan {
    std::vector<AddressOperation> operations;
    std::vector<PlacedAddress> endangered;
};

using FailedAddress = Failed<AddressOperation>;

class Addresses {
public:
    void hold(const Hold& held);
    // Sets the static addresses.
    void hold_static(std::vector<PlacedAddress> addresses);
    // This virtual router is gone. Its addresses go with it, unless another holder wants them.
    void forget(RouterId router);
    // A crashed predecessor noted these addresses and nobody holds them. Those with our mark are removed.
    void inherit(const std::vector<PlacedAddress>& addresses);
    // The kernel may have removed these addresses, whoever they belong to, with one that we removed. They are
    // added again.
    void put_back(const std::vector<PlacedAddress>& addresses);
    void announce(const Announce& announcement);

    void observe(const PlacedAddress& address, bool gone, TimePoint now);
    void observe_all(const AddressSet& there);

    const AddressSet& observed() const { return observed_; }

    bool pending() const { return !due_.empty() || !back_.empty(); }

    // Compares at most so many addresses.
    AddressPlan plan(std::size_t most);
    void applied(std::span<const AddressOperation> operations, std::span<const FailedAddress> failed,
                 TimePoint now);

    // Compares the addresses whose waiting time is over.
    void tick(TimePoint now);
    std::vector<Announcement> announcements(TimePoint now);

    TimePoint deadline() const { return std::min(repairs_.deadline(), pacer_.deadline()); }

    NetworkNews take_news() { return std::exchange(news_, {}); }

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
    void note_failures(std::span<const FailedAddress> failed, TimePoint now);

    Holdings<PlacedAddress> holdings_;
    AddressSet observed_;
    AddressSet kept_;     // an owner's addresses from before our start: they are not removed
    AddressSet replaced_; // removed and placed again: the kernel has not reported it yet
    Once<PlacedAddress> due_;
    std::vector<PlacedAddress> back_;
    AddressSet told_; // the addresses whose failure was reported
    Repairs<PlacedAddress> repairs_;
    std::map<AddressPlace, Waiting> unplaced_; // announced, and not placed yet
    Pacer pacer_;
    NetworkNews news_;
};

} // namespace xvrrp::core
