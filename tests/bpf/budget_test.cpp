// SPDX-License-Identifier: GPL-2.0-or-later
// Adverts that go up the stack, where tcpdump sees them, and adverts that end in the program.
#include "rx_under_test.h"

namespace xvrrp::test {

namespace {

constexpr std::uint64_t kHour = 3'600'000'000'000;

class Budget : public RxTest {
protected:
    void SetUp() override {
        RxTest::SetUp();
        if (!IsSkipped())
            rx().control().visible_period_ns = kHour; // no token comes back during a test
    }

    // Returns how many of that many adverts passed and how many were consumed.
    static std::pair<std::uint64_t, std::uint64_t> run(std::uint32_t times, const Bytes& frame = kAdvert,
                                                       Program program = Program::Xdp) {
        auto counters = rx().run(frame, program, times).counters;
        return {counters["1.passed"], counters["1.consumed"]};
    }

    using Split = std::pair<std::uint64_t, std::uint64_t>;

    static const Bytes kAdvert;
    static const Bytes kRefused;
};

const Bytes Budget::kAdvert = Ethernet{} / Ipv4{} / Vrrp{};
const Bytes Budget::kRefused = Ethernet{} / Ipv4{} / Vrrp{.checksum = 1};

} // namespace

TEST_F(Budget, a_hundred_adverts_pass_and_the_rest_is_consumed) {
    EXPECT_EQ(run(1000), Split(100, 900));
    EXPECT_EQ(rx().run(kAdvert).verdict, Verdict::Consume);
    EXPECT_EQ(rx().run(kAdvert, Program::Tc).verdict, Verdict::Consume);
}

TEST_F(Budget, refused_adverts_use_the_same_one) {
    EXPECT_EQ(run(60, kRefused), Split(60, 0));
    EXPECT_EQ(run(60), Split(40, 20));
    EXPECT_EQ(run(10, kRefused), Split(0, 10));
}

TEST_F(Budget, xdp_and_tc_use_the_same_one) {
    EXPECT_EQ(run(60), Split(60, 0));
    EXPECT_EQ(run(60, kAdvert, Program::Tc), Split(40, 20));
}

TEST_F(Budget, each_interface_has_its_own) {
    const Bytes ipv6 = Ethernet{} / Ipv6{} / Vrrp{};
    EXPECT_EQ(run(100), Split(100, 0));
    EXPECT_EQ(rx().run(ipv6).counters["2.consumed"], 1u) << "a slot of the same interface";
    rx().known(kSlot6).visible = 1;
    EXPECT_EQ(rx().run(ipv6).counters["2.passed"], 1u);
    rx().known(kSlot6).visible = kSlots;
    EXPECT_EQ(rx().run(ipv6, Program::Xdp, 200).counters["2.passed"], 200u)
        << "no budget, so nothing is consumed";
}

TEST_F(Budget, comes_back_with_time) {
    rx().control().visible_period_ns = 1;
    EXPECT_EQ(run(1000), Split(1000, 0));
}

TEST_F(Budget, a_tap_lifts_it) {
    rx().control().tap_until_ns = RxUnderTest::now() + kHour;
    EXPECT_EQ(run(1000), Split(1000, 0));
    rx().control().tap_until_ns = RxUnderTest::now();
    EXPECT_EQ(run(1000), Split(100, 900)) << "and what the tap let through did not use it up";
}

TEST_F(Budget, a_stale_heartbeat_passes_everything_and_still_records) {
    rx().control().stale_after_ns = 1;
    auto counters = rx().run(kAdvert, Program::Xdp, 1000).counters;
    EXPECT_EQ(counters["1.passed"], 1000u);
    EXPECT_EQ(counters["1.accepted"], 1000u);
    EXPECT_EQ(rx().peer(kSlot4).adverts, 1000u);
}

TEST_F(Budget, a_daemon_that_never_ran_consumes_nothing) {
    rx().control().heartbeat_ns = 0;
    rx().control().stale_after_ns = ~0ull;
    EXPECT_EQ(run(1000), Split(1000, 0));
}

TEST_F(Budget, a_heartbeat_from_another_processor_may_be_ahead) {
    rx().control().heartbeat_ns = RxUnderTest::now() + kHour;
    EXPECT_EQ(run(1000), Split(100, 900));
}

} // namespace xvrrp::test
