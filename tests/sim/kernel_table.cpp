// SPDX-License-Identifier: GPL-2.0-or-later
#include "kernel_table.h"

#include <algorithm>
#include <utility>

namespace xvrrp::sim {

namespace {

core::RoutingGone gone(const core::RoutingEntry& entry) {
    if (const auto* rule = std::get_if<core::Rule>(&entry))
        return core::RuleGone{*rule};
    const auto& route = std::get<core::Route>(entry);
    return core::RouteGone{.destination = route.destination,
                           .table = route.table,
                           .metric = route.metric,
                           .tos = route.tos,
                           .via = {}};
}

} // namespace

// ---- Operations ---------------------------------------------------------------------------------------------

std::vector<core::FailedOperation> KernelTable::carry_out(const core::NetworkPlan& plan, Random& random) {
    std::vector<core::FailedOperation> failed;
    for (const auto& operation : plan.operations) {
        auto problem = random.chance(refuse_percent_)
                           ? std::string("refused")
                           : std::visit([this](const auto& each) { return apply(each); }, operation);
        if (!problem.empty())
            failed.push_back({operation, Error{"change the network", std::move(problem), "", 1}});
    }
    return failed;
}

std::string KernelTable::apply(const core::AddressOperation& operation) {
    auto target = operation.target;
    if (operation.kind == core::AddressOperation::Kind::Remove) {
        const auto& address = target.address.address;
        for (const auto& entry : routing_) {
            const auto* route = std::get_if<core::Route>(&entry);
            if (route != nullptr && route->preferred_source == address)
                object("remove " + address.text() + " before its route");
        }
        remove(target);
        return {};
    }
    const auto on =
        std::ranges::find(links_, target.interface, [](const auto& each) { return each.second.index; });
    if (on == links_.end())
        return "no such device";
    target.marked = true;
    addresses_.erase(target);
    addresses_.insert(target);
    tell(AddressMessage{target, false});
    return {};
}

std::string KernelTable::apply(const core::RoutingOperation& operation) {
    if (operation.kind == core::RoutingOperation::Kind::Remove) {
        routing_.erase(operation.target);
        return {};
    }
    auto problem = lacks(operation.target);
    if (problem.empty())
        routing_.insert(operation.target);
    else
        object("add the " + name(operation.target) + ": " + problem);
    return problem;
}

std::string KernelTable::apply(const core::LinkOperation& operation) {
    const auto& [kind, target, index, vrf] = operation;
    const auto known = links_.find(target.name);
    if (kind == core::LinkOperation::Kind::Create) {
        if (known != links_.end()) {
            object("create " + target.name + " twice");
            return "file exists";
        }
        core::Link made;
        made.index = {next_index_++};
        made.name = target.name;
        made.kind = "macvlan";
        made.mac = target.mac;
        made.parent = index;
        put(std::move(made));
        return {};
    }
    if (known == links_.end() || known->second.index != index)
        return "no such device";
    if (kind == core::LinkOperation::Kind::Remove) {
        for (const auto& each : addresses_) {
            if (each.interface == index)
                object("remove " + target.name + " before " + each.address.text());
        }
        remove(target.name);
        return {};
    }
    auto changed = known->second;
    if (kind == core::LinkOperation::Kind::Join)
        changed.vrf = vrf;
    else
        changed.enabled = changed.up = true;
    put(std::move(changed));
    return {};
}

std::string KernelTable::apply(const core::SettingOperation& operation) {
    const auto& setting = operation.target;
    if (operation.kind == core::SettingOperation::Kind::GiveBack) {
        borrowed_.erase(setting.key);
    } else if (setting.kind == core::Setting::Kind::Borrowed) {
        borrowed_.insert(setting.key);
        inherited_.erase(setting.key);
    }
    return {};
}

std::string KernelTable::apply(const core::FirewallOperation& operation) {
    guarded_ = operation.guarded;
    return {};
}

void KernelTable::give_back_inherited() {
    for (const auto& each : std::exchange(inherited_, {}))
        borrowed_.erase(each);
}

// ---- Things that come and go --------------------------------------------------------------------------------

void KernelTable::put(core::Link link) {
    links_[link.name] = link;
    tell(LinkMessage{std::move(link), false});
}

void KernelTable::remove(const core::PlacedAddress& address) {
    if (addresses_.erase(address) == 0)
        return;
    tell(AddressMessage{address, true});
    drop_routes();
}

void KernelTable::remove(const core::RoutingEntry& entry) {
    if (routing_.erase(entry) > 0)
        tell_gone(entry);
}

void KernelTable::remove(const std::string& interface) {
    const auto node = links_.extract(interface);
    if (node.empty())
        return;
    const auto link = node.mapped();
    for (const auto& each : core::AddressSet(addresses_)) {
        if (each.interface == link.index)
            remove(each);
    }
    drop_routes();
    tell(LinkMessage{link, true});
}

void KernelTable::drop_routes() {
    std::erase_if(routing_, [this](const auto& each) { return !lacks(each).empty(); });
}

std::string KernelTable::lacks(const core::RoutingEntry& entry) const {
    const auto* route = std::get_if<core::Route>(&entry);
    if (route == nullptr)
        return {};
    for (const auto& hop : route->hops) {
        const auto link = links_.find(hop.interface);
        if (link == links_.end() || !link->second.enabled)
            return "network is down";
    }
    const auto is_source = [&](const auto& each) { return each.address.address == route->preferred_source; };
    return !route->preferred_source || std::ranges::any_of(addresses_, is_source) ? "" : "invalid argument";
}

void KernelTable::object(const std::string& to) {
    if (!disturbed_)
        objections_.push_back(to);
}

core::ObservedNetwork KernelTable::all() const {
    core::ObservedNetwork out;
    for (const auto& [name, link] : links_)
        out.links.push_back(link);
    out.addresses = addresses_;
    return out;
}

std::vector<std::string> KernelTable::placed() const {
    std::vector<std::string> out;
    for (const auto& [name, link] : links_) {
        if (link.kind == "macvlan")
            out.push_back(name);
    }
    for (const auto& each : addresses_)
        out.push_back(each.address.text());
    for (const auto& each : routing_)
        out.push_back(name(each));
    out.insert(out.end(), borrowed_.begin(), borrowed_.end());
    for (const auto& each : guarded_)
        out.push_back("the guard of " + each.text());
    return out;
}

// ---- Messages -----------------------------------------------------------------------------------------------

void KernelTable::refuse(unsigned percent) {
    refuse_percent_ = percent;
    disturb();
}

void KernelTable::lose_messages(bool lose) {
    loses_messages_ = lose;
    disturb();
}

void KernelTable::tell(Message message) {
    if (loses_messages_)
        lost_ = true;
    else
        messages_.push_back(std::move(message));
}

void KernelTable::tell_gone(const core::RoutingEntry& entry) {
    if (loses_messages_)
        routing_lost_ = true;
    else
        routing_messages_.push_back(gone(entry));
}

std::vector<KernelTable::Message> KernelTable::take_messages(bool& lost) {
    lost = std::exchange(lost_, false);
    auto messages = std::exchange(messages_, {});
    return lost ? std::vector<Message>() : messages;
}

std::vector<core::RoutingGone> KernelTable::take_routing_messages(bool& lost) {
    lost = std::exchange(routing_lost_, false);
    return std::exchange(routing_messages_, {});
}

} // namespace xvrrp::sim
