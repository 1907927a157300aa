// SPDX-License-Identifier: GPL-2.0-or-later
// The messages of the log that have an id of their own.
//
// packaging/xvrrpd.catalog explains each of them for journalctl -x. An id never gets another meaning.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace xvrrp::daemon {

struct Message {
    std::string_view name; // VRRP_EVENT
    std::string_view id;   // MESSAGE_ID
};

inline constexpr auto kMessages = std::to_array<Message>({
    // Transitions. A FAULT has one for each condition, by the name of its Reason.
    {"master", "9d9811ee49d452f4a1659070fa523de8"},
    {"backup", "f27f10c69d05f72464979f65334a92fc"},
    {"init", "c72bcea6de2cce4982112ffad8f70ab0"},
    {"fault_over", "c36ffbd3b1598df62da6282b01651a03"},
    {"fault_interface_missing", "8e6dc8f0fe588d6485e12cf3ab05c31b"},
    {"fault_interface_down", "e5267b99705390ddfcce550e8ea95808"},
    {"fault_cannot_receive", "7749b92780ad7e5e5d54e6b0504daba8"},
    {"fault_no_address", "697329a6361227d884b66bcebbf11568"},
    {"fault_source_missing", "9b14d76ecdf070b999ac1e20bc82f6cd"},
    {"fault_vmac_missing", "dd2447e0bc2813e97c0bb5f3b8f1d415"},
    {"fault_vmac_down", "9f5c19ea38de2312e71ed00d39f27306"},
    {"fault_address_interface_missing", "c85a1754897dc8bbcb1b0f66db6454f7"},
    {"fault_address_interface_down", "6e2f10bcd95b127997982952830066d5"},
    {"fault_route_interface_missing", "01eadf3d613b26dc522b39e375e3bd77"},
    {"fault_route_interface_down", "7e8f8852bf761bb708f9b8635275f252"},
    {"fault_tracked_interface", "8cc801a4af9c9d294e1802e86a682e15"},
    {"fault_tracked_file", "fe45e98c3bb4a6ce7b544b9d87cc2ec8"},
    {"fault_tracked_script", "22cc42ab93053ada62643b53704b12e5"},
    {"fault_tracked_process", "87f78539ac4395167cfb7b5d73e412cb"},
    {"fault_tracked_all", "a1ff2f196bb2b2d3c2956db4a75177c0"},
    {"fault_group_fault", "368986e9719f19b9d8d45364ea25062a"},
    {"fault_drained", "a3ef7ce3719051fbe0fad871ebd6dd5c"},
    {"priority_changed", "5bcaec85ee60b91d809db91db9793e76"},
    {"group_synced", "56cc2d31bfc427338d8bb9df8fdd1548"},
    // Notices of a virtual router.
    {"lower_priority_while_master", "b53184ea5a7c82265bfb641377723414"},
    {"lower_priority_while_backup", "a9a5c513b97893643e2bb918e9dfa8db"},
    {"packet_refused", "afb420494db313248017272706a6d1d9"},
    {"preempt_hold", "2caec61cdba1b4e48b3956164c85b6ae"},
    {"interval_differs", "5534208124f99bf63689793e32699f6f"},
    {"address_list_differs", "40f057842d30d4bf6e37b24dbc226932"},
    {"two_owners", "e14fc8e8950a0027e88f9f9915e81315"},
    {"authentication_failed", "bf6e0863f3db9a565ca1fa42c84f6840"},
    {"nobody_takes_over", "d1c9c41c3a4773b3d1b8c0e689dae6c5"},
    {"hand_over", "67eada26f561658ecce376ac4f196a83"},
    {"before_master_over", "be7aa4ad4461cff6753c287772437da6"},
    {"before_backup_begun", "dbca86a5b4dc6311c2c0be5a5d69a563"},
    {"before_backup_over", "7bb060988d3eef57ed30937e7ab486fd"},
    {"still_master", "36f703d62fab42dcb48a94a719ed712b"},
    // What is tracked.
    {"script_failed", "e90dbbb9ade30af6b4fe614e837d7b5c"},
    {"script_succeeded", "03877b60c1192f3e97655ef1019c5ed4"},
    {"quorum_lost", "57254c60ed74b6cfb5d359e879a530c7"},
    {"quorum_gained", "8364f7f5f6fdfff92607f2a19111febc"},
    // The daemon itself.
    {"started", "35097c0e32bec283ba4cf835aae831f1"},
    {"stopped", "451b6e59ab55c0b03695fa7727a1233c"},
    {"handing_over", "7ac46ef88ce8fc3dfa2c6c6eb527cf52"},
    {"reloading", "f64de477b939195fc7352734f2159788"},
    {"reloaded", "3dae7b5dec454655a9ef41294e34c981"},
    {"reload_refused", "26d0373cbcd2ae0228de4dc292ea537d"},
    {"drain_asked", "d05da6a05143e147a688a87d1b7d0bc5"},
    {"undrain_asked", "a9501258dc255ed8564d89a5b6b392c5"},
    {"promotion_asked", "fd7e8197daf049b483614c38fd6468db"},
    {"priority_asked", "1bed5a6f4be14e68bf9bd08bbfcf935e"},
    {"stand_in_possible", "1a30b0cea3ac65199bc353b754f30ad0"},
    {"stand_in_impossible", "daaeba2d47b3d9e02bcb1815438a3647"},
    {"reception_lost", "212a469978889c96dacdcae794ebb4fa"},
    {"reception_restored", "b7125a1b1ed282989db73b99e7614264"},
    {"operation_failed", "42c78971be2cfc21756e9711fdd7bca0"},
    {"removed_by_others", "54566553b8cf59b0583343b053c51059"},
    {"cleaned_up", "6f40777e99cf12912ff15bc86e77788c"},
    {"lines_dropped", "30f2d429fecb894da91312f2aeeb4d1c"},
});

// The number of messages if there is none of this name. GCC compares no pointers at compile time under its sanitizers.
constexpr std::size_t message_index(std::string_view name) {
    std::size_t index = 0;
    while (index < kMessages.size() && kMessages[index].name != name)
        ++index;
    return index;
}

// Null if there is none of this name.
constexpr const Message* find_message(std::string_view name) {
    const auto index = message_index(name);
    return index == kMessages.size() ? nullptr : &kMessages[index];
}

// A name that is not there does not compile.
consteval const Message* message(std::string_view name) {
    const auto index = message_index(name);
    return index < kMessages.size() ? &kMessages[index] : throw "no such message";
}

} // namespace xvrrp::daemon
