// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/reload_words.h"

#include "config/report/show.h"

#include <xvrrp/control.h>

#include <algorithm>
#include <iterator>

#include <spdlog/fmt/fmt.h>

namespace xvrrp::daemon {

namespace {

core::RouterSnapshot snapshot_of(const core::VrrpRouter& running, core::RouterId id) {
    return running.snapshots(id, 1).front();
}

} // namespace

ReloadWords describe(const core::VrrpRouter& running, const core::ReloadPlan& plan) {
    ReloadWords words;
    for (const auto id : plan.removed) {
        const auto router = snapshot_of(running, id);
        // One that waited for before_backup has resigned already.
        const bool master = router.state == core::State::Master || router.reason == core::Reason::Removed;
        words.lose_mastership += master ? 1 : 0;
        words.changes.push_back(
            fmt::format("({}) removed{}", router.config->name, master ? ", and is MASTER" : ""));
    }
    for (const auto& [id, config] : plan.changed) {
        const auto before = snapshot_of(running, id).config;
        for (const auto& difference : config::differences(*before, config))
            words.changes.push_back(fmt::format("({}) {}", before->name, difference));
    }
    for (const auto& config : plan.added)
        words.changes.push_back(
            fmt::format("({}) added: VRID {} on {}", config.name, config.vrid, config.interface));
    words.changed = plan.changed.size();
    words.added = plan.added.size();
    words.removed = plan.removed.size();
    words.untouched = plan.untouched;
    return words;
}

std::vector<std::string> global_changes(const config::Config& running, const config::Config& next) {
    std::vector<std::string> changes;
    if (next.static_addresses != running.static_addresses)
        changes.emplace_back("static_ipaddress: the addresses change");
    if (next.notifying != running.notifying)
        changes.emplace_back("notify_fifo, startup_script or shutdown_script: changed");
    for (const auto& group : next.sync_groups) {
        const auto before = std::ranges::find(running.sync_groups, group.name, &config::SyncGroup::name);
        if (before != running.sync_groups.end() && before->notify != group.notify)
            changes.push_back("vrrp_sync_group " + group.name + ": the scripts or smtp_alert change");
    }
    if (next.mailing != running.mailing)
        changes.emplace_back("notification_email, smtp_server or their like: changed");
    if (next.static_routing != running.static_routing)
        changes.emplace_back("static_routes, static_rules or track_group: changed");
    if (next.disable_local_igmp != running.disable_local_igmp)
        changes.emplace_back(next.disable_local_igmp ? "disable_local_igmp: set"
                                                     : "disable_local_igmp: not set");
    if (next.garp_groups != running.garp_groups)
        changes.emplace_back("garp_group: changed");
    if (next.reload != running.reload)
        changes.emplace_back("reload_file, reload_time_file or reload_repeat: changed");
    return changes;
}

nlohmann::json as_json(const ReloadWords& words, const std::string& findings) {
    return {{"schema", static_cast<int>(XVRRP_CONTROL_SCHEMA)},
            {"changes", words.changes},
            {"summary", words.summary()},
            {"lose_mastership", words.lose_mastership},
            {"findings", findings}};
}

void append(ReloadWords& words, ReloadWords of_more) {
    std::ranges::move(of_more.changes, std::back_inserter(words.changes));
    words.changed += of_more.changed;
    words.added += of_more.added;
    words.removed += of_more.removed;
    words.untouched += of_more.untouched;
    words.lose_mastership += of_more.lose_mastership;
}

std::string ReloadWords::summary() const {
    return fmt::format("{} changed, {} added, {} removed, {} untouched; {} lose mastership", changed, added,
                       removed, untouched, lose_mastership);
}

} // namespace xvrrp::daemon
