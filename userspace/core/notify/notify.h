// SPDX-License-Identifier: GPL-2.0-or-later
// The scripts and mails that an instance or a sync group wants when something happens to it.
#pragma once

#include "core/script.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

namespace xvrrp::core {

// The events that scripts and FIFOs are told, with keepalived's names.
enum class NotifyEvent : std::uint8_t {
    Master,
    Backup,
    Fault,
    Stop,
    Deleted,
    MasterRxLowerPri, // a MASTER heard another one, which has to yield
    MasterPriority,   // the effective priority changed
    BackupPriority,
};

std::string_view name(NotifyEvent event); // "MASTER", "MASTER_RX_LOWER_PRI"

struct Notify {
    std::map<NotifyEvent, Script> scripts; // the script of each event
    std::optional<Script> any;             // runs after them at every state, and is told the state
    bool tells_deleted = false;            // an instance that a reload removes is DELETED and not in FAULT
    bool priority_changes = false;         // FIFOs are told of them
    bool mails = false;                    // each state is mailed

    bool operator==(const Notify&) const = default;
};

} // namespace xvrrp::core
