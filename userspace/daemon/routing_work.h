// SPDX-License-Identifier: GPL-2.0-or-later
// Routes and rules as virtual routers want them: added once their addresses are there, removed before these
// go.
//
// The kernel does not report a route that it drops together with its interface or its address. So an entry
// that may have gone is added again. That changes nothing if the entry is still there.
#pragma once

#include "core/net/repairs.h"
#include "core/vrrp/io.h"
#include "daemon/interfaces.h"
#include "host/routing.h"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace xvrrp::daemon {

class RoutingWork {
public:
    RoutingWork(const Interfaces& interfaces, host::Routing& kernel)
        : interfaces_(interfaces), kernel_(kernel) {}

    void hold(const core::Hold& held);
    // This virtual router is gone. Its entries are removed, unless another one wants them.
    void forget(core::RouterId id);
    // Sets the static entries.
    void want_static(const std::vector<core::VirtualRoute>& routes,
                     const std::vector<core::VirtualRule>& rules);

    // Something happened to this interface or its addresses.
    void disturbed(const std::string& interface);
    // Reads the reports of removals by others.
    Result<> read_monitor();

    // Returns the news about these removals for people, each line once.
    std::vector<std::string> take_news() { return std::exchange(news_, {}); }

    // Any entry may have gone.
    void forget_observed();
    // Puts back the entries whose waiting time is over.
    void repair(core::TimePoint now);

    core::TimePoint deadline() const { return repairs_.deadline(); }

    bool pending() const { return !leaving_.empty() || !due_.empty() || !outdated_.empty(); }

    // Each of these does one slice and returns the errors. take_away() must run before addresses go,
    // put_in_place() once they are there.
    std::vector<std::string> take_away();
    std::vector<std::string> put_in_place();

private:
    struct Holding {
        std::vector<core::RoutingEntry> entries;
        core::RoutingSet tracked; // those of the entries that are put back
        bool wanted = false;
        std::string name{}; // the name of the holder, for people
    };

    // The static entries have no holder. They come first.
    using Holder = std::optional<core::RouterId>;

    static Holding holding(const std::vector<core::VirtualRoute>& routes,
                           const std::vector<core::VirtualRule>& rules, bool wanted, std::string name);
    void hold(const Holder& holder, Holding next);
    void removed(const core::RoutingGone& gone);
    void look_again();
    template <class Says>
    void lose(const Says& says);
    std::vector<std::string> apply(const std::vector<core::RoutingOperation>& operations);
    std::optional<std::vector<int>> ifindexes_of(const core::RoutingEntry& entry) const;
    bool has_its_links(const core::RoutingEntry& entry) const;

    const Interfaces& interfaces_;
    host::Routing& kernel_;
    std::map<Holder, Holding> holdings_;
    core::WantedRouting wanted_;
    core::RoutingSet ours_;  // placed and not removed; the kernel may have dropped some
    core::RoutingSet there_; // those of ours_ that are still there
    std::map<core::RoutingEntry, std::vector<int>> placed_on_;
    core::RoutingSet told_; // the entries whose error was reported
    std::deque<core::RoutingEntry> leaving_;
    std::deque<core::RoutingEntry> outdated_; // these are removed once the new entries are there
    std::set<Holder> due_;
    std::vector<std::string> news_;
    core::Repairs<core::RoutingEntry> repairs_;
};

} // namespace xvrrp::daemon
