// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net/firewall.h"

#include <algorithm>
#include <utility>

namespace xvrrp::core {

namespace {

std::string set_of(const std::string& name, const std::string& type, Family family,
                   const std::set<IpAddress>& addresses) {
    std::string elements;
    for (const auto& each : addresses) {
        if (each.family == family)
            elements += (elements.empty() ? "" : ", ") + each.text();
    }
    if (!elements.empty())
        elements = " elements = { " + elements + " };";
    return "  set " + name + " { type " + type + ";" + elements + " }\n";
}

} // namespace

std::string guarding_rules(const std::string& table, const std::set<IpAddress>& guarded) {
    return "table inet " + table + "\ndelete table inet " + table + "\ntable inet " + table + " {\n" +
           set_of("no_accept4", "ipv4_addr", Family::Ipv4, guarded) +
           set_of("no_accept6", "ipv6_addr", Family::Ipv6, guarded) +
           "  chain input {\n"
           "    type filter hook input priority -1; policy accept;\n"
           "    iifname \"lo\" accept\n"
           "    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept\n"
           "    ip daddr @no_accept4 counter drop\n"
           "    ip6 daddr @no_accept6 counter drop\n"
           "  }\n"
           "}\n";
}

void Firewall::want(std::set<IpAddress> guarded) {
    wanted_ = std::move(guarded);
    is_due_ = is_due_ || there_ != wanted_;
}

bool Firewall::stands() const {
    return there_ && std::ranges::includes(*there_, wanted_);
}

std::optional<FirewallOperation> Firewall::plan(bool addresses_go) {
    if (!is_due_)
        return {};
    auto next = wanted_;
    if (addresses_go && there_)
        next.insert(there_->begin(), there_->end());
    is_due_ = next != wanted_;
    return there_ == next ? std::nullopt : std::optional(FirewallOperation{std::move(next)});
}

void Firewall::applied(std::span<const FirewallOperation> operations, std::span<const FailedFirewall> failed,
                       TimePoint now) {
    for (const auto& [operation, error] : failed) {
        there_.reset();
        repairs_.failed({}, now);
        if (!std::exchange(is_told_, true))
            news_.alarms.push_back(error.text());
    }
    if (operations.empty() || !failed.empty())
        return;
    there_ = operations.back().guarded;
    is_told_ = false;
}

void Firewall::tick(TimePoint now) {
    is_due_ = is_due_ || !repairs_.due(now).empty();
}

} // namespace xvrrp::core
