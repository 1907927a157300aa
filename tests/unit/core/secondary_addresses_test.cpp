// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net/secondary_addresses.h"
#include "hex.h"

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

using Addresses = std::vector<PlacedAddress>;

const PlacedAddress kVirtual{{2}, {ip("192.0.2.100"), 24}};
const PlacedAddress kReal{{2}, {ip("192.0.2.1"), 24}};

AddressOperation operation(AddressOperation::Kind kind, const PlacedAddress& target) {
    return {kind, target};
}

Addresses endangered_by_removing(const PlacedAddress& removed, const AddressSet& observed) {
    return endangered(std::vector{operation(AddressOperation::Kind::Remove, removed)}, observed);
}

TEST(SecondaryAddresses, are_endangered_by_the_removal_of_another_one_of_their_network) {
    EXPECT_EQ(endangered_by_removing(kVirtual, {kVirtual, kReal}), Addresses{kReal});
}

TEST(SecondaryAddresses, are_not_endangered_from_another_network_length_or_interface) {
    const PlacedAddress network{{2}, {ip("192.0.3.1"), 24}};
    const PlacedAddress length{{2}, {ip("192.0.2.1"), 25}};
    const PlacedAddress interface {
        {3}, { ip("192.0.2.1"), 24 }
    };
    EXPECT_EQ(endangered_by_removing(kVirtual, {kVirtual, network, length, interface}), Addresses{});
    const PlacedAddress alone{{2}, {ip("192.0.2.100"), 32}};
    EXPECT_EQ(endangered_by_removing(alone, {alone, kReal}), Addresses{});
}

TEST(SecondaryAddresses, have_the_network_of_their_peer) {
    auto linked = kReal;
    linked.attributes.peer = ip("198.51.100.1");
    EXPECT_EQ(endangered_by_removing(kVirtual, {kVirtual, linked}), Addresses{});
    const PlacedAddress other{{2}, {ip("198.51.100.100"), 24}};
    EXPECT_EQ(endangered_by_removing(other, {other, linked}), Addresses{linked});
}

TEST(SecondaryAddresses, are_not_endangered_where_they_are_to_go_anyway) {
    const std::vector both{operation(AddressOperation::Kind::Remove, kVirtual),
                           operation(AddressOperation::Kind::Remove, kReal)};
    EXPECT_EQ(endangered(both, {kVirtual, kReal}), Addresses{});
}

TEST(SecondaryAddresses, are_no_matter_of_additions_nor_of_ipv6) {
    EXPECT_EQ(endangered(std::vector{operation(AddressOperation::Kind::Add, kVirtual)}, {kReal}),
              Addresses{});
    const PlacedAddress v6{{2}, {ip("2001:db8::100"), 64}};
    EXPECT_EQ(endangered_by_removing(v6, {v6, {{2}, {ip("2001:db8::1"), 64}}}), Addresses{});
}

} // namespace

} // namespace xvrrp::core
