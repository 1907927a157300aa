// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/tc_filter.h"

#include <gtest/gtest.h>
#include <linux/if_ether.h>

namespace xvrrp::datapath {

namespace {

constexpr std::uint32_t kHandle = 0x1234;
constexpr std::uint32_t kProgram = 50;

TcFilter filter(std::string kind, std::uint32_t priority, std::uint16_t protocol = ETH_P_ALL) {
    return {.kind = std::move(kind),
            .priority = priority,
            .handle = 1,
            .protocol = protocol,
            .name = {},
            .program = 0};
}

TcFilter bpf(std::uint32_t handle, std::uint32_t program, std::string name) {
    return {.kind = "bpf",
            .priority = 1,
            .handle = handle,
            .protocol = ETH_P_ALL,
            .name = std::move(name),
            .program = program};
}

const TcFilter kOurs = bpf(kHandle, kProgram, "xvrrp_root_tc:[50]");

TcPosition position(const std::vector<TcFilter>& filters) {
    return position_among(filters, kHandle, kProgram);
}

} // namespace

TEST(TcFilter, is_missed_where_it_is_not_there) {
    EXPECT_FALSE(position({}).ours);
    EXPECT_FALSE(position({filter("u32", 1)}).ours);
}

TEST(TcFilter, is_missed_where_its_handle_has_another_program) {
    EXPECT_FALSE(position({bpf(kHandle, kProgram + 1, "xvrrp_root_tc:[51]")}).ours);
    EXPECT_FALSE(position({bpf(kHandle + 1, kProgram, "xvrrp_root_tc:[50]")}).ours);
}

TEST(TcFilter, is_first_before_all_others) {
    const auto found = position({kOurs, filter("flower", 2)});
    ASSERT_TRUE(found.ours);
    EXPECT_FALSE(found.in_front);
}

TEST(TcFilter, is_not_first_behind_one_that_sees_ip_packets) {
    for (const int protocol : {ETH_P_ALL, ETH_P_IP, ETH_P_IPV6, ETH_P_8021Q, ETH_P_8021AD}) {
        const auto found = position({filter("flower", 1, static_cast<std::uint16_t>(protocol)), kOurs});
        ASSERT_TRUE(found.ours);
        ASSERT_TRUE(found.in_front) << protocol;
        EXPECT_EQ(describe(*found.in_front), "the flower filter with priority 1");
    }
}

TEST(TcFilter, does_not_care_for_one_that_sees_no_adverts) {
    const auto found = position({filter("flower", 1, ETH_P_ARP), kOurs});
    EXPECT_TRUE(found.ours);
    EXPECT_FALSE(found.in_front);
}

TEST(TcFilter, does_not_care_for_that_of_another_xvrrpd) {
    const auto found = position({bpf(1, 49, "xvrrp_root_tc:[49]"), kOurs});
    EXPECT_TRUE(found.ours);
    EXPECT_FALSE(found.in_front);
}

TEST(TcFilter, names_a_bpf_filter) {
    const auto found = position({bpf(1, 49, "cil_from_netdev-eth0"), kOurs});
    ASSERT_TRUE(found.in_front);
    EXPECT_EQ(describe(*found.in_front), "the bpf filter cil_from_netdev-eth0 with priority 1");
}

} // namespace xvrrp::datapath
