// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/accept_mode.h"

#include "host/nftables.h"

#include <xvrrp/control.h>

#include <cstdint>
#include <fstream>
#include <set>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>
#include <unistd.h>

namespace xvrrp::daemon {

namespace {

// FNV-1a gives the same value in every build.
std::uint32_t hash(const std::string& text) {
    std::uint32_t value = 2166136261U;
    for (const unsigned char c : text)
        value = (value ^ c) * 16777619U;
    return value;
}

// The owner of an address accepts packets to it, whatever is configured.
std::set<std::string> guarded(const core::Configs& routers, core::Family family) {
    std::set<std::string> addresses;
    for (const auto& each_config : routers) {
        const auto& config = *each_config;
        if (config.accept || config.priority == VRRP_PRIORITY_OWNER)
            continue;
        for (const auto& each : config.placed()) {
            if (each.address.family == family)
                addresses.insert(each.address.text());
        }
    }
    return addresses;
}

std::string set_of(const char* name, const char* type, const std::set<std::string>& addresses) {
    const auto elements =
        addresses.empty() ? "" : fmt::format(" elements = {{ {} }};", fmt::join(addresses, ", "));
    return fmt::format("  set {} {{ type {};{} }}\n", name, type, elements);
}

} // namespace

std::string accept_table(const std::string& runtime_dir) {
    if (runtime_dir == XVRRP_DEFAULT_RUNTIME_DIR)
        return "xvrrpd";
    return fmt::format("xvrrpd_{:08x}", hash(runtime_dir));
}

std::string accept_rules(const std::string& table, const core::Configs& routers) {
    const auto ipv4 = guarded(routers, core::Family::Ipv4);
    const auto ipv6 = guarded(routers, core::Family::Ipv6);
    if (ipv4.empty() && ipv6.empty())
        return {};
    return fmt::format("table inet {0}\n"
                       "delete table inet {0}\n"
                       "table inet {0} {{\n"
                       "{1}{2}"
                       "  chain input {{\n"
                       "    type filter hook input priority -1; policy accept;\n"
                       "    iifname \"lo\" accept\n"
                       "    icmpv6 type {{ nd-neighbor-solicit, nd-neighbor-advert }} accept\n"
                       "    ip daddr @no_accept4 counter drop\n"
                       "    ip6 daddr @no_accept6 counter drop\n"
                       "  }}\n"
                       "}}\n",
                       table, set_of("no_accept4", "ipv4_addr", ipv4),
                       set_of("no_accept6", "ipv6_addr", ipv6));
}

AcceptMode::AcceptMode(const std::string& runtime_dir)
    : table_(accept_table(runtime_dir)), mark_(runtime_dir + "/no_accept") {}

Result<> AcceptMode::load(const core::Configs& routers) {
    const auto rules = accept_rules(table_, routers);
    if (rules.empty())
        return unload();
    std::ofstream mark(mark_);
    return host::run_nft("drop packets to the addresses of no_accept", rules);
}

Result<> AcceptMode::unload() {
    if (::access(mark_.c_str(), F_OK) != 0)
        return {};
    if (auto removed = remove(); !removed)
        return removed;
    ::unlink(mark_.c_str());
    return {};
}

// The table is added first, because nftables refuses to delete a table that somebody else has removed.
Result<> AcceptMode::remove() {
    return host::run_nft("remove the nftables table " + table_,
                         fmt::format("table inet {0}\ndelete table inet {0}\n", table_));
}

} // namespace xvrrp::daemon
