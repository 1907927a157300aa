// SPDX-License-Identifier: GPL-2.0-or-later
// The events that end a stand-in, and those that do not.
#include "away.h"

#include <csignal>
#include <thread>

namespace xvrrp::test {

namespace {

using namespace std::chrono_literals;

} // namespace

class StoppedForLong : public Away {};

TEST_P(StoppedForLong, xvrrpd_is_backup_when_it_goes_on) {
    ASSERT_NO_FATAL_FAILURE(elect("    nopreempt\n"));
    const auto end = std::chrono::steady_clock::now() + 20s;
    a().daemon().stop();
    expect_peer_takes_over();
    EXPECT_TRUE(has_an_address(a())) << "its daemon cannot remove it";
    std::this_thread::sleep_until(end);
    EXPECT_LE(witness().end().answered_twice(), kOverlap);
    witness().begin();
    a().daemon().resume();
    EXPECT_TRUE(wait_until([&] { return are_all("BACKUP", "lease_ended"); })) << a().log();
    EXPECT_TRUE(wait_until([&] { return !has_an_address(a()); }));
    const auto seen = witness().end();
    EXPECT_EQ(seen.heard(a().address()), 0u);
    EXPECT_LE(seen.largest_gap(b().address(), GetParam().count), 3 * GetParam().gap);
    EXPECT_FALSE(seen.was_answered_by(a().netns().mac("eth0")));
}

INSTANTIATE_TEST_SUITE_P(Of, StoppedForLong, ::testing::Values(kTenPerSecond, many(kTenPerSecond)),
                         setting_name);

class Starved : public Away {};

// The virtual routers stay where they are, because the kernel needs no turn of the daemon.
TEST_P(Starved, xvrrpd_moves_nothing) {
    ASSERT_NO_FATAL_FAILURE(elect("", "    vrrp_priority 19\n"));
    std::vector<Process> busy;
    for (unsigned each = 0; each < 2 * std::thread::hardware_concurrency(); ++each)
        busy.push_back(elsewhere().start({"nice", "-n", "15", "sh", "-c", "while :; do :; done"}));
    witness().begin();
    std::this_thread::sleep_for(4s);
    EXPECT_TRUE(std::ranges::all_of(busy, &Process::running));
    expect_nothing_moved();
}

INSTANTIATE_TEST_SUITE_P(Of, Starved, ::testing::Values(kTenPerSecond, kHundredPerSecond), setting_name);

class Stopped : public Away {
protected:
    // Its lease would last for longer than any of these tests.
    void SetUp() override {
        Away::SetUp();
        if (IsSkipped())
            return;
        ASSERT_NO_FATAL_FAILURE(elect("    stand_in 30\n"));
        a().daemon().stop();
        std::this_thread::sleep_for(500ms);
    }

    void expect_master_again() {
        EXPECT_FALSE(witness().end().adverts.empty());
        a().daemon().resume();
        EXPECT_TRUE(wait_until([&] { return a().state() == "MASTER" && !has_an_address(b()); })) << a().log();
    }
};

TEST_P(Stopped, xvrrpd_says_nothing_more_when_it_has_no_carrier) {
    lan().unplug(a().netns(), "eth0");
    EXPECT_TRUE(b().becomes("MASTER"));
    lan().replug(a().netns(), "eth0");
    witness().begin();
    std::this_thread::sleep_for(1s);
    const auto seen = witness().end();
    EXPECT_EQ(seen.heard(a().address()), 0u) << "a gate does not open by itself";
    EXPECT_FALSE(seen.was_answered_by(a().netns().mac("eth0")));
    expect_master_again();
}

TEST_P(Stopped, xvrrpd_yields_to_a_better_peer) {
    b().write_config(config(kSecondPriority + 100));
    b().daemon().signal(SIGHUP);
    expect_peer_takes_over();
    witness().begin();
    std::this_thread::sleep_for(500ms);
    EXPECT_EQ(witness().end().heard(a().address()), 0u);
    a().daemon().resume();
    EXPECT_TRUE(wait_until([&] { return are_all("BACKUP", "higher_priority"); })) << a().log();
}

// The peer hears nobody, so it takes over although its priority is lower.
TEST_P(Stopped, xvrrpd_yields_to_any_peer_when_the_kernel_cannot_send) {
    a().netns().must("ip link set xvrrp0 down");
    expect_peer_takes_over();
    EXPECT_EQ(a().state(), "MASTER") << "its daemon does not know";
    expect_master_again();
}

INSTANTIATE_TEST_SUITE_P(Of, Stopped, ::testing::Values(kTenPerSecond, kHundredPerSecond), setting_name);

} // namespace xvrrp::test
