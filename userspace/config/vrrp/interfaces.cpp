// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/vrrp/interfaces.h"

#include "config/grammar/setting.h"
#include "config/vrrp/resolve.h"

#include <algorithm>

#include <fmt/format.h>

namespace xvrrp::config {

namespace {

constexpr Keyword kDelay{"the delay", Block::LinkDelays, {"0..255", 0, 255'000'000, 6}};

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
        const auto number = read_number(kDelay, line.words[i], Severity::Warning, ", ignoring it", draft);
        if (number)
            (i == 1 ? delays.down : delays.up) = Microseconds(*number);
    }
    draft.link_delays[interface.text] = {delays, interface.where};
}

} // namespace

bool read_dynamic_interfaces(const Keyword& keyword, const Node& node, Draft& draft) {
    if (node.words.size() > 1 && node.words[1].text != "allow_if_changes")
        draft.report(warning(node.words[1].where,
                             fmt::format("unknown parameter {}, ignoring it", in_quotes(node.words[1])),
                             "dynamic_interfaces [allow_if_changes]"));
    set(draft.dynamic_interfaces, true, keyword, node, draft);
    return true;
}

bool read_interface_up_down_delays(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    for (const Node& line : node.children)
        read_delays(line, draft);
    return false;
}

bool read_dont_track_primary(const Keyword& keyword, const Node& node, Draft& draft) {
    set(draft.instances.back().dont_track_primary, true, keyword, node, draft);
    return true;
}

bool read_track_src_ip(const Keyword& keyword, const Node& node, Draft& draft) {
    set(draft.instances.back().track_src_ip, true, keyword, node, draft);
    return true;
}

bool read_promote_secondaries(const Keyword& keyword, const Node& node, Draft& draft) {
    set(draft.instances.back().promote_secondaries, true, keyword, node, draft);
    return true;
}

void resolve_interface(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft) {
    if (instance.interface)
        draft.needs.push_back({HostNeed::Kind::Interface, instance.interface->value,
                               fmt::format("({})", instance.name.text), instance.interface->where});
    router.track_primary = !instance.dont_track_primary;
    router.promote_secondaries = instance.promote_secondaries.has_value();
    router.track_source = instance.track_src_ip && router.source;
    if (instance.track_src_ip && !router.source)
        draft.report(warning(instance.track_src_ip->where,
                             "track_src_ip without a source address, ignoring it",
                             "add 'mcast_src_ip ADDRESS', or 'unicast_src_ip ADDRESS' beside unicast_peer"));
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

} // namespace xvrrp::config
