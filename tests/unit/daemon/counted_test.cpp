// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/dumps/counted.h"

#include <memory>

#include <gtest/gtest.h>

namespace xvrrp::daemon {

namespace {

core::RouterSnapshot counting(core::VirtualRouterConfig config = {}) {
    core::RouterSnapshot router;
    router.config = std::make_shared<core::VirtualRouterConfig>(std::move(config));
    router.counters = {.master_transitions = 3,
                       .adverts_sent = 40,
                       .priority_zero_sent = 2,
                       .address_list_errors = 7,
                       .refused = {}};
    return router;
}

TEST(CountedOf, a_virtual_router_has_what_keepalived_counts) {
    vrrp_stats stats{};
    stats.accepted = 9;
    stats.priority_zero = 1;
    stats.too_short = 1;
    stats.length = 2;
    stats.ttl = 4;
    stats.type = 5;
    stats.interval_mismatch = 6;
    stats.auth_type = 10;
    stats.auth_data = 20;
    stats.checksum = 1000; // keepalived does not count it
    const auto out = counted(stats, counting());
    EXPECT_EQ(out.counts, (std::array<std::uint64_t, kCounts>{9,  40, 3, 3, 3, 4, 5, 6, 7, 0,
                                                              10, 20, 0, 0, 0, 0, 0, 0, 1, 2}));
}

TEST(CountedOf, a_master_has_left_one_time_less_than_it_came) {
    auto router = counting();
    router.state = core::State::Master;
    EXPECT_EQ(counted({}, router)[Count::ReleasedMaster], 2U);
    router.counters.master_transitions = 0; // it leads on for a former daemon
    EXPECT_EQ(counted({}, router)[Count::ReleasedMaster], 0U);
}

TEST(CountedOf, refused_signatures_are_those_of_auth_hmac_or_a_failure_of_ah) {
    vrrp_stats stats{};
    stats.hmac_replay = 3;
    stats.hmac_invalid = 4;
    EXPECT_EQ(counted(stats, counting())[Count::AuthFailed], 7U);
    core::VirtualRouterConfig with_hmac;
    with_hmac.hmac.emplace();
    const auto out = counted(stats, counting(with_hmac));
    EXPECT_EQ(out[Count::AuthFailed], 0U);
    EXPECT_EQ(out[Count::HmacReplay], 3U);
    EXPECT_EQ(out[Count::HmacInvalid], 4U);
}

Counted sent(std::uint64_t number) {
    Counted out;
    out[Count::Sent] = number;
    return out;
}

TEST(ClearedCounters, begin_at_zero_for_one_virtual_router_until_it_is_forgotten) {
    Cleared cleared;
    cleared.clear({1}, sent(10));
    EXPECT_EQ(cleared.since({1}, sent(12)), sent(2));
    EXPECT_EQ(cleared.since({2}, sent(12)), sent(12));
    EXPECT_EQ(cleared.since({1}, sent(9)), sent(0));
    cleared.forget({1});
    EXPECT_EQ(cleared.since({1}, sent(12)), sent(12));
}

} // namespace

} // namespace xvrrp::daemon
