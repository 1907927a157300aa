// SPDX-License-Identifier: GPL-2.0-or-later
// The interface with the virtual MAC: its name, and the MAC of adverts.
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/host.h"
#include "config/vrrp/resolve.h"

#include <array>
#include <map>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using Router = core::VirtualRouterConfig;

constexpr std::size_t kLongestSuffix = 7; // "6.255.1"

// keepalived takes more behind use_vmac than the name of the interface.
bool is_option(const Token& word) {
    return word.text.find(':') != std::string::npos || word.text == "name" || word.text == "group" ||
           word.text == "netlink_notify_msg";
}

std::string default_name(const Router& router, const Draft& draft) {
    return fmt::format("{}{}.{}", draft.vmac_prefix ? draft.vmac_prefix->value : kVmacPrefix,
                       router.family == core::Family::Ipv6 ? "6" : "", static_cast<int>(router.vrid));
}

bool read_use_vmac(const Keyword& keyword, const Node& node, Draft& draft) {
    for (auto word = node.words.begin() + 1; word != node.words.end(); ++word) {
        if (is_option(*word) || word != node.words.begin() + 1) {
            draft.report(error(word->where,
                               fmt::format("{} with {} is not supported yet", keyword.name, in_quotes(*word)),
                               fmt::format("{} [NAME]; the MAC is that of the VRID", keyword.name)));
            return true;
        }
        if (!is_interface_name(word->text))
            draft.report(error(word->where, fmt::format("{} is no name of an interface", in_quotes(*word)),
                               fmt::format("at most {} characters, no '/'", kLongestInterface)));
    }
    set(current(draft).vmac, node.words.size() > 1 ? node.words[1].text : std::string(), keyword, node,
        draft);
    return true;
}

template <auto Member>
bool read_prefix_of_names(const Keyword& keyword, const Node& node, Draft& draft) {
    const Token& prefix = node.words[1];
    if (is_interface_name(prefix.text) && prefix.text.size() + kLongestSuffix <= kLongestInterface)
        set(draft.*Member, prefix.text, keyword, node, draft);
    else
        draft.report(
            warning(prefix.where,
                    fmt::format("{} cannot begin the name of an interface, ignoring it", in_quotes(prefix)),
                    fmt::format("at most {} characters, no '/'", kLongestInterface - kLongestSuffix)));
    return true;
}

// The interface that the daemon makes for the instance, if any.
std::string* made_name(Router& router) {
    if (router.vmac)
        return &router.vmac->interface;
    return router.ipvlan ? &router.ipvlan->interface : nullptr;
}

Span place_of_name(const InstanceDraft& instance) {
    return instance.vmac ? instance.vmac->where : instance.ipvlan->where;
}

Values show_vmac_addr_prefix(const Config& config) {
    const std::string& prefix = config.vmac_addr_prefix;
    return prefix.empty() || prefix == kVmacPrefix ? Values{} : when(true, word(prefix));
}

Values show_use_vmac(const Router& router) {
    return router.vmac ? when(true, word(router.vmac->interface)) : Values{};
}

Values show_vmac_xmit_base(const Router& router) {
    return when(router.vmac && router.vmac->xmit_base);
}

// clang-format off
constexpr std::array kVmacRows = std::to_array<Keyword>({
    {"vmac_prefix", Block::GlobalDefs, text("STRING"), {}, read_prefix_of_names<&Draft::vmac_prefix>, {}, "vrrp",
     "The names of the interfaces of use_vmac begin with this."},
    {"vmac_addr_prefix", Block::GlobalDefs, text("STRING"), {}, read_prefix_of_names<&Draft::vmac_addr_prefix>, show_vmac_addr_prefix, "vmac_prefix",
     "The names of the interfaces that carry single addresses with a virtual MAC begin with this."},
    {"use_vmac", Block::VrrpInstance, {"[NAME]", 0, 0, 0, true, true}, {}, read_use_vmac, show_use_vmac, "the interface's own MAC",
     "The addresses have the virtual MAC, on a macvlan of this name. Without a name it is vrrp.VRID, for IPv6 vrrp6.VRID."},
    {"vmac_xmit_base", Block::VrrpInstance, kNone, {}, read_flag<&InstanceDraft::vmac_xmit_base>, show_vmac_xmit_base, "off",
     "Beside use_vmac, adverts are sent with the interface's own MAC."},
});
// clang-format on

} // namespace

Rows vmac_rows() {
    return kVmacRows;
}

void resolve_vmac(const InstanceDraft& instance, Router& router, Draft& draft) {
    if (instance.vmac)
        router.vmac = core::VirtualMac{instance.vmac->value, instance.vmac_xmit_base.has_value()};
    else if (instance.vmac_xmit_base)
        draft.report(warning(instance.vmac_xmit_base->where, "vmac_xmit_base without use_vmac, ignoring it"));
}

bool is_interface_name(std::string_view name) {
    return !name.empty() && name.size() <= kLongestInterface && name != "." && name != ".." &&
           name.find_first_of("/ \t") == std::string_view::npos;
}

void name_vmacs(std::vector<Router>& routers, Draft& draft) {
    std::map<std::string, std::size_t> taken;
    for (std::size_t i = 0; i < routers.size(); ++i) {
        const auto* name = made_name(routers[i]);
        if (name == nullptr || name->empty())
            continue;
        const auto [first, is_new] = taken.try_emplace(*name, i);
        if (is_new)
            continue;
        const InstanceDraft& other = draft.instances[first->second];
        draft.report(error(place_of_name(draft.instances[i]),
                           fmt::format("{} and {} both {} {}", in_quotes(other.name),
                                       in_quotes(draft.instances[i].name),
                                       routers[i].vmac ? "use_vmac" : "use_ipvlan", *name),
                           "leave the name out, or choose another"));
    }
    // A VRID may serve on many interfaces.
    for (std::size_t i = 0; i < routers.size(); ++i) {
        auto* made = made_name(routers[i]);
        if (made == nullptr || !made->empty())
            continue;
        std::string name = default_name(routers[i], draft);
        for (int n = 1; !taken.try_emplace(name, i).second; ++n)
            name = fmt::format("{}.{}", default_name(routers[i], draft), n);
        *made = name;
    }
}

} // namespace xvrrp::config
