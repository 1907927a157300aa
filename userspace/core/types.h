// SPDX-License-Identifier: GPL-2.0-or-later
// The vocabulary that every part of the core uses: time, VRRP's own words, and the identity of a router.
#pragma once

#include "core/address.h"

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace xvrrp::core {

// CLOCK_MONOTONIC, which is also the clock of bpf_ktime_get_ns(). Time is always an argument: the core asks
// no clock.
using TimePoint = std::chrono::steady_clock::time_point;
using Duration = std::chrono::nanoseconds;
using Centiseconds = std::chrono::duration<std::int64_t, std::centi>;

inline constexpr TimePoint kNever = TimePoint::max();

enum class Version : std::uint8_t { V2 = 2, V3 = 3 };

enum class State : std::uint8_t { Init, Backup, Master, Fault };

// The identity of a virtual router within a VrrpRouter. At the start the ids are in configuration order. A
// reload keeps the ids of the routers that stay, and gives the lowest free ones to those that come.
struct RouterId {
    std::uint32_t value = 0;

    auto operator<=>(const RouterId&) const = default;
};

// A virtual router's index in the maps of the kernel side. Slot 0 belongs to none.
struct Slot {
    std::uint32_t value = 0;

    auto operator<=>(const Slot&) const = default;
};

constexpr Slot slot_of(RouterId router) {
    return {router.value + 1};
}

constexpr std::optional<RouterId> router_of(Slot slot) {
    return slot.value == 0 ? std::nullopt : std::optional(RouterId{slot.value - 1});
}

// One of the network namespaces in which this process works; 0 is the first one.
struct NamespaceId {
    std::uint32_t value = 0;

    auto operator<=>(const NamespaceId&) const = default;
};

// A network interface by its name. The kernel allows the same name in every network namespace.
struct InterfaceKey {
    std::string name;
    NamespaceId space{};

    auto operator<=>(const InterfaceKey&) const = default;
};

// A network interface by the kernel's number; 0: none. The number too is unique only within its network
// namespace.
struct InterfaceIndex {
    int index = 0;
    NamespaceId space{};

    auto operator<=>(const InterfaceIndex&) const = default;

    explicit operator bool() const { return index != 0; }
};

// The reasons for a change of state. names.h has the words for each. The reasons from InterfaceMissing to
// Drained are conditions (core/conditions), the strongest first.
enum class Reason : std::uint8_t {
    Startup,
    Owner,          // priority 255 needs no election
    MasterDown,     // no advert for a master-down interval
    MasterResigned, // priority 0
    Preempting,     // only adverts of lower priority were heard
    Promoted,       // xvrrpctl promote
    HigherPriority, // an advert of higher priority
    HigherAddress,  // an advert of our priority from a higher address
    LeaseEnded,     // the daemon was away for longer than the kernel stands in
    LeadsOn,        // the kernel stood in for the former daemon, which was MASTER
    FollowsOn,      // it was BACKUP under the former daemon
    GroupTakesOver, // the other members of the sync group are MASTER
    GroupYields,    // another member of the sync group is no MASTER
    InterfaceMissing,
    InterfaceDown,
    CannotReceive, // adverts would not be heard
    NoAddress,     // no primary address on the interface
    SourceMissing, // track_src_ip: the configured address is not there
    VmacMissing,   // the interface that carries the virtual MAC
    VmacDown,
    AddressInterfaceMissing, // an interface that an address of ours names
    AddressInterfaceDown,
    RouteInterfaceMissing, // an interface that a route, a rule or something static needs
    RouteInterfaceDown,
    TrackedInterface, // an interface of track_interface
    TrackedFile,      // a value of track_file
    TrackedScript,    // a script of track_script
    TrackedProcess,   // the processes of track_process
    TrackedAll,       // all of track_any
    GroupFault,       // another member of the sync group is in FAULT
    Drained,          // until xvrrpctl undrain
    FaultCleared,
    Removed, // a reload has no such virtual router
    Shutdown,
};

} // namespace xvrrp::core
