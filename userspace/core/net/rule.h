// SPDX-License-Identifier: GPL-2.0-or-later
// A configured rule of the routing policy: ip-rule(8)'s words with rtnetlink's numbers.
#pragma once

#include "core/address.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace xvrrp::core {

// The numbers are those of linux/fib_rules.h.
enum class RuleAction : std::uint8_t {
    Lookup = 1,
    Goto = 2,
    Nop = 3,
    Blackhole = 6,
    Unreachable = 7,
    Prohibit = 8
};

template <class Number>
struct NumberRange {
    Number first = 0;
    Number last = 0;

    auto operator<=>(const NumberRange&) const = default;
};

using PortRange = NumberRange<std::uint16_t>;
using UserRange = NumberRange<std::uint32_t>;

struct Rule {
    Family family = Family::Ipv4;
    std::uint32_t priority = 0;
    bool negated = false;
    std::optional<InterfaceAddress> from{};
    std::optional<InterfaceAddress> to{};
    RuleAction action = RuleAction::Lookup;
    std::uint32_t table = 0; // Lookup; 0 beside l3mdev
    bool l3mdev = false;
    std::uint32_t target = 0; // Goto
    std::uint8_t tos = 0;
    std::optional<std::uint32_t> fwmark{};
    std::optional<std::uint32_t> fwmask{};
    std::uint32_t realms = 0; // the source's realm is in the upper half
    std::optional<std::uint32_t> suppress_prefix_length{};
    std::optional<std::uint32_t> suppress_group{};
    std::string iif{};
    std::string oif{};
    std::uint64_t tunnel_id = 0;
    std::optional<UserRange> users{};
    std::optional<std::uint8_t> protocol{}; // the originator of the rule
    std::optional<std::uint8_t> ip_protocol{};
    std::optional<PortRange> source_ports{};
    std::optional<PortRange> destination_ports{};

    auto operator<=>(const Rule&) const = default;
};

// A rule of a virtual router, or a static one.
struct VirtualRule {
    Rule rule{};
    bool track = true;         // its incoming interface is needed for mastership, and it is put back
    std::string track_group{}; // static: the group whose mastership needs its interface

    bool operator==(const VirtualRule&) const = default;

    // Returns the interface whose loss is a FAULT, or an empty name.
    const std::string& tracked_interface() const;
};

} // namespace xvrrp::core
