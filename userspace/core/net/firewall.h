// SPDX-License-Identifier: GPL-2.0-or-later
// The addresses that no_accept guards: packets to them are dropped (RFC 9568 section 6.1, Accept_Mode). Pure.
//
// A BACKUP has no virtual address that needs protection, so the guard stands as long as the configuration, and a
// takeover does not change it. An address that is guarded no more keeps its guard until the addresses that go
// are gone.
#pragma once

#include "core/address.h"
#include "core/net/outcome.h"
#include "core/net/repairs.h"

#include <optional>
#include <set>
#include <span>
#include <string>
#include <variant>

namespace xvrrp::core {

// Guards these addresses, and no others.
struct FirewallOperation {
    std::set<IpAddress> guarded;

    bool operator==(const FirewallOperation&) const = default;
};

using FailedFirewall = Failed<FirewallOperation>;

// Returns the table in nftables' language, which replaces one that is there. It does not concern ARP. It lets
// neighbor discovery pass, because without it nobody would find the address.
std::string guarding_rules(const std::string& table, const std::set<IpAddress>& guarded);

class Firewall {
public:
    void want(std::set<IpAddress> guarded);

    // True if the kernel guards all that is wanted.
    bool stands() const;

    bool pending() const { return is_due_; }

    // addresses_go: some addresses are still to be removed.
    std::optional<FirewallOperation> plan(bool addresses_go);
    void applied(std::span<const FirewallOperation> operations, std::span<const FailedFirewall> failed,
                 TimePoint now);

    void tick(TimePoint now);

    TimePoint deadline() const { return repairs_.deadline(); }

    NetworkNews take_news() { return std::exchange(news_, {}); }

private:
    std::set<IpAddress> wanted_;
    std::optional<std::set<IpAddress>> there_; // none: unknown, a predecessor may have left a table
    bool is_due_ = false;
    bool is_told_ = false; // the last failure was reported
    Repairs<std::monostate> repairs_;
    NetworkNews news_;
};

} // namespace xvrrp::core
