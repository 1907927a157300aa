// SPDX-License-Identifier: GPL-2.0-or-later
// Interfaces that come and go, and the ones whose loss is a FAULT.
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/resolve.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using Router = core::VirtualRouterConfig;

constexpr Keyword kLinkDelay{"the delay", Block::LinkDelays, {"0..255", 0, 255'000'000, 6}};

void read_delays(const Node& line, Draft& draft) {
    const Token& interface = line.words.front();
    if (line.words.size() < 2) {
        draft.report(warning(interface.where,
                             fmt::format("{} lacks its delay, ignoring it", in_quotes(interface)),
                             fmt::format("{} DOWN [UP], in seconds", interface.text)));
        return;
    }
    if (line.words.size() > 3)
        draft.report(
            warning(line.words[3].where, fmt::format("surplus words after the delays of {}, ignoring them",
                                                     in_quotes(interface))));
    core::LinkDelays delays;
    for (std::size_t i = 1; i < std::min<std::size_t>(line.words.size(), 3); ++i) {
        const auto number = read_number(kLinkDelay, line.words[i], Severity::Warning, ", ignoring it", draft);
        if (number)
            (i == 1 ? delays.down : delays.up) = Microseconds(*number);
    }
    draft.link_delays[interface.text] = {delays, interface.where};
}

bool read_interface_up_down_delays(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    for (const Node& line : node.children)
        read_delays(line, draft);
    return false;
}

Values show_interface_up_down_delays(const Router& router) {
    const auto& [down, up] = router.link_delays;
    if (router.link_delays == core::LinkDelays())
        return {};
    return in_block({fmt::format("{} {} {}", word(router.interface), in_seconds(down), in_seconds(up))});
}

bool read_dynamic_interfaces(const Keyword& keyword, const Node& node, Draft& draft) {
    if (node.words.size() > 1 && node.words[1].text != keyword.parameter.syntax)
        draft.report(warning(node.words[1].where,
                             fmt::format("unknown parameter {}, ignoring it", in_quotes(node.words[1])),
                             fmt::format("{} [{}]", keyword.name, keyword.parameter.syntax)));
    set(draft.dynamic_interfaces, true, keyword, node, draft);
    return true;
}

bool read_local_igmp(const Keyword& keyword, const Node& node, Draft& draft) {
    set(draft.disable_local_igmp, true, keyword, node, draft);
    return true;
}

bool read_vrf(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    draft.report(warning(node.keyword().where, "'vrf' is for an instance without an interface, ignoring it",
                         "an instance is in the VRF of its interface"));
    return true;
}

Values show_local_igmp(const Config& config) {
    return when(config.disable_local_igmp);
}

Values show_dynamic_interfaces(const Config& config) {
    return when(config.dynamic_interfaces);
}

// clang-format off
constexpr std::array kInterfacesRows = std::to_array<Keyword>({
    {"interface_up_down_delays", Block::File, kNone, Block::LinkDelays, read_interface_up_down_delays, show_interface_up_down_delays, "no delay",
     "An interface counts as down or up only after it has been so for this time. Each line is INTERFACE DOWN [UP], in seconds."},
    {"disable_local_igmp", Block::GlobalDefs, kNone, {}, read_local_igmp, show_local_igmp, "off",
     "The host reports no membership of a group in 224.0.0.0/24, as that of VRRP, while the daemon runs (sysctl net.ipv4.igmp_link_local_mcast_reports)."},
    {"dynamic_interfaces", Block::GlobalDefs, {"allow_if_changes", 0, 0, 0, true}, {}, read_dynamic_interfaces, show_dynamic_interfaces, "off",
     "An interface that does not exist puts its instances into FAULT until it exists. Without this keyword the configuration is refused."},
    {"vrf", Block::VrrpInstance, text("INTERFACE"), {}, read_vrf, {}, "that of the interface",
     "An instance is in the VRF of its interface. The keyword is for an instance without an interface, which keepalived 2.2.7 refuses too, and is ignored."},
    {"track_src_ip", Block::VrrpInstance, kNone, {}, read_flag<&InstanceDraft::track_src_ip>, show_flag<&Router::track_source>, "off",
     "The instance is in FAULT while its source address is not on the interface."},
    {"dont_track_primary", Block::VrrpInstance, kNone, {}, read_flag<&InstanceDraft::dont_track_primary>, show_flag<&Router::track_primary, false>, "off",
     "The instance does not go into FAULT when its interface is down."},
});

// clang-format on

void resolve_link_delays(const InstanceDraft& instance, Router& router, Draft& draft) {
    const auto found = draft.link_delays.find(router.interface);
    if (found == draft.link_delays.end())
        return;
    router.link_delays = found->second.value;
    const core::Duration patience = (router.down_timer_adverts - 1) * core::Duration(router.interval);
    if (router.link_delays.down >= patience)
        draft.report(warning(found->second.where,
                             fmt::format("the others take over from {} before {} counts as down",
                                         in_quotes(instance.name), router.interface),
                             fmt::format("the delay is to be less than {:g} s",
                                         std::chrono::duration<double>(patience).count())));
}

} // namespace

Rows interface_rows() {
    return kInterfacesRows;
}

void resolve_interface(const InstanceDraft& instance, Router& router, Draft& draft) {
    if (instance.interface)
        draft.needs.push_back({HostNeed::Kind::Interface, instance.interface->value,
                               fmt::format("({})", instance.name.text), instance.interface->where});
    router.track_primary = !instance.dont_track_primary;
    // The address of an ipvlan is placed, and put back, by the daemon itself.
    const bool is_our_own = router.ipvlan && router.ipvlan->address &&
                            std::optional(router.ipvlan->address->address) == router.source;
    router.track_source = instance.track_src_ip && router.source && !is_our_own;
    if (instance.track_src_ip && !router.source)
        draft.report(warning(instance.track_src_ip->where,
                             "track_src_ip without a source address, ignoring it",
                             "add 'mcast_src_ip ADDRESS', or 'unicast_src_ip ADDRESS' beside unicast_peer"));
    resolve_link_delays(instance, router, draft);
}

} // namespace xvrrp::config
