// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/notify/notification.h"

#include <array>

namespace xvrrp::core {

namespace {

constexpr std::array<std::string_view, 8> kEvents{
    "MASTER",          "BACKUP",         "FAULT", "STOP", "DELETED", "MASTER_RX_LOWER_PRI",
    "MASTER_PRIORITY", "BACKUP_PRIORITY"};

constexpr std::array<std::string_view, 2> kKinds{"INSTANCE", "GROUP"};

std::string_view name(Subject::Kind kind) {
    return kKinds.at(static_cast<std::size_t>(kind));
}

Subject instance(const std::string& name) {
    return {Subject::Kind::Instance, name};
}

} // namespace

NotifyEvent event_of(State state) {
    switch (state) {
    case State::Master:
        return NotifyEvent::Master;
    case State::Backup:
        return NotifyEvent::Backup;
    case State::Fault:
        return NotifyEvent::Fault;
    case State::Init:
        break;
    }
    return NotifyEvent::Stop;
}

bool is_state(NotifyEvent event) {
    return event <= NotifyEvent::Deleted;
}

std::string_view name(NotifyEvent event) {
    return kEvents.at(static_cast<std::size_t>(event));
}

Notification notification_of(const Transitioned& output) {
    auto event = event_of(output.to);
    if (output.reason == Reason::Removed)
        event = output.notify && output.notify->tells_deleted ? NotifyEvent::Deleted : NotifyEvent::Fault;
    return {instance(output.name), event, output.priority};
}

// The man page of keepalived has no STOP of a group, and keepalived tells it.
Notification notification_of(const GroupChanged& output) {
    return {
        {Subject::Kind::Group, output.group}, output.is_gone ? NotifyEvent::Fault : event_of(output.to), 0};
}

std::optional<Notification> notification_of(const PriorityChanged& output) {
    if (!output.notify || !output.notify->priority_changes)
        return {};
    const auto event =
        output.state == State::Master ? NotifyEvent::MasterPriority : NotifyEvent::BackupPriority;
    return Notification{instance(output.name), event, output.to};
}

std::optional<Notification> notification_of(const Noticed& output) {
    if (output.kind == Noticed::Kind::LowerPriorityWhileMaster)
        return Notification{instance(output.name), NotifyEvent::MasterRxLowerPri, output.priority};
    if (output.kind == Noticed::Kind::StillMaster)
        return Notification{instance(output.name), NotifyEvent::Master, output.priority};
    return {};
}

std::string fifo_line(const Notification& notification) {
    std::string line(name(notification.subject.kind));
    line.append(" \"").append(notification.subject.name).append("\" ").append(name(notification.event));
    return line + ' ' + std::to_string(notification.priority) + '\n';
}

std::vector<Script> scripts_for(const Notification& notification, const Notify& notify) {
    std::vector<Script> scripts;
    if (const auto found = notify.scripts.find(notification.event); found != notify.scripts.end())
        scripts.push_back(found->second);
    if (notify.any && is_state(notification.event)) {
        auto& arguments = scripts.emplace_back(*notify.any).arguments;
        arguments.emplace_back(name(notification.subject.kind));
        arguments.push_back(notification.subject.name);
        arguments.emplace_back(name(notification.event));
        arguments.push_back(std::to_string(notification.priority));
    }
    return scripts;
}

} // namespace xvrrp::core
