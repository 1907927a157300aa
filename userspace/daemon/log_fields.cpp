// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/log_fields.h"

#include "core/vrrp/names.h"

namespace xvrrp::daemon {

namespace {

using Kind = core::Noticed::Kind;

const Message* fault_message(core::Reason reason) {
    return find_message("fault_" + std::string(core::name(reason)));
}

const Message* message_of(const core::Transitioned& transition) {
    switch (transition.to) {
    case core::State::Fault:
        return fault_message(transition.reason);
    case core::State::Master:
        return message("master");
    case core::State::Backup:
        return transition.reason == core::Reason::FaultCleared ? message("fault_over") : message("backup");
    case core::State::Init:
        break;
    }
    return message("init");
}

const Message* message_of(Kind kind) {
    switch (kind) {
    case Kind::LowerPriorityWhileMaster:
        return message("lower_priority_while_master");
    case Kind::LowerPriorityWhileBackup:
        return message("lower_priority_while_backup");
    case Kind::PacketRefused:
        return message("packet_refused");
    case Kind::PreemptHold:
        return message("preempt_hold");
    case Kind::IntervalDiffers:
        return message("interval_differs");
    case Kind::AddressListDiffers:
        return message("address_list_differs");
    case Kind::TwoOwners:
        return message("two_owners");
    case Kind::AuthenticationFailed:
        return message("authentication_failed");
    case Kind::NobodyTakesOver:
        return message("nobody_takes_over");
    case Kind::HandOver:
        return message("hand_over");
    case Kind::StageOver:
        return message("before_master_over");
    case Kind::FarewellBegun:
        return message("before_backup_begun");
    case Kind::FarewellOver:
        return message("before_backup_over");
    case Kind::StillMaster:
        break;
    }
    return message("still_master");
}

template <typename Event>
Fields about(const Event& event) {
    Fields fields{{"VRRP_INSTANCE", event.name}};
    if (event.config) {
        fields.emplace_back("VRRP_VRID", std::to_string(event.config->vrid));
        fields.emplace_back("VRRP_INTERFACE", event.config->interface);
        fields.emplace_back("VRRP_FAMILY", core::name(event.config->family));
        if (!event.config->sync_group.empty())
            fields.emplace_back("VRRP_GROUP", event.config->sync_group);
    }
    return fields;
}

void add(Fields& fields, const char* name, std::string_view value) {
    fields.emplace_back(name, value);
}

} // namespace

Beside beside(const core::Transitioned& transition) {
    auto fields = about(transition);
    add(fields, "VRRP_STATE", core::name(transition.to));
    add(fields, "VRRP_STATE_BEFORE", core::name(transition.from));
    add(fields, "VRRP_REASON", core::name(transition.reason));
    add(fields, "VRRP_PRIORITY", std::to_string(transition.priority));
    return {message_of(transition), std::move(fields)};
}

Beside beside(const core::FaultChanged& change) {
    auto fields = about(change);
    add(fields, "VRRP_STATE", core::name(core::State::Fault));
    add(fields, "VRRP_REASON", core::name(change.reason));
    return {fault_message(change.reason), std::move(fields)};
}

Beside beside(const core::PriorityChanged& change) {
    auto fields = about(change);
    add(fields, "VRRP_STATE", core::name(change.state));
    add(fields, "VRRP_PRIORITY", std::to_string(change.to));
    add(fields, "VRRP_PRIORITY_BEFORE", std::to_string(change.from));
    return {message("priority_changed"), std::move(fields)};
}

Beside beside(const core::GroupSynced& change) {
    return {message("group_synced"),
            {{"VRRP_GROUP", change.group}, {"VRRP_STATE", std::string(core::name(change.to))}}};
}

Beside beside(const core::Noticed& notice) {
    auto fields = about(notice);
    add(fields, "VRRP_PRIORITY", std::to_string(notice.priority));
    if (notice.refused != VRRP_DROP_NONE)
        add(fields, "VRRP_REASON", core::name(notice.refused));
    return {message_of(notice.kind), std::move(fields)};
}

Beside beside(const core::Check& check, bool is_good) {
    return {is_good ? message("script_succeeded") : message("script_failed"),
            {{"VRRP_SCRIPT", check.name()}}};
}

Beside beside(const core::Quorum& quorum, bool is_good) {
    return {is_good ? message("quorum_gained") : message("quorum_lost"), {{"VRRP_PROCESS", quorum.name()}}};
}

} // namespace xvrrp::daemon
