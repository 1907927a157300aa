// SPDX-License-Identifier: GPL-2.0-or-later
// Things whose state decides about an instance, by a FAULT or by a weight.
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/host.h"
#include "config/vrrp/resolve.h"

#include <algorithm>
#include <array>
#include <map>

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
    case Tracker::Kind::Script:
        return "script";
    case Tracker::Kind::Process:
        return "process";
    }
    return {};
}

constexpr std::string_view definition_of(Tracker::Kind kind) {
    switch (kind) {
    case Tracker::Kind::Interface:
        return "interface";
    case Tracker::Kind::File:
        return "vrrp_track_file";
    case Tracker::Kind::Script:
        return "vrrp_script";
    case Tracker::Kind::Process:
        return "vrrp_track_process";
    }
    return {};
}

constexpr std::optional<Tracker::Kind> kind_of(std::string_view keyword) {
    for (const auto kind :
         {Tracker::Kind::Interface, Tracker::Kind::File, Tracker::Kind::Script, Tracker::Kind::Process}) {
        if (keyword.ends_with(name_of(kind)))
            return kind;
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
        if (keyword.where == Block::TrackAny)
            draft.tracking.tracking.any_of = current(draft).track_anys;
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

std::vector<std::string> lines_of(const Router& router, Tracker::Kind kind, unsigned any_of) {
    std::vector<std::string> lines;
    for (const Tracking& each : router.tracked) {
        if (each.tracker.kind == kind && each.any_of == any_of)
            append_options(Block::Tracked, each, lines.emplace_back(word(each.tracker.name)));
    }
    return lines;
}

template <Tracker::Kind kind>
Values show_tracked(const Router& router) {
    return in_block(lines_of(router, kind, 0));
}

bool read_track_any(const Keyword& /*keyword*/, const Node& /*node*/, Draft& draft) {
    ++current(draft).track_anys;
    return true;
}

Values show_track_any(const Router& router) {
    std::map<unsigned, std::vector<std::string>> blocks;
    for (const Tracking& each : router.tracked)
        blocks.try_emplace(each.any_of);
    blocks.erase(0);
    Values all;
    for (auto& [any_of, lines] : blocks) {
        for (const Keyword* row : keywords_in(Block::TrackAny)) {
            const auto inner = lines_of(router, *kind_of(row->name), any_of);
            if (inner.empty())
                continue;
            lines.push_back(fmt::format("{} {{", row->name));
            for (const auto& each : inner)
                lines.push_back("    " + each);
            lines.emplace_back("}");
        }
        all.push_back({{}, {}, std::move(lines)});
    }
    return all;
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

template <class Drafts>
bool take_from(const Drafts& definitions, Tracking& tracking) {
    const auto found = std::ranges::find(definitions, tracking.tracker.name,
                                         [](const auto& each) { return each.name.text; });
    if (found == definitions.end())
        return false;
    tracking.weight = found->weight;
    tracking.reverse = found->reverse;
    return true;
}

// The share of those that name a file or a script without a weight. Returns false if nobody defines it.
bool take_definition(Tracking& tracking, const Draft& draft) {
    switch (tracking.tracker.kind) {
    case Tracker::Kind::Interface:
        return true;
    case Tracker::Kind::File:
        return take_from(draft.track_files, tracking);
    case Tracker::Kind::Script:
        return take_from(draft.check_scripts, tracking);
    case Tracker::Kind::Process:
        return take_from(draft.track_processes, tracking);
    }
    return false;
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

    {"track_script", Block::VrrpInstance, kNone, Block::Tracked, read_tracked<Tracker::Kind::Script>, show_tracked<Tracker::Kind::Script>, "",
     "The result of a script decides too. Each line is NAME [weight N] [reverse], with the NAME of a vrrp_script. Without a weight, here or there, the instance is in FAULT while the script fails."},
    {"track_script", Block::SyncGroup, kNone, Block::Tracked, read_tracked<Tracker::Kind::Script>, {}, "",
     "Each member tracks these scripts, as if it had its own track_script."},

    {"track_process", Block::VrrpInstance, kNone, Block::Tracked, read_tracked<Tracker::Kind::Process>, show_tracked<Tracker::Kind::Process>, "",
     "The number of processes decides too. Each line is NAME [weight N] [reverse], with the NAME of a vrrp_track_process. Without a weight, here or there, the instance is in FAULT while too few of them run."},
    {"track_process", Block::SyncGroup, kNone, Block::Tracked, read_tracked<Tracker::Kind::Process>, {}, "",
     "Each member tracks these processes, as if it had its own track_process."},

    {.name = "track_any", .where = Block::VrrpInstance, .opens = Block::TrackAny, .read = read_track_any, .show = show_track_any,
     .help = "The instance is in FAULT only while all that this block tracks fails. Weights do not count in it. There may be several such blocks. keepalived does not know the keyword.", .extension = true},
    {"track_interface", Block::TrackAny, kNone, Block::Tracked, read_tracked<Tracker::Kind::Interface>, {}, "", "One of these interfaces is enough."},
    {"track_script", Block::TrackAny, kNone, Block::Tracked, read_tracked<Tracker::Kind::Script>, {}, "", "One of these scripts is enough."},
    {"track_process", Block::TrackAny, kNone, Block::Tracked, read_tracked<Tracker::Kind::Process>, {}, "", "One of these processes is enough."},
    {"track_file", Block::TrackAny, kNone, Block::Tracked, read_tracked<Tracker::Kind::File>, {}, "", "One of these files is enough. It fails while its number is not 0."},

    {"weight", Block::Tracked, {"-254..254", -254, 254}, {}, read_weight, show_weight, "0, or that of the file, script or process",
     "A positive weight is added to the priority while the interface is up. A negative one is added while it is down. With 0 the instance is in FAULT while it is down. The number in a file is multiplied by the weight."},
    {"reverse", Block::Tracked, kNone, {}, read_reverse, show_reverse, "off",
     "The sign of the weight is changed. With weight 0 the instance is in FAULT while the interface is up."},
});

// clang-format on

void drop_weight(Tracking& tracking, const TrackingDraft& tracked, Draft& draft) {
    tracking.weight = 0;
    if (tracked.weight)
        draft.report(warning(tracked.weight->where, "a weight does not count in track_any, ignoring it"));
}

} // namespace

Rows tracking_rows() {
    return kTrackingRows;
}

std::optional<Tracking> share_of(const Router& router, const TrackingDraft& tracked, Draft& draft) {
    Tracking tracking = tracked.tracking;
    if (tracking.tracker.kind == Tracker::Kind::Interface && tracking.tracker.name == router.interface) {
        draft.report(
            warning(tracked.word.where,
                    fmt::format("{} is the interface of '{}', which counts in any case: ignoring this line",
                                in_quotes(tracked.word), router.name)));
        return {};
    }
    if (!take_definition(tracking, draft)) {
        draft.report(warning(tracked.word.where,
                             fmt::format("there is no {} {}, ignoring this line",
                                         definition_of(tracking.tracker.kind), in_quotes(tracked.word))));
        return {};
    }
    overlay(tracking.weight, tracked.weight);
    if (tracking.any_of != 0)
        drop_weight(tracking, tracked, draft);
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
