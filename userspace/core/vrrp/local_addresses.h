// SPDX-License-Identifier: GPL-2.0-or-later
// Addresses that no advert may come from, each in the part of the network in which it belongs to one host.
//
// A link-local address belongs to one host of its link. Any other address belongs to one host of its layer-3 domain.
// So two links, or two VRFs, may each have a host with the same address.
#pragma once

#include "core/net/net_state.h"

#include <xvrrp/drop_reason.h>

#include <array>
#include <map>
#include <string>
#include <vector>

namespace xvrrp::core {

// The part of the network in which the addresses of an interface count, by interface indexes.
struct AddressScope {
    InterfaceIndex link{};   // a macvlan or ipvlan is on the link of the interface that it stands on
    InterfaceIndex domain{}; // the VRF; index 0: the interface is in none

    InterfaceIndex of(const IpAddress& address) const;

    bool operator==(const AddressScope&) const = default;
};

AddressScope scope_of(const Link& link);

struct ScopedAddress {
    InterfaceIndex scope{};
    IpAddress address;

    auto operator<=>(const ScopedAddress&) const = default;
};

// Each address has the reason to give (vrrp_local in the kernel).
using LocalAddresses = std::map<ScopedAddress, vrrp_drop_reason>;

// Returns VRRP_DROP_NONE if an advert may come from there.
vrrp_drop_reason find_local(const LocalAddresses& local, const AddressScope& scope, const IpAddress& address);

// The same for an advert of this priority. The owner of a virtual address sends from it (RFC 9568 section 1.6). FRR sends
// from a link-local virtual address, which is on the macvlan that the advert leaves by.
vrrp_drop_reason find_local(const LocalAddresses& local, const AddressScope& scope, const IpAddress& source,
                            std::uint8_t priority);

// Keeps LocalAddresses up to date while interfaces and virtual routers come and go. A configured virtual address counts
// as virtual, even if it is not there. If two reasons hold, the stronger one is given: virtual, own, broadcast.
class LocalAddressBook {
public:
    // The addresses that a virtual router places, on this interface unless they name another one.
    void add(const InterfaceKey& interface, const std::vector<VirtualAddress>& placed);
    void remove(const InterfaceKey& interface, const std::vector<VirtualAddress>& placed);

    // An interface is there, changed or is gone (index 0). Its addresses count in the part where it is now.
    void see(const Link& link);
    // The interface carries these addresses, and they are ours until the next call.
    void own(const InterfaceKey& interface, std::vector<InterfaceAddress> addresses);

    const LocalAddresses& all() const { return all_; }

    // Grows with each change of all().
    std::uint64_t revision() const { return revision_; }

private:
    struct Interface {
        AddressScope scope;
        std::vector<InterfaceAddress> own;          // sorted
        std::multiset<InterfaceAddress> configured; // once for each virtual router
    };

    // From the weakest to the strongest.
    static constexpr std::array kReasons{VRRP_DROP_SOURCE_INVALID, VRRP_DROP_SOURCE_OWN,
                                         VRRP_DROP_SOURCE_VIRTUAL};
    // The number of holders of an address, for each of these reasons.
    using Holders = std::array<unsigned, kReasons.size()>;

    void count(const AddressScope& scope, const InterfaceAddress& address, vrrp_drop_reason reason, int by);
    void count(const ScopedAddress& address, vrrp_drop_reason reason, int by);
    void count_all(const Interface& interface, int by);
    void forget_if_empty(const InterfaceKey& interface);

    std::map<InterfaceKey, Interface> interfaces_;
    std::map<ScopedAddress, Holders> holders_;
    LocalAddresses all_;
    std::uint64_t revision_ = 0;
};

} // namespace xvrrp::core
