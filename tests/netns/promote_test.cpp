// SPDX-License-Identifier: GPL-2.0-or-later
// xvrrpctl promote and priority with live daemons.
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <algorithm>

namespace xvrrp::test {

namespace {

using std::chrono::seconds;

class Promote : public RootTest {
protected:
    TwoRouters net_{};

    // a is MASTER with priority 100, and b is BACKUP with 90 and has heard of it.
    void elect(const std::string& more = "") {
        ASSERT_TRUE(net_.elect({.priority = 100, .more = more}, {.priority = 90, .more = more}));
        ASSERT_TRUE(wait_until([&] { return knows_a_master(net_.b); })) << net_.b.log();
    }

    static bool knows_a_master(const VrrpHost& host) {
        const auto all = host.status()["instances"];
        return std::ranges::none_of(all, [](const auto& each) { return each["master"].is_null(); });
    }

    static nlohmann::json order_of(const VrrpHost& host) { return host.instance()["order"]; }
};

using Priority = Promote;

bool has_words(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string group_of_two(int priority) {
    const auto second = Instance{.priority = priority, .addresses = "192.168.1.101/24"}.text();
    auto text = "vrrp_sync_group G {\n    group {\n        VI_1\n        VI_2\n    }\n}\n" +
                Instance{.priority = priority}.text() + second;
    text.replace(text.rfind("VI_1"), 4, "VI_2");
    const std::string vrid = "virtual_router_id 51";
    return text.replace(text.rfind(vrid), vrid.size(), "virtual_router_id 52");
}

} // namespace

TEST_F(Promote, returns_when_the_backup_is_master_with_its_addresses) {
    elect();
    net_.wire.clear();
    const auto done = net_.b.xvrrpctl("promote VI_1");
    EXPECT_EQ(done.status, 0) << done.output << net_.b.log();
    EXPECT_TRUE(has_words(done.output, "VI_1 is MASTER: ")) << done.output;
    EXPECT_EQ(net_.b.instance()["reason"], "promoted");
    EXPECT_TRUE(net_.b.has_vip());
    EXPECT_TRUE(net_.a.becomes("BACKUP"));
    const auto sent = adverts(net_.wire.frames(), net_.b.address());
    ASSERT_FALSE(sent.empty());
    EXPECT_EQ(sent.front().advert.priority, 254);
}

TEST_F(Promote, needs_no_preemption) {
    elect("    nopreempt\n");
    EXPECT_EQ(net_.b.xvrrpctl("promote VI_1").status, 0) << net_.b.log();
    EXPECT_TRUE(leads(net_.b, net_.a));
}

TEST_F(Promote, ends_by_itself_and_the_better_router_is_master_again) {
    elect();
    ASSERT_EQ(net_.b.xvrrpctl("promote VI_1 --for 2s").status, 0);
    EXPECT_TRUE(leads(net_.b, net_.a));
    EXPECT_TRUE(wait_until([&] { return leads(net_.a, net_.b); }, seconds(8))) << net_.b.log();
    EXPECT_EQ(order_of(net_.b), nullptr);
}

TEST_F(Promote, ends_with_the_word_default) {
    elect();
    ASSERT_EQ(net_.b.xvrrpctl("promote VI_1").status, 0);
    const auto done = net_.b.xvrrpctl("priority VI_1 default");
    EXPECT_EQ(done.status, 0);
    EXPECT_TRUE(has_words(done.output, "VI_1 has priority 90, as configured, and is ")) << done.output;
    EXPECT_TRUE(wait_until([&] { return leads(net_.a, net_.b); })) << net_.b.log();
}

TEST_F(Promote, against_a_promoted_router_changes_nothing_and_says_what_to_do) {
    elect();
    ASSERT_EQ(net_.b.xvrrpctl("promote VI_1").status, 0);
    ASSERT_TRUE(wait_until([&] { return leads(net_.b, net_.a); }));
    const auto refused = net_.a.xvrrpctl("promote VI_1");
    EXPECT_EQ(refused.status, 1);
    EXPECT_TRUE(
        has_words(refused.output, "VI_1 is BACKUP: priority 254 of 192.168.1.2 is higher than our 100\n"))
        << refused.output;
    EXPECT_TRUE(has_words(refused.output, "xvrrpctl priority NAME default there ends that"))
        << refused.output;
    EXPECT_EQ(order_of(net_.a), nullptr);
    EXPECT_TRUE(leads(net_.b, net_.a));
}

TEST_F(Promote, of_one_in_fault_changes_nothing) {
    elect();
    net_.b.netns().ip("link set eth0 down");
    ASSERT_TRUE(net_.b.becomes("FAULT"));
    const auto refused = net_.b.xvrrpctl("promote VI_1");
    EXPECT_EQ(refused.status, 1);
    EXPECT_TRUE(has_words(refused.output, "VI_1 is FAULT: the interface is down")) << refused.output;
    EXPECT_EQ(order_of(net_.b), nullptr);
}

TEST_F(Promote, of_one_member_moves_the_whole_sync_group) {
    net_.a.run_xvrrpd(group_of_two(100));
    net_.b.run_xvrrpd(group_of_two(90));
    const auto second = core::IpAddress::from_text("192.168.1.101").value();
    const auto has_both = [&](const VrrpHost& host) { return host.has_vip() && host.netns().has(second); };
    const auto has_none = [&](const VrrpHost& host) { return !host.has_vip() && !host.netns().has(second); };
    ASSERT_TRUE(wait_until([&] { return has_both(net_.a) && has_none(net_.b); })) << net_.a.log();
    ASSERT_TRUE(wait_until([&] { return knows_a_master(net_.b); })) << net_.b.log();
    const auto done = net_.b.xvrrpctl("promote VI_2");
    EXPECT_EQ(done.status, 0) << done.output << net_.b.log();
    EXPECT_TRUE(has_words(done.output, "VI_1 is MASTER: ")) << done.output;
    EXPECT_TRUE(has_words(done.output, "VI_2 is MASTER: ")) << done.output;
    EXPECT_TRUE(wait_until([&] { return has_both(net_.b) && has_none(net_.a); })) << net_.a.log();
}

TEST_F(Promote, is_explained_and_noted) {
    elect();
    ASSERT_EQ(net_.b.xvrrpctl("promote VI_1 --for 1h").status, 0);
    const auto why = net_.b.xvrrpctl("why VI_1").output;
    EXPECT_TRUE(
        has_words(why, "Its priority is 254 instead of the configured 90 for 59 min more, because xvrrpctl "
                       "promote asked for that."))
        << why;
    EXPECT_TRUE(has_words(why, "- xvrrpctl priority VI_1 default gives it the configured priority again."))
        << why;
    const auto events = net_.b.xvrrpctl("events").output;
    EXPECT_TRUE(has_words(events, "promotion for 60 min is asked for")) << events;
    EXPECT_TRUE(has_words(net_.b.log(), "(VI_1) Entering MASTER STATE")) << net_.b.log();
    EXPECT_TRUE(has_words(net_.b.xvrrpctl("show VI_1").output, "ordered"))
        << net_.b.xvrrpctl("show VI_1").output;
}

TEST_F(Promote, outlives_a_reload_a_crash_and_a_restart_and_ends_with_the_daemon) {
    elect();
    ASSERT_EQ(net_.b.xvrrpctl("promote VI_1 --for 1h").status, 0);
    const auto until = order_of(net_.b);
    net_.b.write_config(Instance{.priority = 80}.text());
    ASSERT_EQ(net_.b.xvrrpctl("reload").status, 0);
    EXPECT_EQ(net_.b.instance()["priority"]["effective"], 254);
    ASSERT_EQ(net_.b.xvrrpctl("restart").status, 0);
    EXPECT_EQ(net_.b.instance()["priority"]["effective"], 254);
    EXPECT_TRUE(leads(net_.b, net_.a)) << net_.b.log();
    net_.b.daemon().kill();
    net_.b.run_xvrrpd(Instance{.priority = 80}.text());
    EXPECT_EQ(net_.b.instance()["priority"]["effective"], 254);
    EXPECT_TRUE(wait_until([&] { return leads(net_.b, net_.a); })) << net_.b.log();
    net_.b.daemon().terminate();
    ASSERT_EQ(net_.b.daemon().wait(), 0);
    net_.b.run_xvrrpd(Instance{.priority = 80}.text());
    EXPECT_EQ(net_.b.instance()["priority"]["effective"], 80);
    EXPECT_EQ(order_of(net_.b), nullptr);
}

TEST_F(Promote, with_wrong_words_changes_nothing) {
    elect();
    EXPECT_EQ(net_.b.xvrrpctl("promote").status, 2) << "it needs a name";
    EXPECT_EQ(net_.b.xvrrpctl("promote VI_1 --for 0s").status, 2);
    EXPECT_EQ(net_.b.xvrrpctl("promote VI_1 --for 25h").status, 2);
    EXPECT_EQ(net_.b.xvrrpctl("promote VI_9").status, 1);
    EXPECT_EQ(net_.b.xvrrpctl("priority VI_1").status, 2);
    EXPECT_EQ(net_.b.xvrrpctl("priority VI_1 0").status, 2);
    EXPECT_EQ(net_.b.xvrrpctl("priority VI_1 255").status, 2);
    EXPECT_EQ(net_.b.xvrrpctl("priority VI_1 high").status, 2);
    EXPECT_EQ(order_of(net_.b), nullptr);
    EXPECT_TRUE(leads(net_.a, net_.b));
}

TEST_F(Priority, moves_master_by_the_election_and_back) {
    elect();
    const auto done = net_.a.xvrrpctl("priority VI_1 50 --for 3s");
    EXPECT_EQ(done.status, 0);
    EXPECT_TRUE(has_words(done.output, "VI_1 has priority 50 until 2")) << done.output;
    EXPECT_TRUE(wait_until([&] { return leads(net_.b, net_.a); })) << net_.a.log();
    EXPECT_TRUE(wait_until([&] { return leads(net_.a, net_.b); }, seconds(10))) << net_.a.log();
}

TEST_F(Priority, of_an_owner_is_refused) {
    ASSERT_TRUE(net_.elect({.priority = 255, .state = "MASTER"}, {.priority = 90}));
    const auto refused = net_.a.xvrrpctl("priority VI_1 50");
    EXPECT_EQ(refused.status, 1);
    EXPECT_TRUE(has_words(refused.output, "VI_1 has priority 255 and owns its addresses")) << refused.output;
    EXPECT_EQ(net_.b.xvrrpctl("promote VI_1").status, 1);
    EXPECT_TRUE(leads(net_.a, net_.b));
}

} // namespace xvrrp::test
