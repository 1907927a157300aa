// SPDX-License-Identifier: GPL-2.0-or-later
// The cost of placing the addresses of one instance grows with their number, and not with its square.
#include "../cost.h"
#include "core/net/network.h"
#include "hex.h"

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

constexpr unsigned kFewPlaced = 1'000;

Hold many_held(unsigned count, bool wanted) {
    Hold held;
    held.name = "VI_1";
    held.wanted = wanted;
    for (unsigned i = 0; i < count; ++i)
        held.addresses.push_back(
            {{2},
             {IpAddress::v4(10, static_cast<std::uint8_t>(i / 65'536),
                            static_cast<std::uint8_t>(i / 256 % 256), static_cast<std::uint8_t>(i % 256)),
              32}});
    return held;
}

// Carries out everything as the kernel would, and returns the number of addresses.
std::size_t carry_out_addresses(Network& network) {
    std::size_t done = 0;
    while (network.pending()) {
        const auto plan = network.plan(64);
        network.applied(plan, {}, {});
        for (const auto& operation : plan.operations) {
            const auto* address = std::get_if<AddressOperation>(&operation); // the others are settings
            if (address == nullptr)
                continue;
            network.observe(address->target, address->kind == AddressOperation::Kind::Remove, {});
            ++done;
        }
        network.take_news();
    }
    return done;
}

void place_and_remove(unsigned count) {
    Network network;
    Link link;
    link.index = {2};
    link.name = "eth0";
    link.up = link.enabled = true;
    network.observe(link, false, {});
    network.hold(many_held(count, true));
    EXPECT_EQ(carry_out_addresses(network), count);
    network.hold(many_held(count, true)); // a reload that changes nothing of it
    EXPECT_EQ(carry_out_addresses(network), 0U);
    network.hold(many_held(count, false));
    EXPECT_EQ(carry_out_addresses(network), count);
}

} // namespace

TEST(ManyPlacedAddresses, come_and_go_in_linear_time) {
    EXPECT_LT(test::cost([] { place_and_remove(4 * kFewPlaced); }),
              test::kMostOfLinear * test::cost([] { place_and_remove(kFewPlaced); }));
}

} // namespace xvrrp::core
