// SPDX-License-Identifier: GPL-2.0-or-later
// Every way to receive adverts: native XDP, generic XDP and the tc ingress hook run the same failover.
#include "support/vrrp_host.h"
#include "support/wire.h"

namespace xvrrp::test {

namespace {

class Attached : public RootTest, public ::testing::WithParamInterface<const char*> {};

class Auto : public RootTest {};

} // namespace

TEST_P(Attached, hears_adverts_and_their_end) {
    TwoRouters net;
    const std::string mode = GetParam();
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}, {"--datapath", mode}));
    EXPECT_EQ(net.b.status()["interfaces"][0]["mode"], mode);
    ASSERT_TRUE(wait_until([&] { return net.b.counter("keepalive") > 10; }));
    // One advert and perhaps a gratuitous answer woke user space; the others did not.
    EXPECT_LE(net.b.counter("news"), 3U);
    net.a.daemon().terminate();
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_EQ(net.b.instance()["reason"], "master_resigned");
    EXPECT_TRUE(wait_until([&] { return net.b.has_vip(); }));
    net.a.run_xvrrpd(Instance{.priority = 100}.text(), {"--datapath", mode});
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_EQ(net.a.status()["interfaces"][0]["reused"], false);
    net.a.daemon().signal(SIGQUIT);
    EXPECT_EQ(net.a.daemon().wait(), 0);
    net.a.run_xvrrpd(Instance{.priority = 100}.text(), {"--datapath", mode});
    EXPECT_EQ(net.a.status()["interfaces"][0]["reused"], true);
    EXPECT_EQ(net.a.instance()["reason"], "leads_on");
    EXPECT_TRUE(leads(net.a, net.b));
    net.a.die();
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_EQ(net.b.instance()["reason"], "master_down");
}

INSTANTIATE_TEST_SUITE_P(By, Attached, ::testing::Values("native", "generic", "tc"),
                         [](const auto& each) { return std::string(each.param); });

TEST_F(Auto, is_native_on_a_veth_and_says_how_to_choose) {
    TwoRouters net;
    net.a.run_xvrrpd(Instance{}.text());
    EXPECT_EQ(net.a.status()["interfaces"][0]["mode"], "native");
    EXPECT_TRUE(net.a.daemon().says("eth0: adverts are received by native (")) << net.a.log();
    EXPECT_TRUE(net.a.daemon().says("--datapath eth0=auto|native|generic|tc chooses")) << net.a.log();
}

} // namespace xvrrp::test
