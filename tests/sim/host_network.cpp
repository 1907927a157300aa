// SPDX-License-Identifier: GPL-2.0-or-later
#include "host_network.h"

namespace xvrrp::sim {

namespace {

constexpr core::InterfaceIndex kEth0{2};

// The static part of the configuration stands on a macvlan, so that nothing of it concerns the election.
const core::MadeLink kMacvlan{"vrrp.9", "eth0", core::virtual_mac(core::Family::Ipv4, 9)};
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

core::Standing standing(const core::Core& core, bool is_static) {
    auto out = core::standing_of(core.router.configs());
    if (is_static) {
        out.addresses = {kStatic};
        out.routes = {{static_route()}};
        out.links = {kMacvlan};
        out.promoting = {"eth0"};
    }
    return out;
}

core::Noted placeable(const core::Core& core, bool is_static) {
    if (!is_static)
        return core::placeable(core.router.configs(), {});
    auto out = core::placeable(core.router.configs(), {kStatic});
    out.links = {kMacvlan};
    return out;
}

} // namespace

core::Link HostNetwork::hardware(const core::IpAddress& address, bool up) {
    core::Link out;
    out.index = kEth0;
    out.name = "eth0";
    out.mac = {{2, 0, 0, 0, 0, address.octets[3]}};
    out.up = up;
    out.enabled = true;
    return out;
}

core::LinkObserved HostNetwork::link(bool up) const {
    core::LinkObserved out;
    out.link = hardware(address_, up);
    out.addresses = {{address_, 24}};
    return out;
}

// ---- What the daemon does -----------------------------------------------------------------------------------

void HostNetwork::start(core::Core& core, bool is_static, TimePoint now) {
    core.network.observe_all(table_.all());
    table_.start();
    const auto left = noted_.without(placeable(core, is_static));
    if (!left.addresses.empty())
        table_.disturb(); // routes are not noted, so nobody knows those of addresses that a crash left behind
    core.network.inherit(left);
    put_up(core, is_static, now);
    table_.give_back_inherited();
}

void HostNetwork::put_up(core::Core& core, bool is_static, TimePoint now) {
    noted_.add(placeable(core, is_static));
    core.network.hold_static(standing(core, is_static));
    do {
        work(core.network, now);
        observe(core.network, now);
    } while (core.network.is_preparing());
}

// A few operations at a time, so that a takeover takes several turns.
void HostNetwork::work(core::Network& network, TimePoint now) {
    constexpr std::size_t kPerSlice = 2;
    const auto plan = network.plan(kPerSlice);
    for (const auto& operation : plan.operations) {
        const auto* of_address = std::get_if<core::AddressOperation>(&operation);
        if (of_address != nullptr && of_address->kind != core::AddressOperation::Kind::Remove)
            placing_(of_address->target.address.address);
    }
    const auto failed = table_.carry_out(plan, random_);
    observe_routing(network, now);
    network.applied(plan, failed, now);
    network.take_news();
    network.announcements(now);
}

void HostNetwork::observe(core::Network& network, TimePoint now) {
    bool lost = false;
    for (const auto& message : table_.take_messages(lost)) {
        if (const auto* link = std::get_if<KernelTable::LinkMessage>(&message))
            network.observe(link->link, link->gone, now);
        else if (const auto* address = std::get_if<KernelTable::AddressMessage>(&message))
            network.observe(address->address, address->gone, now);
    }
    if (lost && table_.loses_messages())
        table_.remember_loss(); // the dump fails as well, and is tried again
    else if (lost)
        network.observe_all(table_.all());
    observe_routing(network, now);
}

void HostNetwork::observe_routing(core::Network& network, TimePoint now) {
    bool lost = false;
    for (const auto& gone : table_.take_routing_messages(lost))
        network.observe(gone, now);
    if (lost)
        network.lose_sight_of_routing();
}

void HostNetwork::leave(core::Network& network, TimePoint now) {
    network.hold_static({});
    network.tick(core::kNever);
    while (network.pending())
        work(network, now);
    table_.give_back_all();
}

// ---- What is wanted -----------------------------------------------------------------------------------------

std::vector<core::PlacedAddress> HostNetwork::places(const core::VirtualRouterConfig& router) const {
    std::vector<core::PlacedAddress> out;
    for (const auto& each : router.placed())
        out.push_back(core::place_on(hardware(address_), each));
    return out;
}

void HostNetwork::delete_all(const std::vector<core::VirtualRouterConfig>& routers) {
    table_.disturb();
    for (const auto& router : routers) {
        for (const auto& each : router.routes)
            table_.remove(each.route);
        for (const auto& each : router.rules)
            table_.remove(each.rule);
        for (const auto& each : places(router))
            table_.remove(each);
    }
    table_.remove(kMacvlan.name);
}

bool HostNetwork::has_addresses(const core::VirtualRouterConfig& router) const {
    return std::ranges::any_of(places(router), [this](const auto& each) { return table_.has(each); });
}

std::string HostNetwork::difference(const core::Core& core, const HostFile& file,
                                    const std::function<bool(std::size_t)>& wants_addresses) const {
    const auto& routers = file.config().routers;
    for (std::size_t router = 0; router < routers.size(); ++router) {
        if (auto different = difference_of(routers[router], wants_addresses(router)); !different.empty())
            return different;
    }
    return difference_of_static(core, file.is_static());
}

std::string HostNetwork::difference_of(const core::VirtualRouterConfig& config, bool wanted) const {
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

std::string HostNetwork::difference_of_static(const core::Core& core, bool is_static) const {
    const auto macvlan = table_.links().find(kMacvlan.name);
    const bool is_there = macvlan != table_.links().end();
    if (is_there != is_static)
        return is_there ? "a macvlan that nobody wants" : "no macvlan";
    if (table_.guarded() != standing(core, is_static).guarded)
        return "another guard";
    if (table_.borrowed() != (is_static ? kBorrowed : std::set<std::string>()))
        return "other settings";
    if (is_there && !macvlan->second.up)
        return "a macvlan that is down";
    if (is_there && !table_.has(core::place_on(macvlan->second, kStatic)))
        return "no static address";
    return table_.has(static_route()) == is_static ? "" : "another static route";
}

} // namespace xvrrp::sim
