// SPDX-License-Identifier: GPL-2.0-or-later
// The scripts that an instance or a sync group wants to be run when something happens to it.
#pragma once

#include "core/script.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

namespace xvrrp::core {

// What scripts and FIFOs are told of, as keepalived names it.
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
    std::map<NotifyEvent, Script> scripts; // those of one event
    std::optional<Script> any;             // follows them at every state, and is told which
    bool tells_deleted = false;            // an instance that a reload removes is DELETED and not in FAULT
    bool priority_changes = false;         // FIFOs are told of them

    bool operator==(const Notify&) const = default;
};

} // namespace xvrrp::core
