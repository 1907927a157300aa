// SPDX-License-Identifier: GPL-2.0-or-later
// The maps have room for what runs and for a reload.
#include "datapath/room.h"

#include <gtest/gtest.h>

namespace xvrrp::datapath {
namespace {

std::pair<std::uint32_t, std::uint32_t> made(const Room& needed, const Room& before = {}) {
    const auto capacity = capacity_for(needed, before);
    return {capacity.routers, capacity.frames};
}

TEST(Room, counts_a_frame_for_each_unicast_peer_and_one_for_the_group) {
    core::VirtualRouterConfig multicast;
    core::VirtualRouterConfig unicast;
    unicast.unicast_peers.resize(3);
    Room room;
    room.add(multicast);
    room.add(unicast);
    EXPECT_EQ(room.routers, 2u);
    EXPECT_EQ(room.frames, 4u);
}

TEST(Room, is_made_for_half_as_many_again_and_for_one_frame_of_each_slot_at_least) {
    EXPECT_EQ(made({}), std::pair(256u, 256u));
    EXPECT_EQ(made({1000, 1000}), std::pair(1501u, 1501u));
    EXPECT_EQ(made({1000, 64000}), std::pair(1501u, 96001u));
}

TEST(Room, never_shrinks) {
    EXPECT_EQ(made({10, 1000}, {1501, 1501}), std::pair(1501u, 1501u));
    EXPECT_EQ(made({2000, 2000}, {1501, 96001}), std::pair(3001u, 96001u));
}

} // namespace
} // namespace xvrrp::datapath
