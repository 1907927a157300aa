// SPDX-License-Identifier: GPL-2.0-or-later
// xvrrpctl drain and undrain with live daemons.
#include "support/address_monitor.h"
#include "support/notify_scripts.h"
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <atomic>
#include <functional>
#include <thread>

namespace xvrrp::test {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Drain : public RootTest {
protected:
    TwoRouters net_{};

    void elect(const std::string& more = "") {
        ASSERT_TRUE(net_.elect({.priority = 100, .more = more}, {.priority = 90}));
    }

    static std::string drain_of(const VrrpHost& host) { return host.instance().value("drain", ""); }

    // Neither host has the address at one of the looks.
    bool is_ever_without(const std::function<void()>& meanwhile) const {
        bool without = false;
        std::atomic<bool> over = false;
        std::thread look([&] {
            while (!over)
                without = without || (!net_.a.has_vip() && !net_.b.has_vip());
        });
        meanwhile();
        over = true;
        look.join();
        return without;
    }
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string with_vrid_52(std::string text) {
    const std::string before = "virtual_router_id 51";
    return text.replace(text.find(before), before.size(), "virtual_router_id 52");
}

std::string in_group(int priority) {
    auto text = "vrrp_sync_group G {\n    group {\n        VI_1\n        VI_2\n    }\n}\n" +
                Instance{.priority = priority}.text();
    auto second = with_vrid_52(Instance{.priority = priority, .addresses = "192.168.1.101/24"}.text());
    return text + second.replace(second.find("VI_1"), 4, "VI_2");
}

} // namespace

TEST_F(Drain, hands_over_and_returns_when_the_addresses_are_gone) {
    elect();
    Finished done;
    EXPECT_FALSE(is_ever_without([&] { done = net_.a.xvrrpctl("drain"); }));
    EXPECT_EQ(done.status, 0) << done.output;
    EXPECT_EQ(done.output,
              "VI_1 is FAULT: it is drained until xvrrpctl undrain, and 192.168.1.2 took over\n");
    EXPECT_FALSE(net_.a.has_vip());
    EXPECT_TRUE(net_.b.becomes("MASTER"));
    const auto sent = adverts(net_.wire.frames(), net_.a.address());
    EXPECT_EQ(sent.back().advert.priority, 0);
}

TEST_F(Drain, is_shown_by_the_status_by_why_in_the_events_and_in_the_log) {
    elect();
    ASSERT_EQ(net_.a.xvrrpctl("drain VI_1").status, 0);
    const auto instance = net_.a.instance();
    EXPECT_EQ(instance["drain"], "drained");
    EXPECT_EQ(instance["state"], "FAULT");
    EXPECT_EQ(instance["reason"], "drained");
    const std::string sentence = "it is drained until xvrrpctl undrain, and 192.168.1.2 took over";
    EXPECT_EQ(instance["fault_reasons"], nlohmann::json::array({sentence}));
    EXPECT_TRUE(contains(net_.a.xvrrpctl("status").output, "1 FAULT; drained: 1\n"));
    const auto why = net_.a.xvrrpctl("why VI_1").output;
    EXPECT_TRUE(contains(why, "It is drained until xvrrpctl undrain, and 192.168.1.2 took over, for "))
        << why;
    EXPECT_TRUE(contains(why, "192.168.1.2 is MASTER with priority 90")) << why;
    EXPECT_TRUE(contains(why, "- Run xvrrpctl undrain VI_1")) << why;
    const auto events = net_.a.xvrrpctl("events").output;
    EXPECT_TRUE(contains(events, "drain is asked for")) << events;
    EXPECT_TRUE(contains(events, sentence)) << events;
    EXPECT_TRUE(contains(net_.a.log(), "(VI_1) Entering FAULT STATE (" + sentence + ")")) << net_.a.log();
}

TEST_F(Drain, keeps_it_away_when_nobody_else_is_left_and_undrain_brings_it_back) {
    elect();
    ASSERT_EQ(net_.a.xvrrpctl("drain").status, 0);
    net_.b.daemon().kill();
    wait_until([] { return false; }, seconds(2)); // more than two master-down intervals
    EXPECT_EQ(net_.a.state(), "FAULT");
    EXPECT_FALSE(net_.a.has_vip());
    const auto undone = net_.a.xvrrpctl("undrain");
    EXPECT_EQ(undone.status, 0);
    EXPECT_TRUE(contains(undone.output, "VI_1 is BACKUP: ")) << undone.output;
    EXPECT_TRUE(net_.a.becomes("MASTER"));
    EXPECT_EQ(drain_of(net_.a), "no");
}

TEST_F(Drain, without_another_router_is_called_off_unless_it_is_forced) {
    net_.a.run_xvrrpd(Instance{}.text());
    ASSERT_TRUE(net_.a.becomes("MASTER"));
    ASSERT_TRUE(wait_until([&] { return net_.a.has_vip(); }));
    const AddressMonitor addresses(net_.a.netns());
    const auto refused = net_.a.xvrrpctl("drain");
    EXPECT_EQ(refused.status, 1);
    EXPECT_TRUE(contains(refused.output, "1 virtual router stays MASTER, because no other router took over"))
        << refused.output;
    EXPECT_EQ(net_.a.instance()["state"], "MASTER");
    EXPECT_FALSE(addresses.lost(virtual_address()));
    const auto forced = net_.a.xvrrpctl("drain --force");
    EXPECT_EQ(forced.status, 0);
    EXPECT_EQ(forced.output,
              "VI_1 is FAULT: it is drained until xvrrpctl undrain, and no other router took over\n");
    EXPECT_FALSE(net_.a.has_vip());
}

TEST_F(Drain, runs_before_backup_first_and_tells_what_it_waits_for_at_the_timeout) {
    const NotifyScripts scripts;
    const auto stop = scripts.script("stop", "until [ -e " + scripts.file("go") + " ]; do sleep 0.05; done");
    elect("    before_backup " + stop + " 30\n    notify_fault \"" + scripts.path() + " fault\"\n");
    const auto late = net_.a.xvrrpctl("drain --timeout 1s");
    EXPECT_EQ(late.status, 4);
    EXPECT_TRUE(contains(late.output,
                         "VI_1 is MASTER: before_backup runs, and this router hands its addresses "
                         "over after it\n"))
        << late.output;
    EXPECT_TRUE(contains(late.output, "1 virtual router has not handed over yet")) << late.output;
    EXPECT_EQ(drain_of(net_.a), "draining");
    EXPECT_TRUE(net_.a.has_vip());
    EXPECT_EQ(net_.b.state(), "BACKUP");
    scripts.script("go", "");
    EXPECT_EQ(net_.a.xvrrpctl("drain").status, 0);
    EXPECT_TRUE(leads(net_.b, net_.a) || net_.a.state() == "FAULT");
    EXPECT_TRUE(scripts.tells("[fault]")) << "a drained router is FAULT for scripts";
}

TEST_F(Drain, outlives_a_reload) {
    elect();
    ASSERT_EQ(net_.a.xvrrpctl("drain").status, 0);
    net_.a.write_config(Instance{.priority = 200}.text());
    ASSERT_EQ(net_.a.xvrrpctl("reload").status, 0);
    net_.a.write_config(with_vrid_52(Instance{.priority = 200}.text())); // another virtual router
    ASSERT_EQ(net_.a.xvrrpctl("reload").status, 0);
    net_.a.write_config(Instance{.priority = 200}.text());
    ASSERT_EQ(net_.a.xvrrpctl("reload").status, 0);
    wait_until([] { return false; }, seconds(2));
    EXPECT_EQ(drain_of(net_.a), "drained");
    EXPECT_TRUE(contains(net_.a.xvrrpctl("status").output, "drained: 1"));
}

TEST_F(Drain, outlives_a_crash_and_a_restart_and_ends_with_the_daemon) {
    elect();
    ASSERT_EQ(net_.a.xvrrpctl("drain").status, 0);
    const auto owner = Instance{.priority = 255}.text(); // it would be MASTER at once
    net_.a.daemon().kill();
    net_.a.run_xvrrpd(owner);
    EXPECT_EQ(drain_of(net_.a), "drained");
    EXPECT_TRUE(contains(net_.a.log(), "(VI_1) Entering FAULT STATE (it is drained until xvrrpctl undrain)"))
        << net_.a.log();
    ASSERT_EQ(net_.a.xvrrpctl("restart").status, 0);
    wait_until([] { return false; }, seconds(1));
    EXPECT_EQ(drain_of(net_.a), "drained");
    EXPECT_FALSE(net_.a.has_vip());
    EXPECT_EQ(net_.b.state(), "MASTER");
    net_.a.daemon().terminate();
    ASSERT_EQ(net_.a.daemon().wait(), 0);
    net_.a.run_xvrrpd(owner);
    EXPECT_TRUE(net_.a.becomes("MASTER"));
}

TEST_F(Drain, that_a_restart_interrupts_is_called_off_and_moves_nothing) {
    const NotifyScripts scripts;
    const auto stop = scripts.script("stop", "sleep 60");
    elect("    before_backup " + stop + " 60\n");
    EXPECT_EQ(net_.a.xvrrpctl("drain --timeout 0s").status, 4);
    EXPECT_EQ(drain_of(net_.a), "draining");
    ASSERT_EQ(net_.a.xvrrpctl("restart").status, 0);
    EXPECT_EQ(drain_of(net_.a), "no");
    EXPECT_TRUE(leads(net_.a, net_.b)) << net_.a.log();
}

TEST_F(Drain, of_one_member_moves_the_whole_sync_group) {
    net_.a.run_xvrrpd(in_group(100));
    net_.b.run_xvrrpd(in_group(90));
    const auto second = core::IpAddress::from_text("192.168.1.101").value();
    const auto has_both = [&](const VrrpHost& host) { return host.has_vip() && host.netns().has(second); };
    const auto has_none = [&](const VrrpHost& host) { return !host.has_vip() && !host.netns().has(second); };
    ASSERT_TRUE(wait_until([&] { return has_both(net_.a) && has_none(net_.b); })) << net_.a.log();
    const auto done = net_.a.xvrrpctl("drain VI_2");
    EXPECT_EQ(done.status, 0) << done.output;
    EXPECT_TRUE(contains(done.output, "VI_1 is FAULT: it is drained")) << done.output;
    EXPECT_TRUE(contains(done.output, "VI_2 is FAULT: it is drained")) << done.output;
    EXPECT_TRUE(has_none(net_.a));
    EXPECT_TRUE(wait_until([&] { return has_both(net_.b); })) << net_.b.log();
    EXPECT_EQ(net_.a.xvrrpctl("undrain VI_1").status, 0);
    EXPECT_TRUE(wait_until([&] { return has_both(net_.a) && has_none(net_.b); })) << net_.a.log();
}

TEST_F(Drain, of_an_owner_hands_over_too) {
    ASSERT_TRUE(net_.elect({.priority = 255, .state = "MASTER"}, {.priority = 90}));
    EXPECT_EQ(net_.a.xvrrpctl("drain").status, 0);
    EXPECT_TRUE(net_.b.becomes("MASTER"));
    EXPECT_FALSE(net_.a.has_vip());
}

TEST_F(Drain, of_unknown_names_and_with_wrong_options_changes_nothing) {
    elect();
    const auto unknown = net_.a.xvrrpctl("drain VI_1 VI_9");
    EXPECT_EQ(unknown.status, 1);
    EXPECT_TRUE(contains(unknown.output, "no virtual router is named \"VI_9\"")) << unknown.output;
    EXPECT_EQ(net_.a.xvrrpctl("drain VI_1 --all").status, 2);
    EXPECT_EQ(net_.a.xvrrpctl("drain --timeout 25h").status, 2);
    EXPECT_EQ(net_.a.xvrrpctl("undrain --force").status, 2);
    EXPECT_EQ(drain_of(net_.a), "no");
    EXPECT_TRUE(leads(net_.a, net_.b));
}

} // namespace xvrrp::test
