// SPDX-License-Identifier: GPL-2.0-or-later
// The interfaces of the addresses, and the macvlans of those that have a virtual MAC of their own: use_vmac beside an
// address, and use_vmac_addr for all on other interfaces. keepalived 2.2.7 gives them the same places and names.
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/resolve.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::VirtualAddress;
using Router = core::VirtualRouterConfig;

bool read_address_use_vmac(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    draft.address.use_vmac = node.keyword().where;
    return true;
}

Values show_address_use_vmac(const VirtualAddress& address) {
    return when(!address.vmac.empty());
}

// clang-format off
constexpr std::array kAddressVmacRows = std::to_array<Keyword>({
    {"use_vmac_addr", Block::VrrpInstance, kNone, {}, read_flag<&InstanceDraft::use_vmac_addr>, {}, "off",
     "Addresses on another interface than the instance's, or of the other family, have a virtual MAC as if use_vmac stood beside each."},
    {"use_vmac", Block::Addresses, kNone, {}, read_address_use_vmac, show_address_use_vmac, "the interface's own MAC",
     "The address has the virtual MAC of its family, on a macvlan of its interface."},
});
// clang-format on

// A virtual MAC is made of VRID and family, and an interface has one macvlan for each.
using Place = std::tuple<std::string, std::uint8_t, core::Family>;

struct Vmac {
    std::string name;
    std::size_t user = 0; // the first router with it
};

// All macvlans, by their places, and the names that are taken.
class Vmacs {
public:
    Vmacs(const std::vector<Router>& routers, std::string prefix) : prefix_(std::move(prefix)) {
        for (std::size_t i = 0; i < routers.size(); ++i) {
            if (routers[i].ipvlan)
                names_.insert(routers[i].ipvlan->interface);
            if (!routers[i].vmac)
                continue;
            names_.insert(routers[i].vmac->interface);
            known_.try_emplace({routers[i].interface, routers[i].vrid, routers[i].family},
                               Vmac{routers[i].vmac->interface, i});
        }
    }

    const Vmac& of(const Place& place, std::size_t user) {
        const auto [found, is_new] = known_.try_emplace(place);
        if (is_new)
            found->second = {free_name(std::get<std::uint8_t>(place), std::get<core::Family>(place)), user};
        return found->second;
    }

private:
    // vrrp.51, for IPv6 then vrrp6.51, and then vrrp1.51, vrrp2.51 and so on.
    std::string free_name(std::uint8_t vrid, core::Family family) {
        const auto name = [&](std::string_view number) {
            return fmt::format("{}{}.{}", prefix_, number, static_cast<int>(vrid));
        };
        const auto is_free = [&](const std::string& each) { return names_.insert(each).second; };
        if (is_free(name("")))
            return name("");
        if (family == core::Family::Ipv6 && is_free(name("6")))
            return name("6");
        int number = 1;
        while (!is_free(name(std::to_string(number))))
            ++number;
        return name(std::to_string(number));
    }

    std::string prefix_;
    std::set<std::string> names_;
    std::map<Place, Vmac> known_;
};

void report_needless(const Span& where, std::string_view keyword, Draft& draft) {
    draft.report(warning(
        where, fmt::format("'use_vmac' is not needed here: the instance has {}, ignoring it", keyword)));
}

// Settles on which interface the address is, and returns true if it has a virtual MAC of its own.
//
// An address on the interface where the instance has its addresses anyway names no interface of its own. Beside use_vmac
// the instance's interface stands for the one with the virtual MAC. That one is of the family of the instance, and
// addresses of the other family stay on the instance's interface.
bool settle_interface(VirtualAddress& address, const InstanceDraft& instance, const Router& router,
                      Draft& draft) {
    const auto wish = instance.own_vmacs.find(address.carried());
    const bool asks = wish != instance.own_vmacs.end();
    const bool is_usual = address.interface.empty() || address.interface == router.interface ||
                          (router.vmac && address.interface == router.vmac->interface);
    const bool is_of_family = address.address.family == router.family;
    if (is_usual && is_of_family && (router.vmac || !asks)) {
        if (asks)
            report_needless(wish->second, "use_vmac", draft);
        address.interface.clear();
        return false;
    }
    const bool all_have = instance.use_vmac_addr && !(is_usual && is_of_family);
    if (asks && all_have)
        report_needless(wish->second, "use_vmac_addr", draft);
    const bool has_own = asks || all_have;
    if (is_usual)
        address.interface = router.vmac || has_own ? router.interface : "";
    return has_own;
}

// Two virtual routers that do not move together may be MASTER on two hosts, which then answer from one MAC.
void check_sharing(const Vmac& vmac, std::size_t user, const VirtualAddress& address, const Config& config,
                   Draft& draft) {
    const Router& other = config.routers[vmac.user];
    const Router& router = config.routers[user];
    const bool move_together = !router.sync_group.empty() && router.sync_group == other.sync_group;
    if (vmac.user == user || move_together)
        return;
    draft.report(error(draft.instances[user].name.where,
                       fmt::format("{} has {} on {} with the virtual MAC of {}",
                                   in_quotes(draft.instances[user].name), address.address.text(),
                                   address.interface, in_quotes(draft.instances[vmac.user].name)),
                       "put both into one vrrp_sync_group, or give one another virtual_router_id"));
}

} // namespace

Rows address_vmac_rows() {
    return kAddressVmacRows;
}

void resolve_addresses(Config& config, Draft& draft) {
    const auto& prefix = draft.vmac_addr_prefix ? draft.vmac_addr_prefix : draft.vmac_prefix;
    config.vmac_addr_prefix = prefix ? prefix->value : kVmacPrefix;
    Vmacs vmacs(config.routers, config.vmac_addr_prefix);
    for (std::size_t i = 0; i < config.routers.size(); ++i) {
        Router& router = config.routers[i];
        for (auto* addresses : {&router.addresses, &router.excluded}) {
            for (VirtualAddress& each : *addresses) {
                if (!settle_interface(each, draft.instances[i], router, draft))
                    continue;
                const Vmac& vmac = vmacs.of({each.interface, router.vrid, each.address.family}, i);
                each.vmac = vmac.name;
                check_sharing(vmac, i, each, config, draft);
            }
        }
        limit_extra_if(draft.instances[i], router, draft);
    }
}

} // namespace xvrrp::config
