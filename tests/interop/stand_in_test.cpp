// SPDX-License-Identifier: GPL-2.0-or-later
// A keepalived that is BACKUP does not notice that the daemon of the MASTER is stopped, killed or replaced.
#include "support/questioned.h"

#include <csignal>
#include <thread>

namespace xvrrp::test {

namespace {

using namespace std::chrono_literals;

struct Case {
    const char* name;
    const char* interval;
    std::chrono::milliseconds gap; // at most
    int version;
};

class BeforeKeepalived : public RootTest, public ::testing::WithParamInterface<Case> {
protected:
    Instance with(int priority) const {
        auto instance = every(GetParam().interval, priority);
        instance.version = GetParam().version;
        return instance;
    }

    void SetUp() override {
        RootTest::SetUp();
        if (IsSkipped())
            return;
        net_.emplace();
        net_->a.run_xvrrpd(with(100).text());
        net_->b.run_keepalived(with(90).text());
        ASSERT_TRUE(leads(net_->a, net_->b));
        std::this_thread::sleep_for(1s);
        net_->wire.clear();
    }

    void start_after(std::chrono::milliseconds pause) {
        std::this_thread::sleep_for(pause);
        net_->a.run_xvrrpd(with(100).text());
    }

    void expect_nothing_moved() {
        std::this_thread::sleep_for(500ms);
        EXPECT_EQ(net_->b.state(), "BACKUP") << net_->b.log();
        EXPECT_TRUE(adverts(net_->wire.frames(), net_->b.address()).empty());
        EXPECT_LE(largest_gap(adverts(net_->wire.frames(), net_->a.address())), GetParam().gap);
        EXPECT_TRUE(net_->is_answered_by(net_->a));
        EXPECT_FALSE(net_->b.has_vip());
    }

    std::optional<Questioned> net_;
};

} // namespace

TEST_P(BeforeKeepalived, nothing_moves_while_xvrrpd_is_stopped_for_two_seconds) {
    net_->a.daemon().stop();
    std::this_thread::sleep_for(2s);
    net_->a.daemon().resume();
    expect_nothing_moved();
}

TEST_P(BeforeKeepalived, nothing_moves_when_xvrrpd_is_killed_and_starts_again) {
    net_->a.daemon().kill();
    start_after(300ms);
    expect_nothing_moved();
    net_->wire.clear();
    net_->a.daemon().kill();
    start_after(1500ms);
    expect_nothing_moved();
}

TEST_P(BeforeKeepalived, nothing_moves_when_xvrrpd_is_replaced) {
    net_->a.daemon().signal(SIGQUIT);
    EXPECT_EQ(net_->a.daemon().wait(), 0) << net_->a.log();
    start_after(4s);
    expect_nothing_moved();
}

TEST_P(BeforeKeepalived, the_address_moves_with_the_end_of_the_lease_and_comes_back) {
    net_->a.daemon().stop();
    ASSERT_TRUE(net_->wire.wait_for(resignation_from(net_->a.address()), 5s));
    EXPECT_TRUE(net_->b.becomes("MASTER"));
    EXPECT_TRUE(wait_until([&] { return net_->b.has_vip(); }));
    EXPECT_FALSE(net_->is_answered_by(net_->a));
    EXPECT_TRUE(net_->is_answered_by(net_->b));
    net_->a.daemon().resume();
    EXPECT_TRUE(leads(net_->a, net_->b));
}

INSTANTIATE_TEST_SUITE_P(As, BeforeKeepalived,
                         ::testing::Values(Case{"version_2_at_1_s", "1", 1500ms, 2},
                                           Case{"version_3_at_100_ms", "0.1", 150ms, 3}),
                         [](const auto& each) { return each.param.name; });

} // namespace xvrrp::test
