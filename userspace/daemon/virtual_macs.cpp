// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/virtual_macs.h"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace xvrrp::daemon {

namespace {

struct Sysctl {
    const char* family;
    const char* name;
    const char* value;
};

// The macvlan answers ARP for its own addresses only. It receives packets of its own network, although the
// route to that network leads through another interface. It has no address but the virtual ones, because an
// address made from the virtual MAC would be the same on every router (RFC 9568 section 7.4).
constexpr Sysctl kOfMacvlan[] = {
    {"ipv4", "arp_ignore", "1"},    {"ipv4", "accept_local", "1"}, {"ipv4", "rp_filter", "0"},
    {"ipv6", "addr_gen_mode", "1"}, {"ipv6", "accept_ra", "0"},
};

// The base interface leaves ARP for the virtual addresses to the macvlan. It also must not send ARP requests
// from these addresses, because the neighbours would learn its own MAC for them.
constexpr Sysctl kOfBase[] = {
    {"ipv4", "arp_ignore", "1"}, {"ipv4", "arp_filter", "1"}, {"ipv4", "arp_announce", "2"}};

std::string key(const Sysctl& sysctl, const std::string& interface) {
    return std::string(sysctl.family) + "/conf/" + interface + '/' + sysctl.name;
}

std::string text(const core::LinkConflict& conflict) {
    return Error{"carry the virtual MAC " + conflict.wanted.mac.text(),
                 "interface \"" + conflict.wanted.name + "\" is not ours, it " + conflict.found,
                 "rename it, or choose another name with 'use_vmac NAME'", 0}
        .text();
}

} // namespace

VirtualMacs::VirtualMacs(const core::Configs& routers, host::LinkOps ops, host::BorrowedSysctls& sysctls)
    : ops_(std::move(ops)), borrowed_(sysctls) {
    want(routers);
}

void VirtualMacs::want(const core::Configs& routers) {
    const auto before = std::exchange(wanted_, {});
    names_.clear();
    for (const auto& each_config : routers) {
        const auto& config = *each_config;
        if (!config.vmac)
            continue;
        wanted_.push_back(
            {config.vmac->interface, config.interface, core::virtual_mac(config.family, config.vrid)});
        names_.insert({config.vmac->interface, config.interface});
    }
    for (const auto& each : before) {
        if (std::ranges::find(wanted_, each) == wanted_.end())
            left_.push_back(each);
        if (std::ranges::find(wanted_, each.base, &core::Macvlan::base) == wanted_.end())
            bases_left_.insert(each.base);
    }
}

void VirtualMacs::inherit(const std::set<core::Macvlan>& macvlans) {
    for (const auto& each : macvlans) {
        if (std::ranges::find(wanted_, each) == wanted_.end())
            left_.push_back(each);
    }
}

std::vector<std::string> VirtualMacs::reconcile(const core::LinksByName& links) {
    std::vector<std::string> news = remove(std::exchange(left_, {}), links);
    give_back(std::exchange(bases_left_, {}));
    const auto plan = core::plan_links(wanted_, true, links, adopted_);
    std::map<std::string, std::string> wrong;
    for (const auto& conflict : plan.conflicts)
        wrong[conflict.wanted.name] = text(conflict);
    for (const auto& operation : plan.operations) {
        if (auto done = perform(operation); !done)
            wrong[operation.target.name] = done.error().text();
    }
    for (const auto& [name, what] : wrong) {
        if (const auto said = said_.find(name); said == said_.end() || said->second != what)
            news.push_back(what);
    }
    said_ = std::move(wrong);
    return news;
}

std::vector<std::string> VirtualMacs::leave(const core::LinksByName& links) {
    return remove(wanted_, links);
}

std::vector<std::string> VirtualMacs::remove(const std::vector<core::Macvlan>& macvlans,
                                             const core::LinksByName& links) {
    std::vector<std::string> errors;
    for (const auto& operation : core::plan_links(macvlans, false, links, adopted_).operations) {
        if (auto done = perform(operation); !done)
            errors.push_back(done.error().text());
    }
    return errors;
}

void VirtualMacs::give_back(const std::set<std::string>& bases) {
    for (const auto& base : bases) {
        for (const auto& sysctl : kOfBase)
            borrowed_.give_back(key(sysctl, base));
    }
}

Result<> VirtualMacs::perform(const core::LinkOperation& operation) {
    const auto& [kind, link, ifindex] = operation;
    switch (kind) {
    case core::LinkOperation::Kind::Create:
        return ops_.create(link, ifindex);
    case core::LinkOperation::Kind::Adopt:
        if (auto ready = make_ready(link); !ready)
            return ready;
        adopted_.insert(ifindex);
        return ops_.raise(link, ifindex);
    case core::LinkOperation::Kind::Raise:
        return ops_.raise(link, ifindex);
    case core::LinkOperation::Kind::Remove:
        return ops_.remove(link, ifindex);
    }
    return {};
}

Result<> VirtualMacs::make_ready(const core::Macvlan& link) {
    for (const auto& sysctl : kOfMacvlan) {
        const auto done = host::write_sysctl(key(sysctl, link.name), sysctl.value);
        const bool no_ipv6 =
            !done && done.error().code == ENOENT && sysctl.family == std::string_view("ipv6");
        if (!done && !no_ipv6)
            return done;
    }
    for (const auto& sysctl : kOfBase) {
        if (auto done = borrowed_.set(key(sysctl, link.base), sysctl.value); !done)
            return done;
    }
    // The kernel uses the stricter one of this setting and the interface's own.
    if (const auto all = host::read_sysctl("ipv4/conf/all/rp_filter"); all && *all == "1")
        return failure(Error{"receive on " + link.name,
                             "net.ipv4.conf.all.rp_filter is 1, which drops its packets", "set it to 0 or 2",
                             0});
    return {};
}

} // namespace xvrrp::daemon
