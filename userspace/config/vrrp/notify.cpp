// SPDX-License-Identifier: GPL-2.0-or-later
// The scripts that an instance or a sync group runs when its state changes.
#include "config/grammar/script.h"
#include "config/grammar/setting.h"
#include "config/vrrp/resolve.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::Notify;
using core::NotifyEvent;
using Router = core::VirtualRouterConfig;

NotifyDraft& notify_in(Block block, Draft& draft) {
    return block == Block::SyncGroup ? draft.sync_groups.back().notify : current(draft).notify;
}

template <NotifyEvent event>
bool read_on(const Keyword& keyword, const Node& node, Draft& draft) {
    auto& scripts = notify_in(keyword.where, draft).scripts;
    if (const auto first = scripts.find(event); first != scripts.end())
        report_second(keyword, node, first->second.where, draft);
    else if (auto script = read_script(keyword, node, draft))
        scripts.insert({event, {*std::move(script), node.keyword().where}});
    return true;
}

bool read_any(const Keyword& keyword, const Node& node, Draft& draft) {
    return read_first(notify_in(keyword.where, draft).any, keyword, node, draft);
}

bool read_deleted(const Keyword& keyword, const Node& node, Draft& draft) {
    notify_in(keyword.where, draft).tells_deleted = true;
    return node.words.size() < 2 || read_on<NotifyEvent::Deleted>(keyword, node, draft);
}

bool read_priority_changes(const Keyword& keyword, const Node& node, Draft& draft) {
    read_into(notify_in(keyword.where, draft).priority_changes, keyword, node, draft);
    return true;
}

Values written_on(const Notify& notify, NotifyEvent event) {
    const auto found = notify.scripts.find(event);
    return found == notify.scripts.end() ? Values{} : when(true, written_script(found->second));
}

template <NotifyEvent event>
Values show_on(const Router& router) {
    return written_on(router.notify, event);
}

Values show_any(const Router& router) {
    return router.notify.any ? when(true, written_script(*router.notify.any)) : Values{};
}

Values show_deleted(const Router& router) {
    const auto script = written_on(router.notify, NotifyEvent::Deleted);
    return script.empty() ? when(router.notify.tells_deleted) : script;
}

Values show_priority_changes(const Router& router) {
    return when(router.notify.priority_changes);
}

constexpr Parameter kNotifyScript = words("SCRIPT [USER [GROUP]]");
constexpr Parameter kDeletedScript = optional_words("[SCRIPT [USER [GROUP]]]");

constexpr std::string_view kOnMaster = "The script is run when it becomes MASTER.";
constexpr std::string_view kOnBackup = "The script is run when it becomes BACKUP, also at the start.";
constexpr std::string_view kOnFault = "The script is run when it goes into FAULT.";
constexpr std::string_view kOnStop = "The script is run when the daemon ends, and the daemon waits for it.";
constexpr std::string_view kOnAny =
    "The script is run at every change, after the one for this state. It gets four more arguments: INSTANCE or GROUP, the name, "
    "MASTER, BACKUP, FAULT, STOP or DELETED, and the effective priority, which is 0 for a group.";
constexpr std::string_view kOnPriority =
    "The FIFOs are told each change of the effective priority, as MASTER_PRIORITY or BACKUP_PRIORITY.";

// clang-format off
constexpr std::array kNotifyRows = std::to_array<Keyword>({
    {"notify_master", Block::VrrpInstance, kNotifyScript, {}, read_on<NotifyEvent::Master>, show_on<NotifyEvent::Master>, "none", kOnMaster},
    {"notify_backup", Block::VrrpInstance, kNotifyScript, {}, read_on<NotifyEvent::Backup>, show_on<NotifyEvent::Backup>, "none", kOnBackup},
    {"notify_fault", Block::VrrpInstance, kNotifyScript, {}, read_on<NotifyEvent::Fault>, show_on<NotifyEvent::Fault>, "none", kOnFault},
    {"notify_stop", Block::VrrpInstance, kNotifyScript, {}, read_on<NotifyEvent::Stop>, show_on<NotifyEvent::Stop>, "none", kOnStop},
    {"notify_deleted", Block::VrrpInstance, kDeletedScript, {}, read_deleted, show_deleted, "FAULT is told",
     "An instance that a reload removes is told as DELETED, and the script is run. Otherwise FAULT is told."},
    {"notify", Block::VrrpInstance, kNotifyScript, {}, read_any, show_any, "none", kOnAny},
    {"notify_master_rx_lower_pri", Block::VrrpInstance, kNotifyScript, {}, read_on<NotifyEvent::MasterRxLowerPri>, show_on<NotifyEvent::MasterRxLowerPri>, "none",
     "The script is run when a MASTER hears another one that loses against it, at most ten times in an advertisement interval."},
    {"notify_priority_changes", Block::VrrpInstance, kSwitch, {}, read_priority_changes, show_priority_changes, "that of its sync group, or vrrp_notify_priority_changes", kOnPriority},

    {"notify_master", Block::SyncGroup, kNotifyScript, {}, read_on<NotifyEvent::Master>, {}, "none", kOnMaster},
    {"notify_backup", Block::SyncGroup, kNotifyScript, {}, read_on<NotifyEvent::Backup>, {}, "none", kOnBackup},
    {"notify_fault", Block::SyncGroup, kNotifyScript, {}, read_on<NotifyEvent::Fault>, {}, "none", kOnFault},
    {"notify_stop", Block::SyncGroup, kNotifyScript, {}, read_on<NotifyEvent::Stop>, {}, "none", kOnStop},
    {"notify", Block::SyncGroup, kNotifyScript, {}, read_any, {}, "none", kOnAny},
    {"notify_priority_changes", Block::SyncGroup, kSwitch, {}, read_priority_changes, {}, "vrrp_notify_priority_changes",
     "Members without a setting of their own have this one."},
});

// clang-format on

// The keywords of a sync group that have a script of their own.
struct GroupRow {
    std::string_view name;
    NotifyEvent event;
};

constexpr std::array kGroupRows{
    GroupRow{"notify_master", NotifyEvent::Master}, GroupRow{"notify_backup", NotifyEvent::Backup},
    GroupRow{"notify_fault", NotifyEvent::Fault}, GroupRow{"notify_stop", NotifyEvent::Stop}};

const Optional<bool>& priority_changes_of(const InstanceDraft& instance, const Draft& draft) {
    if (instance.notify.priority_changes)
        return instance.notify.priority_changes;
    const auto has_it = [&](const SyncGroupDraft& group) {
        return std::ranges::find(group.members, instance.name.text, &Token::text) != group.members.end();
    };
    const auto group = std::ranges::find_if(draft.sync_groups, has_it);
    return group != draft.sync_groups.end() && group->notify.priority_changes ? group->notify.priority_changes
                                                                              : draft.priority_changes;
}

} // namespace

Rows notify_rows() {
    return kNotifyRows;
}

Notify resolve_notify(const NotifyDraft& notify, const Draft& draft) {
    Notify resolved;
    for (const auto& [event, script] : notify.scripts)
        resolved.scripts.emplace(event, script.value);
    if (notify.any)
        resolved.any = notify.any->value;
    resolved.tells_deleted = notify.tells_deleted;
    resolved.mails = is_mailed(notify, draft);
    return resolved;
}

void resolve_notify(const InstanceDraft& instance, Router& router, const Draft& draft) {
    router.notify = resolve_notify(instance.notify, draft);
    overlay(router.notify.priority_changes, priority_changes_of(instance, draft));
}

std::vector<std::string> lines_of(const Notify& notify) {
    std::vector<std::string> lines;
    for (const auto& [name, event] : kGroupRows) {
        for (const Value& value : written_on(notify, event))
            lines.push_back(fmt::format("{} {}", name, value.text));
    }
    if (notify.any)
        lines.push_back("notify " + written_script(*notify.any));
    if (notify.mails)
        lines.emplace_back("smtp_alert");
    return lines;
}

} // namespace xvrrp::config
