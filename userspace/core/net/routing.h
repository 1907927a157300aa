// SPDX-License-Identifier: GPL-2.0-or-later
// Brings the kernel's routes and rules to the state that the holders want. Pure.
//
// The kernel does not report a route that it drops together with its interface or its address. So an entry
// that may have gone is added again. That changes nothing if the entry is still there. An entry that another
// one replaces is removed once the other one is there.
#pragma once

#include "core/net/holdings.h"
#include "core/net/net_state.h"
#include "core/net/once.h"
#include "core/net/outcome.h"
#include "core/net/repairs.h"
#include "core/net/routing_entry.h"
#include "core/vrrp/io.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace xvrrp::core {

using FailedRouting = Failed<RoutingOperation>;

class Routing {
public:
    void hold(const Hold& held);
    // Sets the static entries.
    void hold_static(const std::vector<VirtualRoute>& routes, const std::vector<VirtualRule>& rules);
    // A crashed predecessor may have left these, and nobody holds them.
    void inherit(const RoutingSet& left);
    // This virtual router is gone. Its entries are removed, unless another holder wants them.
    void forget(RouterId router);

    // Somebody else removed an entry.
    void observe(const RoutingGone& gone, const LinksByName& links, TimePoint now);
    // Something happened to this interface or its addresses.
    void disturbed(const std::string& interface);
    // Messages were lost, so any entry may have gone.
    void lost_sight();

    // Entries go before addresses go, and come once all addresses are there.
    bool leaving() const { return !leaving_.empty(); }

    bool pending() const { return !leaving_.empty() || !coming_.empty() || !outdated_.empty(); }

    // An entry whose interfaces are not there or not up waits for disturbed().
    std::vector<RoutingOperation> plan_leaving(std::size_t most, const LinksByName& links);
    std::vector<RoutingOperation> plan_coming(std::size_t most, const LinksByName& links);
    void applied(std::span<const RoutingOperation> operations, std::span<const FailedRouting> failed,
                 TimePoint now);

    // Compares the entries whose waiting time is over.
    void tick(TimePoint now);

    TimePoint deadline() const { return repairs_.deadline(); }

    NetworkNews take_news() { return std::exchange(news_, {}); }

private:
    // Compared by the entry.
    struct Wish {
        RoutingEntry entry;
        bool tracked = false; // it is put back

        auto operator<=>(const Wish& other) const { return entry <=> other.entry; }

        bool operator==(const Wish& other) const { return entry == other.entry; }
    };

    static std::vector<Wish> wishes(const std::vector<VirtualRoute>& routes,
                                    const std::vector<VirtualRule>& rules);
    void replace(const Holder& holder, const std::vector<Wish>& wishes, bool wanted, std::string name);
    void leave(const std::vector<Wish>& wishes);

    bool is_wanted(const RoutingEntry& entry) const { return holdings_.wanted({entry}) != nullptr; }

    bool is_fought_over(const RoutingEntry& entry) const;
    bool went(const RoutingEntry& entry, const RoutingGone& gone) const;
    void tell_of_no_vrf(const RoutingEntry& entry, const LinksByName& links);
    void compare(const RoutingEntry& entry);
    void lose(const RoutingEntry& entry);
    void blame(const RoutingEntry& entry, TimePoint now);
    void lose_alike(const std::vector<RoutingKey>& keys);

    Holdings<Wish> holdings_;
    std::map<RoutingEntry, RoutingNumbers> ours_; // placed and not removed
    RoutingSet there_;                            // those that the kernel is not known to have dropped
    Once<RoutingEntry> leaving_;
    Once<RoutingEntry> coming_;
    std::vector<RoutingEntry> outdated_; // these leave once the new entries are there
    RoutingSet told_;                    // the entries whose last operation failed, which was reported
    Repairs<RoutingEntry> repairs_;
    NetworkNews news_;
};

} // namespace xvrrp::core
