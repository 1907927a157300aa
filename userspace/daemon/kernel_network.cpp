// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/kernel_network.h"

#include "core/stable_hash.h"
#include "host/nftables.h"

#include <xvrrp/control.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <utility>

#include <spdlog/fmt/fmt.h>
#include <unistd.h>

namespace xvrrp::daemon {

namespace {

template <class Operation>
std::vector<Operation> as(std::span<const core::NetworkOperation> operations) {
    std::vector<Operation> out;
    out.reserve(operations.size());
    for (const auto& each : operations)
        out.push_back(std::get<Operation>(each));
    return out;
}

template <class Operation>
std::vector<core::FailedOperation> as_any(std::vector<core::Failed<Operation>> failed) {
    std::vector<core::FailedOperation> out;
    out.reserve(failed.size());
    for (auto& each : failed)
        out.push_back({std::move(each.operation), std::move(each.error)});
    return out;
}

// A host without IPv6 has no IPv6 settings, and needs none.
Result<> write_own(const core::Setting& setting) {
    const auto written = host::write_sysctl(setting.key, setting.value);
    const bool is_missing = !written && written.error().code == ENOENT;
    return is_missing && setting.key.starts_with("ipv6/") ? Result<>() : written;
}

Result<> check(const core::Setting& setting) {
    if (host::read_sysctl(setting.key).value_or("") != setting.value)
        return {};
    std::string name = setting.key;
    std::ranges::replace(name, '/', '.');
    return failure(Error{"receive on the interfaces with virtual MACs",
                         "net." + name + " is " + setting.value + ", which drops their packets",
                         "set it to another value", 0});
}

} // namespace

std::string accept_table(const std::string& runtime_dir) {
    if (runtime_dir == XVRRP_DEFAULT_RUNTIME_DIR)
        return "xvrrpd";
    return fmt::format("xvrrpd_{:08x}", core::stable_hash(runtime_dir));
}

Result<KernelNetwork> KernelNetwork::open(const std::string& runtime_dir) {
    auto netlink = host::Netlink::open();
    if (!netlink)
        return failure(netlink.error());
    auto routing = host::Routing::open();
    if (!routing)
        return failure(routing.error());
    auto links = host::LinkOps::open();
    if (!links)
        return failure(links.error());
    return KernelNetwork(std::move(*netlink), std::move(*routing), std::move(*links), runtime_dir);
}

KernelNetwork::KernelNetwork(host::Netlink netlink, host::Routing routing, host::LinkOps links,
                             const std::string& runtime_dir)
    : netlink_(std::move(netlink)), routing_(std::move(routing)), links_(std::move(links)),
      sysctls_(runtime_dir + "/sysctl"), journal_(note_in(runtime_dir)), table_(accept_table(runtime_dir)),
      mark_(runtime_dir + "/no_accept") {}

KernelNetwork::Failures KernelNetwork::apply(const core::NetworkPlan& plan) {
    Failures failed;
    for (auto rest = Operations(plan.operations); !rest.empty();) {
        const auto other = std::ranges::find_if(
            rest, [&](const auto& each) { return each.index() != rest.front().index(); });
        const auto alike = static_cast<std::size_t>(other - rest.begin());
        std::ranges::move(apply_alike(rest.first(alike)), std::back_inserter(failed));
        rest = rest.subspan(alike);
    }
    return failed;
}

KernelNetwork::Failures KernelNetwork::apply_alike(Operations operations) {
    if (std::holds_alternative<core::AddressOperation>(operations.front()))
        return as_any(netlink_.apply(as<core::AddressOperation>(operations)));
    if (std::holds_alternative<core::RoutingOperation>(operations.front()))
        return as_any(routing_.apply(as<core::RoutingOperation>(operations)));
    Failures failed;
    for (const auto& operation : operations) {
        const auto one = [&](const auto& each) -> Result<> {
            if constexpr (requires { apply(each); })
                return apply(each);
            else
                return {};
        };
        if (const auto done = std::visit(one, operation); !done)
            failed.push_back({operation, done.error()});
    }
    return failed;
}

Result<> KernelNetwork::apply(const core::LinkOperation& operation) {
    return links_.apply(operation);
}

Result<> KernelNetwork::apply(const core::SettingOperation& operation) {
    const auto& setting = operation.target;
    if (operation.kind == core::SettingOperation::Kind::GiveBack)
        return sysctls_.give_back(setting.key);
    if (setting.kind == core::Setting::Kind::Own)
        return write_own(setting);
    if (setting.kind == core::Setting::Kind::Forbidden)
        return check(setting);
    if (!setting.covered_by.empty() && host::read_sysctl(setting.covered_by).value_or("") == setting.value)
        return {};
    return sysctls_.set(setting.key, setting.value);
}

// The table is added first, because nftables refuses to delete a table that somebody else has removed.
Result<> KernelNetwork::apply(const core::FirewallOperation& operation) {
    if (!operation.guarded.empty()) {
        std::ofstream mark(mark_);
        return host::run_nft("drop packets to the addresses of no_accept",
                             core::guarding_rules(table_, operation.guarded));
    }
    if (::access(mark_.c_str(), F_OK) != 0)
        return {};
    auto removed = host::run_nft("remove the nftables table " + table_,
                                 fmt::format("table inet {0}\ndelete table inet {0}\n", table_));
    if (removed)
        ::unlink(mark_.c_str());
    return removed;
}

void KernelNetwork::leave() {
    sysctls_.restore();
    journal_.remove();
}

} // namespace xvrrp::daemon
