// SPDX-License-Identifier: GPL-2.0-or-later
// The daemon of a simulated host changes the network of its kernel, and this compares the result with the wanted one.
#include "host.h"

namespace xvrrp::sim {

using core::State;

namespace {

constexpr core::InterfaceIndex kEth0{2};

// The static part of the configuration stands on a macvlan, so that nothing of it concerns the election.
const core::Macvlan kMacvlan{"vrrp.9", "eth0", core::virtual_mac(core::Family::Ipv4, 9)};
const core::VirtualAddress kStatic{core::IpAddress::v4(198, 51, 100, 1), 24, kMacvlan.name};
const std::set<std::string> kBorrowed{"ipv4/conf/eth0/arp_announce", "ipv4/conf/eth0/arp_filter",
                                      "ipv4/conf/eth0/arp_ignore", "ipv4/conf/eth0/promote_secondaries"};

core::Route static_route() {
    core::Route out;
    out.destination = {core::IpAddress::v4(203, 0, 113, 0), 24};
    out.hops = {core::NextHop{.interface = kMacvlan.name}};
    out.preferred_source = kStatic.address;
    return out;
}

} // namespace

core::Link Host::hardware(const core::IpAddress& address, bool up) {
    core::Link out;
    out.index = kEth0;
    out.name = "eth0";
    out.mac = {{2, 0, 0, 0, 0, address.octets[3]}};
    out.up = up;
    out.enabled = true;
    return out;
}

// A few operations at a time, so that a takeover takes several turns.
void Host::work() {
    constexpr std::size_t kPerSlice = 2;
    const auto plan = core_->network.plan(kPerSlice);
    const auto failed = table_.carry_out(plan, random_);
    observe_routing();
    core_->network.applied(plan, failed, timeline_.now());
    core_->network.take_news();
    core_->network.announcements(timeline_.now());
}

void Host::take_in_network() {
    for (const bool up : std::exchange(link_news_, {})) {
        witness_.saw_link(up);
        feed(link(up));
    }
    for (const bool up : std::exchange(tracked_news_, {})) {
        witness_.saw_tracked(up, core_->router);
        feed(tracked_link(up));
        feed(tracked_script(up));
    }
    observe_network();
    observe_routing();
}

void Host::observe_network() {
    auto& network = core_->network;
    bool lost = false;
    for (const auto& message : table_.take_messages(lost)) {
        if (const auto* link = std::get_if<KernelTable::LinkMessage>(&message))
            network.observe(link->link, link->gone, timeline_.now());
        else if (const auto* address = std::get_if<KernelTable::AddressMessage>(&message))
            network.observe(address->address, address->gone, timeline_.now());
    }
    if (lost && table_.loses_messages())
        table_.remember_loss(); // the dump fails as well, and is tried again
    else if (lost)
        network.observe_all(table_.all());
}

void Host::observe_routing() {
    bool lost = false;
    for (const auto& gone : table_.take_routing_messages(lost))
        core_->network.observe(gone, timeline_.now());
    if (lost)
        core_->network.lose_sight_of_routing();
}

core::Standing Host::standing() const {
    auto out = core::standing_of(core_->router.configs());
    if (is_static_) {
        out.addresses = {kStatic};
        out.routes = {{static_route()}};
        out.macvlans = {kMacvlan};
        out.promoting = {"eth0"};
    }
    return out;
}

core::Noted Host::placeable() const {
    if (!is_static_)
        return core::placeable(core_->router.configs(), {});
    auto out = core::placeable(core_->router.configs(), {kStatic});
    out.macvlans = {kMacvlan};
    return out;
}

void Host::put_up() {
    noted_.add(placeable());
    core_->network.hold_static(standing());
    do {
        work();
        observe_network();
    } while (core_->network.is_preparing());
}

std::vector<core::PlacedAddress> Host::places(const core::VirtualRouterConfig& router) const {
    std::vector<core::PlacedAddress> out;
    for (const auto& each : router.placed())
        out.push_back(core::place_on(hardware(config_.address), each));
    return out;
}

void Host::delete_all() {
    table_.disturb();
    for (const auto& router : config_.routers) {
        for (const auto& each : router.routes)
            table_.remove(each.route);
        for (const auto& each : router.rules)
            table_.remove(each.rule);
        for (const auto& each : places(router))
            table_.remove(each);
    }
    table_.remove(kMacvlan.name);
    wake_at(timeline_.now());
}

std::string Host::difference() const {
    for (std::size_t router = 0; router < config_.routers.size(); ++router) {
        if (auto different = difference_of(router); !different.empty())
            return different;
    }
    return difference_of_static();
}

std::string Host::difference_of(std::size_t router) const {
    const auto& config = config_.routers.at(router);
    const bool wanted = state(router) == State::Master;
    const auto check = [&](bool is_there, const std::string& what) {
        return is_there == wanted ? "" : (wanted ? "MASTER without " : "no MASTER, and has ") + what;
    };
    std::string out;
    for (const auto& each : places(config))
        out += check(table_.has(each), each.address.text());
    for (const auto& each : config.routes)
        out += check(table_.has(each.route), "its route");
    for (const auto& each : config.rules)
        out += check(table_.has(each.rule), "its rule");
    return out;
}

std::string Host::difference_of_static() const {
    const auto macvlan = table_.links().find(kMacvlan.name);
    const bool is_there = macvlan != table_.links().end();
    if (is_there != is_static_)
        return is_there ? "a macvlan that nobody wants" : "no macvlan";
    if (table_.guarded() != standing().guarded)
        return "another guard";
    if (table_.borrowed() != (is_static_ ? kBorrowed : std::set<std::string>()))
        return "other settings";
    if (is_there && !macvlan->second.up)
        return "a macvlan that is down";
    if (is_there && !table_.has(core::place_on(macvlan->second, kStatic)))
        return "no static address";
    return table_.has(static_route()) == is_static_ ? "" : "another static route";
}

} // namespace xvrrp::sim
