// SPDX-License-Identifier: GPL-2.0-or-later
// Two routers with one virtual address: which of them has it, when it moves, and the frames on the wire.
#include "support/vrrp_host.h"
#include "support/wire.h"

namespace xvrrp::test {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Failover : public RootTest {};

// With advert_int 0.5 and version 3, the skew of priority 90 is 324 ms and its master-down interval 1824 ms.
Instance half_second(int priority) {
    return {.priority = priority, .advert_int = "0.5"};
}

// The time from the last advert of one router to the first advert of the other one after it.
milliseconds silence(Port& wire, const VrrpHost& from, const VrrpHost& to) {
    const auto first = wire.wait_for(advert_from(to.address()));
    const auto before = adverts(wire.frames(), from.address());
    if (!first || before.empty())
        return milliseconds::max();
    return std::chrono::duration_cast<milliseconds>(first->time - before.back().time);
}

std::vector<core::IpAddress> senders(const std::vector<Frame>& frames) {
    std::vector<core::IpAddress> found;
    for (const auto& frame : frames) {
        if (const auto seen = read_advert(frame); seen && (found.empty() || found.back() != seen->source))
            found.push_back(seen->source);
    }
    return found;
}

} // namespace

TEST_F(Failover, follows_a_published_configuration) {
    TwoRouters net;
    ASSERT_TRUE(net.elect(published(100, "MASTER"), published(90)));
    EXPECT_EQ(net.a.instance()["master"], (nlohmann::json{{"address", "192.168.1.1"}, {"priority", 100}}));
    EXPECT_EQ(net.b.instance()["master"], (nlohmann::json{{"address", "192.168.1.1"}, {"priority", 100}}));
    const auto seen = adverts(net.wire.frames(), net.a.address());
    ASSERT_FALSE(seen.empty());
    const core::Advert expected{.version = core::Version::V2,
                                .vrid = 51,
                                .priority = 100,
                                .interval = core::Centiseconds(100),
                                .authentication = {VRRP_AUTH_PASS, {'1', '1', '1', '1'}},
                                .addresses = {virtual_address()}};
    EXPECT_EQ(seen.back().advert, expected);

    net.a.die();
    // 3 s and 166/256 s.
    const auto taken_after = silence(net.wire, net.a, net.b);
    EXPECT_GT(taken_after, milliseconds(3600));
    EXPECT_LT(taken_after, milliseconds(4600));
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_TRUE(wait_until([&] { return net.b.has_vip(); }));
    EXPECT_EQ(net.b.instance()["reason"], "master_down");
}

TEST_F(Failover, takes_over_when_the_master_is_killed) {
    TwoRouters net;
    ASSERT_TRUE(net.elect(half_second(100), half_second(90)));
    net.a.die();
    const auto taken_after = silence(net.wire, net.a, net.b);
    EXPECT_GT(taken_after, milliseconds(1800));
    EXPECT_LT(taken_after, milliseconds(2800));
    EXPECT_TRUE(wait_until([&] { return net.b.has_vip(); }));
    const auto takeover = net.b.instance()["takeover"];
    EXPECT_LT(takeover["last_advert_ns"], takeover["deadline_ns"]);
    EXPECT_LE(takeover["deadline_ns"], takeover["master_ns"]);
    EXPECT_LE(takeover["master_ns"], takeover["addresses_ns"]);
    EXPECT_LE(takeover["addresses_ns"], takeover["announced_ns"]);
}

TEST_F(Failover, sends_the_advert_before_five_gratuitous_arps) {
    TwoRouters net;
    ASSERT_TRUE(net.elect(half_second(100), half_second(90)));
    net.wire.clear();
    net.a.daemon().kill();
    const auto arp = gratuitous_arp(net.b.netns().mac("eth0"), virtual_address());
    ASSERT_TRUE(net.wire.wait_for(arp));
    ASSERT_TRUE(wait_until([&] { return adverts(net.wire.frames(), net.b.address()).size() >= 3; }));
    std::string order;
    for (const auto& frame : net.wire.frames()) {
        if (arp(frame))
            order += 'g';
        else if (advert_from(net.b.address())(frame))
            order += 'a';
    }
    EXPECT_EQ(order, "agggggaa");
}

TEST_F(Failover, hands_over_within_the_skew_when_the_master_leaves) {
    TwoRouters net;
    ASSERT_TRUE(net.elect(half_second(100), half_second(90)));
    net.a.daemon().terminate();
    ASSERT_TRUE(net.wire.wait_for(resignation_from(net.a.address())));
    const auto taken_after = silence(net.wire, net.a, net.b);
    EXPECT_GT(taken_after, milliseconds(300));
    EXPECT_LT(taken_after, milliseconds(1300)); // a master-down interval would be 1824
    EXPECT_EQ(net.a.daemon().wait(), 0) << net.a.log();
    EXPECT_FALSE(net.a.has_vip());
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_TRUE(wait_until([&] { return net.b.has_vip(); }));
    EXPECT_EQ(net.b.instance()["reason"], "master_resigned");
    EXPECT_EQ(adverts(net.wire.frames(), net.a.address()).back().advert.priority, 0);
}

TEST_F(Failover, gives_the_address_back_to_the_higher_priority) {
    TwoRouters net;
    ASSERT_TRUE(net.elect(half_second(100), half_second(90)));
    net.a.daemon().kill();
    ASSERT_TRUE(net.b.becomes("MASTER"));
    net.a.run_xvrrpd(half_second(100).text());
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_EQ(net.a.instance()["reason"], "preempting");
    EXPECT_EQ(net.b.instance()["reason"], "higher_priority");
    net.wire.clear();
    ASSERT_TRUE(wait_until([&] { return adverts(net.wire.frames(), net.a.address()).size() > 4; }));
    EXPECT_EQ(senders(net.wire.frames()), std::vector{net.a.address()});
}

TEST_F(Failover, leaves_the_address_where_it_is_with_nopreempt) {
    TwoRouters net;
    auto of_a = Instance{.priority = 100};
    of_a.more = "    nopreempt\n";
    ASSERT_TRUE(net.elect(of_a, {.priority = 90}));
    net.a.daemon().kill();
    ASSERT_TRUE(net.b.becomes("MASTER"));
    net.a.run_xvrrpd(of_a.text());
    EXPECT_TRUE(leads(net.b, net.a));
    net.wire.clear();
    // 4 s are more than five master-down intervals.
    ASSERT_TRUE(wait_until([&] { return adverts(net.wire.frames(), net.b.address()).size() > 20; }));
    EXPECT_EQ(senders(net.wire.frames()), std::vector{net.b.address()});
    EXPECT_TRUE(leads(net.b, net.a));
}

} // namespace xvrrp::test
