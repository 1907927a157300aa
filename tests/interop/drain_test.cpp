// SPDX-License-Identifier: GPL-2.0-or-later
// A drained xvrrpd hands over to Debian's keepalived after the skew, and the address is always there.
#include "daemon.h"
#include "support/wire.h"
#include "takeover.h"

namespace xvrrp::test {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kInterval{1000};

class DrainToKeepalived : public RootTest, public ::testing::WithParamInterface<std::string> {};

} // namespace

TEST_P(DrainToKeepalived, which_takes_over_after_the_skew_and_not_after_a_master_down_interval) {
    TwoRouters net;
    Instance instance{.advert_int = "1", .more = GetParam()};
    if (GetParam().find("nopreempt") == std::string::npos)
        instance.version = 2;
    net.a.run_xvrrpd(instance.text());
    instance.priority = kSecondPriority;
    net.b.run_keepalived(instance.text());
    ASSERT_TRUE(leads(net.a, net.b)) << net.a.log() << net.b.log();
    hear(net.wire, net.a.address());
    net.wire.clear();

    const auto done = net.a.xvrrpctl("drain");
    EXPECT_EQ(done.status, 0) << done.output << net.a.log();
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_TRUE(wait_until([&] { return net.b.has_vip(); }));
    EXPECT_FALSE(net.a.has_vip());
    const auto frames = net.wire.frames();
    const auto ours = adverts(frames, net.a.address());
    const auto theirs = adverts(frames, net.b.address());
    ASSERT_FALSE(ours.empty());
    ASSERT_FALSE(theirs.empty());
    EXPECT_EQ(ours.front().advert.priority, 0);
    const auto silence = theirs.front().time - ours.front().time;
    EXPECT_GE(silence, skew(kInterval) - milliseconds(20));
    EXPECT_LT(silence, skew(kInterval) + kInterval) << "far less than a master-down interval";

    // keepalived may not preempt, so it stays MASTER until xvrrpd is undrained.
    wait_until([] { return false; }, 4 * kInterval);
    EXPECT_EQ(net.a.state(), "FAULT");
    EXPECT_EQ(net.a.xvrrpctl("undrain").status, 0);
    EXPECT_TRUE(GetParam().empty() ? leads(net.a, net.b) : leads(net.b, net.a));
}

// keepalived yields to a higher priority, also with nopreempt, and comes back by its own preemption only.
TEST_P(DrainToKeepalived, and_a_promoted_xvrrpd_takes_over_from_it_for_a_while) {
    TwoRouters net;
    Instance instance{.advert_int = "1", .more = GetParam()};
    if (GetParam().find("nopreempt") == std::string::npos)
        instance.version = 2;
    net.b.run_keepalived(instance.text());
    ASSERT_TRUE(net.b.becomes("MASTER")) << net.b.log();
    instance.priority = kSecondPriority;
    net.a.run_xvrrpd(instance.text());
    ASSERT_TRUE(wait_until([&] { return !net.a.instance()["master"].is_null(); })) << net.a.log();
    ASSERT_EQ(net.a.xvrrpctl("promote VI_1 --for 4s").status, 0) << net.a.log();
    EXPECT_TRUE(leads(net.a, net.b)) << net.b.log();
    wait_until([] { return false; }, 10 * kInterval);
    EXPECT_TRUE(GetParam().empty() ? leads(net.b, net.a) : leads(net.a, net.b)) << net.a.log() << net.b.log();
}

INSTANTIATE_TEST_SUITE_P(With, DrainToKeepalived, ::testing::Values("", "    nopreempt\n"),
                         [](const auto& each) { return each.param.empty() ? "preempt" : "nopreempt"; });

} // namespace xvrrp::test
