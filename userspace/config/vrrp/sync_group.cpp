// SPDX-License-Identifier: GPL-2.0-or-later
// Groups of instances that are MASTER all together or not at all.
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/resolve.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using Router = core::VirtualRouterConfig;

SyncGroupDraft& current_group(Draft& draft) {
    return draft.sync_groups.back();
}

bool read_sync_group(const Keyword& keyword, const Node& node, Draft& draft) {
    if (!is_new(draft.sync_groups, keyword, node.words[1], draft))
        return false;
    draft.sync_groups.push_back({node.words[1], {}, {}, false, {}});
    return true;
}

bool read_synced(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    append_words(node, current_group(draft).members);
    return false;
}

bool read_weighs(const Keyword& /*keyword*/, const Node& /*node*/, Draft& draft) {
    current_group(draft).weighs = true;
    return true;
}

Values show_sync_groups(const Config& config);

// clang-format off
constexpr Keyword kSynced{"group", Block::SyncGroup, kNone, Block::SyncGroup, read_synced, {}, "",
    "The block holds the names of the instances."};
constexpr Keyword kWeighs{"sync_group_tracking_weight", Block::SyncGroup, kNone, {}, read_weighs, {}, "off",
    "Weights of what the members track change their priorities. Otherwise such a line is ignored, because members with different priorities may never agree."};

constexpr std::array kSyncGroupRows = std::to_array<Keyword>({
    {"vrrp_sync_group", Block::File, text("NAME"), Block::SyncGroup, read_sync_group, show_sync_groups, "",
     "The instances of the group are MASTER all together or not at all, and in FAULT if one of them is."},
    kSynced,
    kWeighs,
});

// clang-format on

Values show_sync_groups(const Config& config) {
    Values groups;
    for (const SyncGroup& group : config.sync_groups) {
        auto lines = lines_of_names(kSynced.name, group.members);
        if (group.weighs)
            lines.emplace_back(kWeighs.name);
        std::ranges::move(lines_of(group.notify), std::back_inserter(lines));
        groups.push_back({word(group.name), {}, std::move(lines)});
    }
    return groups;
}

// A weight would change the priority of one member and not that of another.
void drop_weights(const SyncGroupDraft& group, Router& router, Draft& draft) {
    const auto dropped =
        std::erase_if(router.tracked, [](const core::Tracking& each) { return each.weight != 0; });
    if (dropped != 0)
        draft.report(warning(
            group.name.where,
            fmt::format("'{}' is in a sync group, so what it tracks with a weight is ignored", router.name),
            fmt::format("add '{}' to vrrp_sync_group {}", kWeighs.name, in_quotes(group.name))));
}

void join(const SyncGroupDraft& group, Router& router, Draft& draft) {
    router.sync_group = group.name.text;
    for (const TrackingDraft& each : group.tracked) {
        auto tracking = share_of(router, each, draft);
        const auto same = [&](const core::Tracking& own) {
            return tracking && own.tracker == tracking->tracker;
        };
        if (tracking && std::ranges::none_of(router.tracked, same))
            router.tracked.push_back(*std::move(tracking));
    }
    if (!group.weighs)
        drop_weights(group, router, draft);
}

// A group is not split, so the loss of one member waits for the scripts of all.
void wait_together(std::vector<Router>& routers) {
    std::set<std::string> waiting;
    for (const Router& router : routers) {
        if (router.before_backup)
            waiting.insert(router.sync_group);
    }
    for (Router& router : routers)
        router.group_waits = !router.sync_group.empty() && waiting.contains(router.sync_group);
}

} // namespace

Rows sync_group_rows() {
    return kSyncGroupRows;
}

void resolve_sync_groups(Config& config, Draft& draft) {
    std::map<std::string_view, Router*> routers;
    for (Router& router : config.routers)
        routers.emplace(router.name, &router);
    for (const SyncGroupDraft& group : draft.sync_groups) {
        SyncGroup resolved{group.name.text, {}, group.weighs, resolve_notify(group.notify, draft)};
        for (const Token& member : group.members) {
            const auto found = routers.find(member.text);
            if (found == routers.end()) {
                draft.report(warning(member.where, fmt::format("there is no vrrp_instance {}, ignoring it",
                                                               in_quotes(member))));
            } else if (!found->second->sync_group.empty()) {
                draft.report(
                    warning(member.where, fmt::format("{} is already in vrrp_sync_group '{}', ignoring it",
                                                      in_quotes(member), found->second->sync_group)));
            } else {
                join(group, *found->second, draft);
                resolved.members.push_back(member.text);
            }
        }
        if (resolved.members.size() < 2)
            draft.report(warning(
                group.name.where,
                fmt::format("vrrp_sync_group {} has {}", in_quotes(group.name),
                            resolved.members.empty() ? "no members, ignoring it" : "one member only")));
        if (!resolved.members.empty())
            config.sync_groups.push_back(std::move(resolved));
    }
    wait_together(config.routers);
}

} // namespace xvrrp::config
