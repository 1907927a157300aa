// SPDX-License-Identifier: GPL-2.0-or-later
// Routes and rules as virtual routers want them: added once their addresses are there, taken away before these go.
//
// The kernel drops a route without a word when its interface or its address goes. So what may have gone is added again,
// which is no change where it is still there.
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
    // This virtual router is gone; what it had is taken away, unless another one wants it.
    void forget(core::RouterId id);
    // The static ones, from now on.
    void want_static(const std::vector<core::VirtualRoute>& routes,
                     const std::vector<core::VirtualRule>& rules);

    // Something happened to this interface or its addresses.
    void disturbed(const std::string& interface);
    // Looks for what somebody removed.
    Result<> read_monitor();

    // What happens about that, for people. Each line once.
    std::vector<std::string> take_news() { return std::exchange(news_, {}); }

    // Anything may have gone.
    void forget_observed();
    // What waited to be put back and has its turn.
    void repair(core::TimePoint now);

    core::TimePoint deadline() const { return repairs_.deadline(); }

    bool pending() const { return !leaving_.empty() || !due_.empty() || !outdated_.empty(); }

    // A slice each; both return what went wrong. To be called before addresses go, and once they are there.
    std::vector<std::string> take_away();
    std::vector<std::string> put_in_place();

private:
    struct Holding {
        std::vector<core::RoutingEntry> entries;
        core::RoutingSet tracked; // of them: to be put back
        bool wanted = false;
        std::string name{}; // of the holder, for people
    };

    // Nobody's are the static ones, which come first.
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
    core::RoutingSet ours_;  // placed and not taken away: it may have gone since
    core::RoutingSet there_; // of these, what has not
    std::map<core::RoutingEntry, std::vector<int>> placed_on_;
    core::RoutingSet told_; // what is wrong with them
    std::deque<core::RoutingEntry> leaving_;
    std::deque<core::RoutingEntry> outdated_; // leave when what comes instead is there
    std::set<Holder> due_;
    std::vector<std::string> news_;
    core::Repairs<core::RoutingEntry> repairs_;
};

} // namespace xvrrp::daemon
