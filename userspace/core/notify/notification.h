// SPDX-License-Identifier: GPL-2.0-or-later
// One thing that happened, as keepalived tells it to scripts and FIFOs.
#pragma once

#include "core/notify/notify.h"
#include "core/vrrp/io.h"

#include <compare>
#include <optional>
#include <string>
#include <vector>

namespace xvrrp::core {

// The instance or the sync group that something happened to.
struct Subject {
    enum class Kind : std::uint8_t { Instance, Group } kind = Kind::Instance;
    std::string name;

    auto operator<=>(const Subject&) const = default;
};

struct Notification {
    Subject subject;
    NotifyEvent event = NotifyEvent::Backup;
    unsigned priority = 0; // the effective one of an instance; 0 for a group

    bool operator==(const Notification&) const = default;
};

NotifyEvent event_of(State state); // INIT is the state of who was stopped
bool is_state(NotifyEvent event);

// The notification that an output of the core makes for scripts and FIFOs, or nothing.
Notification notification_of(const Transitioned& output);
Notification notification_of(const GroupChanged& output);
std::optional<Notification> notification_of(const PriorityChanged& output);
std::optional<Notification> notification_of(const Noticed& output);

std::string
fifo_line(const Notification& notification); // INSTANCE "VI_1" MASTER 100, and the end of the line

// The scripts of this configuration that are run, one after the other.
std::vector<Script> scripts_for(const Notification& notification, const Notify& notify);

} // namespace xvrrp::core
