// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/names.h"

#include <array>
#include <utility>

namespace xvrrp::core {

namespace {

struct Words {
    std::string_view name;
    std::string_view sentence;
};

struct ReasonWords {
    Reason reason;
    std::string_view name;
    std::string_view sentence;
    std::string_view of{}; // the sentence of a condition; a name takes the place of each %
};

constexpr auto kReasons = std::to_array<ReasonWords>({
    {Reason::Startup, "startup", "init"},
    {Reason::Owner, "owner", "address owner, priority 255"},
    {Reason::MasterDown, "master_down", "no advert from a master"},
    {Reason::MasterResigned, "master_resigned", "the master resigned with priority 0"},
    {Reason::Preempting, "preempting", "preempting a master of lower priority"},
    {Reason::Promoted, "promoted", "xvrrpctl promote"},
    {Reason::HigherPriority, "higher_priority", "advert of higher priority"},
    {Reason::HigherAddress, "higher_address", "advert of equal priority from a higher address"},
    {Reason::LeaseEnded, "lease_ended", "the daemon was away for longer than the kernel stands in"},
    {Reason::LeadsOn, "leads_on", "the kernel stood in for the former daemon, which was MASTER"},
    {Reason::FollowsOn, "follows_on", "it was BACKUP under the former daemon"},
    {Reason::GroupTakesOver, "group_takes_over", "the sync group takes over"},
    {Reason::GroupYields, "group_yields", "another member of the sync group is no MASTER"},
    {Reason::InterfaceMissing, "interface_missing", "the interface does not exist",
     "interface % does not exist"},
    {Reason::InterfaceDown, "interface_down", "the interface is down or has no carrier",
     "the interface is down or has no carrier"},
    {Reason::CannotReceive, "cannot_receive", "adverts cannot be received",
     "adverts cannot be received on %: %"},
    {Reason::NoAddress, "no_address", "no address of this family on the interface",
     "no address of this family on the interface"},
    {Reason::SourceMissing, "source_missing", "the configured source address is not on the interface",
     "the source address % is not on %"},
    {Reason::VmacMissing, "vmac_missing", "the virtual MAC interface does not exist",
     "interface \"%\" does not exist"},
    {Reason::VmacDown, "vmac_down", "the virtual MAC interface is down", "interface \"%\" is down"},
    {Reason::AddressInterfaceMissing, "address_interface_missing",
     "the interface of an address does not exist", "the interface of an address does not exist: %"},
    {Reason::AddressInterfaceDown, "address_interface_down",
     "the interface of an address is down or has no carrier",
     "the interface of an address is down or has no carrier: %"},
    {Reason::RouteInterfaceMissing, "route_interface_missing",
     "the interface of a route or rule does not exist", "the interface of a route or rule does not exist: %"},
    {Reason::RouteInterfaceDown, "route_interface_down",
     "the interface of a route or rule is down or has no carrier",
     "the interface of a route or rule is down or has no carrier: %"},
    {Reason::TrackedInterface, "tracked_interface", "a tracked interface fails"},
    {Reason::TrackedFile, "tracked_file", "the value of a tracked file"},
    {Reason::TrackedScript, "tracked_script", "a tracked script"},
    {Reason::TrackedProcess, "tracked_process", "a tracked process"},
    {Reason::TrackedAll, "tracked_all", "all of track_any fail", "all of track_any fail: %"},
    {Reason::GroupFault, "group_fault", "another member of the sync group is in FAULT",
     "% of sync group % is in FAULT"},
    {Reason::Drained, "drained", "it is drained", "it is drained until xvrrpctl undrain%"},
    {Reason::FaultCleared, "fault_cleared", "the fault is gone"},
    {Reason::Removed, "removed", "not configured any more"},
    {Reason::Shutdown, "shutdown", "shutdown"},
});

constexpr bool is_in_order() {
    for (std::size_t i = 0; i < kReasons.size(); ++i) {
        if (static_cast<std::size_t>(kReasons[i].reason) != i)
            return false;
    }
    return kReasons.back().reason == Reason::Shutdown;
}

static_assert(is_in_order());

constexpr const ReasonWords& words(Reason reason) {
    return kReasons[static_cast<std::size_t>(reason)];
}

constexpr auto kDropReasons = std::to_array<Words>({{"accepted", "accepted"},
#define XVRRP_WORDS(NAME, name, leaf, sentence) {#name, sentence},
                                                    XVRRP_DROP_REASONS(XVRRP_WORDS)
#undef XVRRP_WORDS
});
static_assert(kDropReasons.size() == VRRP_DROP_REASON_COUNT);

} // namespace

std::string_view name(State state) {
    switch (state) {
    case State::Init:
        return "INIT";
    case State::Backup:
        return "BACKUP";
    case State::Master:
        return "MASTER";
    case State::Fault:
        return "FAULT";
    }
    return {};
}

std::string_view name(Family family) {
    return family == Family::Ipv4 ? "ipv4" : "ipv6";
}

std::string_view name(Reason reason) {
    return words(reason).name;
}

std::string_view sentence(Reason reason) {
    return words(reason).sentence;
}

std::string sentence(Reason reason, std::initializer_list<std::string_view> names) {
    std::string out;
    auto next = names.begin();
    for (const char each : words(reason).of) {
        if (each != '%')
            out += each;
        else if (next != names.end())
            out += *next++;
    }
    return out;
}

std::string_view name(vrrp_drop_reason reason) {
    return kDropReasons.at(reason).name;
}

std::string_view sentence(vrrp_drop_reason reason) {
    return kDropReasons.at(reason).sentence;
}

} // namespace xvrrp::core
