// SPDX-License-Identifier: GPL-2.0-or-later
#include "takeover.h"

namespace xvrrp::test {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kEarly{30}; // both daemons round, FRR to centiseconds
constexpr milliseconds kRoom{1000};

} // namespace

void hear(Port& wire, const core::IpAddress& source) {
    wire.clear();
    EXPECT_TRUE(wire.wait_for(advert_from(source)));
}

void expect_takeover(Port& wire, const core::IpAddress& first, const core::IpAddress& second,
                     milliseconds expected) {
    const auto taken = wire.wait_for(advert_from(second));
    const auto before = adverts(wire.frames(), first);
    ASSERT_TRUE(taken && !before.empty());
    const auto silence = std::chrono::duration_cast<milliseconds>(taken->time - before.back().time);
    EXPECT_GT(silence, expected - kEarly);
    EXPECT_LT(silence, expected + kRoom);
}

} // namespace xvrrp::test
