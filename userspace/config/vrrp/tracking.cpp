// SPDX-License-Identifier: GPL-2.0-or-later
// Things whose state decides about an instance, by a FAULT or by a weight.
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/host.h"
#include "config/vrrp/resolve.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::Tracker;
using core::Tracking;
using Router = core::VirtualRouterConfig;

constexpr std::string_view name_of(Tracker::Kind kind) {
    switch (kind) {
    case Tracker::Kind::Interface:
        return "interface";
    case Tracker::Kind::File:
        return "file";
    }
    return {};
}

std::vector<TrackingDraft>& tracked_in(Block block, Draft& draft) {
    return block == Block::SyncGroup ? draft.sync_groups.back().tracked : current(draft).tracked;
}

template <Tracker::Kind kind>
bool read_tracked(const Keyword& keyword, const Node& node, Draft& draft) {
    auto& tracked = tracked_in(keyword.where, draft);
    for (const Node& line : node.children) {
        const Token& word = line.words.front();
        const Tracker tracker{kind, word.text};
        draft.tracking = {word, {tracker}, {}, false};
        read_options(line, Block::Tracked, fmt::format("tracked {}", name_of(kind)), draft);
        const auto known =
            std::ranges::find(tracked, tracker, [](const auto& each) { return each.tracking.tracker; });
        if (known == tracked.end())
            tracked.push_back(draft.tracking);
        else
            draft.report(warning(
                word.where,
                fmt::format("{} {} is tracked already, ignoring this line", name_of(kind), in_quotes(word)),
                fmt::format("the first one is on {}", line_seen_from(word.where, known->word.where))));
    }
    return false;
}

template <Tracker::Kind kind>
Values show_tracked(const Router& router) {
    std::vector<std::string> lines;
    for (const Tracking& each : router.tracked) {
        if (each.tracker.kind == kind)
            append_options(Block::Tracked, each, lines.emplace_back(word(each.tracker.name)));
    }
    return in_block(std::move(lines));
}

bool read_weight(const Keyword& keyword, const Node& node, Draft& draft) {
    read_into(draft.tracking.weight, keyword, node, draft);
    return true;
}

Values show_weight(const Tracking& tracking) {
    return when(tracking.weight != 0, std::to_string(tracking.weight));
}

bool read_reverse(const Keyword& /*keyword*/, const Node& /*node*/, Draft& draft) {
    draft.tracking.reverse = true;
    return true;
}

Values show_reverse(const Tracking& tracking) {
    return when(tracking.reverse);
}

// clang-format off
constexpr std::array kTrackingRows = std::to_array<Keyword>({
    {"track_interface", Block::VrrpInstance, kNone, Block::Tracked, read_tracked<Tracker::Kind::Interface>, show_tracked<Tracker::Kind::Interface>, "",
     "The state of other interfaces decides too. Each line is INTERFACE [weight N] [reverse]. Without a weight, an interface that is down puts the instance into FAULT."},

    {"track_interface", Block::SyncGroup, kNone, Block::Tracked, read_tracked<Tracker::Kind::Interface>, {}, "",
     "Each member tracks these interfaces, as if it had its own track_interface. Weights need sync_group_tracking_weight."},

    {"track_file", Block::VrrpInstance, kNone, Block::Tracked, read_tracked<Tracker::Kind::File>, show_tracked<Tracker::Kind::File>, "",
     "The number in a file changes the priority. Each line is NAME [weight N] [reverse], with the NAME of a vrrp_track_file above."},
    {"track_file", Block::SyncGroup, kNone, Block::Tracked, read_tracked<Tracker::Kind::File>, {}, "",
     "Each member tracks these files, as if it had its own track_file."},

    {"weight", Block::Tracked, {"-254..254", -254, 254}, {}, read_weight, show_weight, "0, or that of the file",
     "A positive weight is added to the priority while the interface is up. A negative one is added while it is down. With 0 the instance is in FAULT while it is down. The number in a file is multiplied by the weight."},
    {"reverse", Block::Tracked, kNone, {}, read_reverse, show_reverse, "off",
     "The sign of the weight is changed. With weight 0 the instance is in FAULT while the interface is up."},
});

// clang-format on

} // namespace

Rows tracking_rows() {
    return kTrackingRows;
}

std::optional<Tracking> share_of(const Router& router, const TrackingDraft& tracked, Draft& draft) {
    Tracking tracking = tracked.tracking;
    if (tracking.tracker.kind == Tracker::Kind::File) {
        const auto file = std::ranges::find(draft.track_files, tracking.tracker.name,
                                            [](const auto& each) { return each.name.text; });
        if (file == draft.track_files.end()) {
            draft.report(
                warning(tracked.word.where, fmt::format("there is no vrrp_track_file {}, ignoring this line",
                                                        in_quotes(tracked.word))));
            return {};
        }
        tracking.weight = file->weight;
        tracking.reverse = file->reverse;
    }
    overlay(tracking.weight, tracked.weight);
    if (tracked.weight || tracked.reverse)
        tracking.reverse = tracked.reverse;
    tracking.tracker.space = router.space;
    if (tracking.weight != 0 && router.priority == VRRP_PRIORITY_OWNER) {
        draft.report(warning(tracked.weight ? tracked.weight->where : tracked.word.where,
                             fmt::format("'{}' has priority 255, which no weight changes: not tracking {}",
                                         router.name, in_quotes(tracked.word))));
        return {};
    }
    if (tracking.tracker.kind == Tracker::Kind::Interface)
        draft.needs.push_back({HostNeed::Kind::Interface, tracking.tracker.name,
                               fmt::format("({})", router.name), tracked.word.where});
    return tracking;
}

void resolve_tracking(const InstanceDraft& instance, Router& router, Draft& draft) {
    for (const TrackingDraft& each : instance.tracked) {
        if (auto tracking = share_of(router, each, draft))
            router.tracked.push_back(*std::move(tracking));
    }
}

} // namespace xvrrp::config
