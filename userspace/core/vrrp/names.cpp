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

constexpr Words words(Reason reason) {
    switch (reason) {
    case Reason::Startup:
        return {"startup", "init"};
    case Reason::Owner:
        return {"owner", "address owner, priority 255"};
    case Reason::MasterDown:
        return {"master_down", "no advert from a master"};
    case Reason::MasterResigned:
        return {"master_resigned", "the master resigned with priority 0"};
    case Reason::Preempting:
        return {"preempting", "preempting a master of lower priority"};
    case Reason::HigherPriority:
        return {"higher_priority", "advert of higher priority"};
    case Reason::HigherAddress:
        return {"higher_address", "advert of equal priority from a higher address"};
    case Reason::InterfaceMissing:
        return {"interface_missing", "the interface does not exist"};
    case Reason::InterfaceDown:
        return {"interface_down", "the interface is down or has no carrier"};
    case Reason::VmacMissing:
        return {"vmac_missing", "the virtual MAC interface does not exist"};
    case Reason::VmacDown:
        return {"vmac_down", "the virtual MAC interface is down"};
    case Reason::CannotReceive:
        return {"cannot_receive", "adverts cannot be received"};
    case Reason::SourceMissing:
        return {"source_missing", "the configured source address is not on the interface"};
    case Reason::AddressInterfaceMissing:
        return {"address_interface_missing", "the interface of an address does not exist"};
    case Reason::AddressInterfaceDown:
        return {"address_interface_down", "the interface of an address is down or has no carrier"};
    case Reason::RouteInterfaceMissing:
        return {"route_interface_missing", "the interface of a route or rule does not exist"};
    case Reason::RouteInterfaceDown:
        return {"route_interface_down", "the interface of a route or rule is down or has no carrier"};
    case Reason::NoAddress:
        return {"no_address", "no address of this family on the interface"};
    case Reason::FaultCleared:
        return {"fault_cleared", "the fault is gone"};
    case Reason::Shutdown:
        return {"shutdown", "shutdown"};
    }
    return {};
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

std::string_view name(vrrp_drop_reason reason) {
    return kDropReasons.at(reason).name;
}

std::string_view sentence(vrrp_drop_reason reason) {
    return kDropReasons.at(reason).sentence;
}

} // namespace xvrrp::core
