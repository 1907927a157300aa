// SPDX-License-Identifier: GPL-2.0-or-later
// Groups of interfaces that pace their gratuitous ARP and unsolicited NA together.
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/resolve.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

GarpGroupDraft& current_garp_group(Draft& draft) {
    return draft.garp_groups.back();
}

bool read_garp_group(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    draft.garp_groups.push_back({node.keyword().where, {}, {}, {}});
    return true;
}

template <auto Member>
bool read_group_interval(const Keyword& keyword, const Node& node, Draft& draft) {
    read_into(current_garp_group(draft).*Member, keyword, node, draft);
    return true;
}

// The first of both keywords counts, as in keepalived.
bool is_first(const Keyword& keyword, const Node& node, Draft& draft) {
    if (current_garp_group(draft).interfaces.empty())
        return true;
    draft.report(
        warning(node.keyword().where,
                fmt::format("'{}' in a garp_group that has its interfaces, ignoring it", keyword.name),
                "one 'interface NAME', or one 'interfaces { NAME ... }'"));
    return false;
}

bool read_paced_interface(const Keyword& keyword, const Node& node, Draft& draft) {
    if (is_first(keyword, node, draft))
        current_garp_group(draft).interfaces.push_back(node.words[1]);
    return true;
}

bool read_paced_interfaces(const Keyword& keyword, const Node& node, Draft& draft) {
    if (is_first(keyword, node, draft))
        append_words(node, current_garp_group(draft).interfaces);
    return false;
}

Values show_garp_groups(const Config& config);

constexpr Parameter kPace = microseconds("0.000001..4294.967295", 1, 4'294'967'295);

// clang-format off
constexpr Keyword kGarpPace{"garp_interval", Block::GarpGroup, kPace, {}, read_group_interval<&GarpGroupDraft::interval>, {}, "no pause",
    "Two gratuitous ARP messages on any of the interfaces are this many seconds apart."};
constexpr Keyword kNaPace{"gna_interval", Block::GarpGroup, kPace, {}, read_group_interval<&GarpGroupDraft::na_interval>, {}, "no pause",
    "Two unsolicited NA messages on any of the interfaces are this many seconds apart."};
constexpr Keyword kPacedInterface{"interface", Block::GarpGroup, text("INTERFACE"), {}, read_paced_interface, {}, "",
    "The interface of the group."};
constexpr Keyword kPacedInterfaces{"interfaces", Block::GarpGroup, kNone, Block::GarpGroup, read_paced_interfaces, {}, "",
    "The block holds the names of several interfaces."};

constexpr std::array kGarpGroupRows = std::to_array<Keyword>({
    {"garp_group", Block::File, kNone, Block::GarpGroup, read_garp_group, show_garp_groups, "",
     "The intervals of the group hold for its interfaces together, in place of vrrp_garp_interval and vrrp_gna_interval. A macvlan of use_vmac belongs to the interface below it."},
    kGarpPace,
    kNaPace,
    kPacedInterface,
    kPacedInterfaces,
});

// clang-format on

std::vector<std::string> lines_of(const GarpGroup& group) {
    std::vector<std::string> lines;
    const auto add = [&lines](std::string_view name, const std::string& value) {
        lines.push_back(fmt::format("{} {}", name, value));
    };
    if (group.interval != core::Duration::zero())
        add(kGarpPace.name, in_seconds(group.interval));
    if (group.na_interval != core::Duration::zero())
        add(kNaPace.name, in_seconds(group.na_interval));
    if (group.interfaces.size() == 1)
        add(kPacedInterface.name, word(group.interfaces.front()));
    else
        std::ranges::move(lines_of_names(kPacedInterfaces.name, group.interfaces), std::back_inserter(lines));
    return lines;
}

Values show_garp_groups(const Config& config) {
    Values groups;
    for (const GarpGroup& group : config.garp_groups)
        groups.push_back({{}, {}, lines_of(group)});
    return groups;
}

} // namespace

Rows garp_group_rows() {
    return kGarpGroupRows;
}

std::vector<GarpGroup> resolve_garp_groups(Draft& draft) {
    std::vector<GarpGroup> groups;
    std::set<std::string> paced;
    for (const GarpGroupDraft& each : draft.garp_groups) {
        GarpGroup group;
        overlay(group.interval, each.interval);
        overlay(group.na_interval, each.na_interval);
        for (const Token& interface : each.interfaces) {
            if (paced.insert(interface.text).second)
                group.interfaces.push_back(interface.text);
            else
                draft.report(
                    warning(interface.where,
                            fmt::format("{} is in a garp_group already, ignoring it", in_quotes(interface))));
        }
        if (each.interfaces.empty())
            draft.report(
                warning(each.where, "the garp_group has no interface, ignoring it", "add 'interface NAME'"));
        if (!group.interfaces.empty())
            groups.push_back(std::move(group));
    }
    return groups;
}

// A virtual router keeps only the paces of its own interfaces, so that a change of others does not touch it.
void pace(core::VirtualRouterConfig& router, const std::vector<GarpGroup>& groups) {
    for (std::size_t i = 0; i < groups.size(); ++i) {
        for (const std::string& name : groups[i].interfaces) {
            if (name == router.interface || router.has_addresses_on(name))
                router.garp.paces[name] = {static_cast<std::uint32_t>(i + 1), groups[i].interval,
                                           groups[i].na_interval};
        }
    }
}

} // namespace xvrrp::config
