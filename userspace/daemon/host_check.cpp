// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/host_check.h"

#include "daemon/places.h"
#include "os/net_namespace.h"
#include "os/program.h"

#include <algorithm>
#include <cerrno>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include <grp.h>
#include <net/if.h>
#include <pwd.h>

namespace xvrrp::daemon {

namespace {

using config::HostNeed;

// The positions of findings. The reader has reported a name that cannot be the name of an interface.
using Positions = std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>>;

Positions::value_type key_of(const config::Span& where) {
    return {where.file, where.line, where.column, where.origin};
}

Positions positions_of(const config::Diagnostics& found) {
    Positions positions;
    for (const config::Diagnostic& each : found)
        positions.insert(key_of(each.where));
    return positions;
}

// The value is true for an interface that exists. Thousands of addresses may name the same one.
using KnownInterfaces = std::map<std::string, bool>;

// The knowledge that the checks share.
struct Search {
    KnownInterfaces interfaces;
    Positions told;
};

// The daemon makes the interfaces of its virtual MACs.
KnownInterfaces virtual_macs(const config::Config& config) {
    KnownInterfaces made;
    for (const core::VirtualRouterConfig& router : config.routers) {
        if (router.vmac)
            made.emplace(router.vmac->interface, true);
        if (router.ipvlan)
            made.emplace(router.ipvlan->interface, true);
        for (const core::VirtualAddress& each : router.placed()) {
            if (!each.vmac.empty())
                made.emplace(each.vmac, true);
        }
    }
    return made;
}

void look_for_interface(const HostNeed& need, Search& search, config::Parsed& parsed) {
    const auto [found, is_new] = search.interfaces.try_emplace(need.name, false);
    if (is_new)
        found->second = ::if_nametoindex(need.name.c_str()) != 0;
    if (found->second || !search.told.insert(key_of(need.where)).second)
        return;
    const std::string missing = need.by + " interface " + need.name + " does not exist";
    parsed.diagnostics.push_back(
        parsed.config.dynamic_interfaces
            ? config::note(need.where, missing + " yet", "dynamic_interfaces waits for it")
            : config::error(need.where, missing, "ip link shows those that exist"));
}

// This is a warning only, because keepalived starts and leaves out the script.
void look_for_account(const HostNeed& need, const char* kind, bool exists, config::Parsed& parsed) {
    if (!exists)
        parsed.diagnostics.push_back(config::warning(
            need.where, std::string(kind) + " " + need.name + " of " + need.by + " does not exist",
            need.by == "script_user" ? "" : "the arguments of a script stand inside its quotes"));
}

void look_for_program(const HostNeed& need, config::Parsed& parsed) {
    const auto problem = os::program_problem(need.name);
    if (!problem.empty())
        parsed.diagnostics.push_back(config::warning(need.where, need.by + ": " + problem));
}

void look_for(const HostNeed& need, bool inside, Search& search, config::Parsed& parsed) {
    switch (need.kind) {
    case HostNeed::Kind::Interface:
        if (inside)
            look_for_interface(need, search, parsed);
        return;
    case HostNeed::Kind::Program:
        return look_for_program(need, parsed);
    case HostNeed::Kind::User:
        return look_for_account(need, "user", ::getpwnam(need.name.c_str()) != nullptr, parsed);
    case HostNeed::Kind::Group:
        return look_for_account(need, "group", ::getgrnam(need.name.c_str()) != nullptr, parsed);
    case HostNeed::Kind::NetNamespace:
        return; // enter() has handled it
    }
}

config::Span position_of_namespace(const config::Parsed& parsed) {
    const auto need = std::ranges::find(parsed.needs, HostNeed::Kind::NetNamespace, &HostNeed::kind);
    return need == parsed.needs.end() ? config::Span{} : need->where;
}

// Returns false if the network namespace of the interfaces cannot be entered.
bool enter(const Options& options, config::Parsed& parsed) {
    const std::string& configured = parsed.config.identity.net_namespace;
    const std::string wanted = identity(options, parsed.config.identity).net_namespace;
    const config::Span position = position_of_namespace(parsed);
    if (!configured.empty() && configured != wanted)
        parsed.diagnostics.push_back(config::note(position, "-s " + wanted + " takes precedence over it"));
    const auto entered = os::enter_namespace(wanted);
    if (entered)
        return true;
    const config::Span where = configured == wanted ? position : config::Span{};
    if (positions_of(parsed.diagnostics).contains(key_of(where)))
        return false;
    const std::string message = entered.error().code == ENOENT
                                    ? "network namespace " + wanted + " does not exist"
                                    : entered.error().doing + ": " + entered.error().what;
    parsed.diagnostics.push_back(config::error(where, message, "ip netns shows those that exist"));
    return false;
}

} // namespace

void look_at_host(const Options& options, config::Parsed& parsed) {
    const bool inside = enter(options, parsed);
    Search search{virtual_macs(parsed.config), positions_of(parsed.diagnostics)};
    for (const HostNeed& need : parsed.needs)
        look_for(need, inside, search, parsed);
    config::put_in_order(parsed);
}

} // namespace xvrrp::daemon
