// SPDX-License-Identifier: GPL-2.0-or-later
// A daemon that does not run for a while must not conclude anything from its own absence.
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <thread>

namespace xvrrp::test {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// At 0.1 s the master-down interval of priority 90 is 365 ms.
Instance fast(int priority) {
    return {.priority = priority, .advert_int = "0.1"};
}

class Lateness : public RootTest {
protected:
    // The backup does not run for that long, and it sends nothing, neither then nor afterwards.
    static void stop_the_backup_for(milliseconds absence) {
        TwoRouters net;
        ASSERT_TRUE(net.elect(fast(100), fast(90)));
        net.b.daemon().stop();
        std::this_thread::sleep_for(absence);
        net.wire.clear();
        net.b.daemon().resume();
        ASSERT_TRUE(wait_until([&] { return adverts(net.wire.frames(), net.a.address()).size() > 10; }));
        EXPECT_TRUE(adverts(net.wire.frames(), net.b.address()).empty());
        EXPECT_EQ(net.b.log().find("MASTER STATE"), std::string::npos) << net.b.log();
        EXPECT_EQ(net.b.counter("master-transitions"), 0U);
        EXPECT_TRUE(leads(net.a, net.b));
    }
};

} // namespace

TEST_F(Lateness, does_not_elect_a_backup_that_missed_five_master_down_intervals) {
    stop_the_backup_for(seconds(2));
}

// After this time the kernel side takes the daemon for dead.
TEST_F(Lateness, does_not_elect_a_backup_that_was_stopped_for_ten_seconds) {
    stop_the_backup_for(seconds(10));
}

TEST_F(Lateness, still_elects_a_backup_whose_master_died_meanwhile) {
    TwoRouters net;
    ASSERT_TRUE(net.elect(fast(100), fast(90)));
    net.b.daemon().stop();
    net.a.die();
    std::this_thread::sleep_for(seconds(1));
    net.b.daemon().resume();
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_EQ(net.b.instance()["reason"], "master_down");
}

// The deadline is long past, so there is nothing left to wait for.
TEST_F(Lateness, elects_a_backup_at_once_that_wakes_up_after_its_master_died) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100, .advert_int = "1"}, {.priority = 90, .advert_int = "1"}));
    net.b.daemon().stop();
    net.a.die();
    std::this_thread::sleep_for(seconds(5)); // the master-down interval is 3.65 s
    net.wire.clear();
    net.b.daemon().resume();
    EXPECT_TRUE(net.wire.wait_for(advert_from(net.b.address()), seconds(1)));
    EXPECT_TRUE(wait_until([&] { return net.b.has_vip(); }));
}

TEST_F(Lateness, leaves_one_master_when_a_master_comes_back_that_was_thought_dead) {
    TwoRouters net;
    auto alone = fast(100);
    alone.more = "    stand_in off\n";
    ASSERT_TRUE(net.elect(alone, fast(90)));
    net.a.daemon().stop();
    ASSERT_TRUE(net.b.becomes("MASTER"));
    net.a.daemon().resume();
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_EQ(net.b.instance()["reason"], "higher_priority");
    EXPECT_EQ(net.a.counter("master-transitions"), 1U);
}

} // namespace xvrrp::test
