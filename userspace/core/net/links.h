// SPDX-License-Identifier: GPL-2.0-or-later
// The interfaces of this namespace as observed, and among them those that the daemon makes upon others, brought to
// the state that the configuration wants. Pure.
//
// Creation, adoption of leftovers, repair and removal are one comparison. A link is brought up once it is in the
// VRF of its base and its settings are in place. An interface that has a wanted name and is not ours is not touched.
#pragma once

#include "core/net/net_state.h"
#include "core/net/once.h"
#include "core/net/outcome.h"
#include "core/net/repairs.h"
#include "core/net/settings.h"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace xvrrp::core {

// A macvlan that carries a virtual MAC, or an ipvlan.
struct MadeLink {
    std::string name;
    std::string base;                   // the interface that it stands on
    MacAddress mac{};                   // of a macvlan; an ipvlan has that of its base
    std::optional<IpvlanMode> ipvlan{}; // none: it is a macvlan

    auto operator<=>(const MadeLink&) const = default;
};

std::string kind_of(const MadeLink& link); // "macvlan"

struct LinkOperation {
    enum class Kind : std::uint8_t {
        Create, // the new interface is down
        Join,   // a VRF, or it leaves that in which it is
        Raise,
        Remove,
    } kind = Kind::Create;
    MadeLink target;
    InterfaceIndex index{}; // that of the base interface for Create, otherwise its own
    InterfaceIndex vrf{};   // the one to join; index 0: none

    bool operator==(const LinkOperation&) const = default;
};

using FailedLink = Failed<LinkOperation>;

class Links {
public:
    // Sets the wanted links. Those that were wanted before and are not any more are removed.
    void want(const std::set<MadeLink>& links, Settings& settings);
    // A crashed predecessor noted these links. Those that nobody wants are removed.
    void inherit(const std::set<MadeLink>& links);

    void observe(const Link& link, bool gone, TimePoint now);
    void observe_all(const std::vector<Link>& links);

    const LinksByName& there() const { return there_; }

    // Returns null if there is no such interface.
    const Link* find(const std::string& name) const;
    const Link* find(InterfaceIndex index) const;

    // The settings of this link are in place.
    void compare(const std::string& name) { due_.push(name); }

    bool coming() const { return !due_.empty(); }

    bool pending() const { return !due_.empty() || !leaving_.empty(); }

    // Asks for the settings of a link that exists, and brings it up when they are in place.
    std::vector<LinkOperation> plan(std::size_t most, Settings& settings);
    std::vector<LinkOperation> plan_leaving(std::size_t most);
    void applied(std::span<const LinkOperation> operations, std::span<const FailedLink> failed,
                 TimePoint now);

    // Compares the links whose waiting time is over.
    void tick(TimePoint now);

    TimePoint deadline() const { return repairs_.deadline(); }

    NetworkNews take_news() { return std::exchange(news_, {}); }

private:
    void erase(InterfaceIndex index, TimePoint now);
    std::optional<LinkOperation> step(const MadeLink& wanted, Settings& settings);
    const MadeLink* leftover_of(const std::string& name, const Link& found) const;
    void tell(const std::string& name, std::string problem);

    LinksByName there_;
    std::map<InterfaceIndex, std::string> names_;
    std::map<std::string, MadeLink> wanted_;
    std::multimap<std::string, std::string> carried_; // the names of the wanted links by their base interface
    std::set<MadeLink> left_;                         // not wanted any more
    std::set<std::string> created_;                   // not reported by the kernel yet
    // The settings of the link with this index were asked for.
    std::map<std::string, InterfaceIndex> prepared_;
    Once<std::string> due_;
    Once<std::string> leaving_;
    Repairs<std::string> repairs_;
    std::map<std::string, std::string> said_; // the last problem of each
    NetworkNews news_;
};

} // namespace xvrrp::core
