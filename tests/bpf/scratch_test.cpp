// SPDX-License-Identifier: GPL-2.0-or-later
// Under PREEMPT_RT a program may preempt another one on the same processor. Each works with a scratch of its own.
#include "rx_under_test.h"

namespace xvrrp::test {

namespace {

constexpr std::uint32_t kAll = 4;

class Scratch : public RxTest {
protected:
    void TearDown() override {
        if (!IsSkipped())
            rx().take_scratches(0);
    }

    static const Bytes kAdvert;
};

const Bytes Scratch::kAdvert = Ethernet{} / Ipv4{} / Vrrp{.priority = 150};

} // namespace

TEST_F(Scratch, a_program_takes_one_that_is_free_and_gives_it_back) {
    for (std::uint32_t taken = 0; taken < kAll; ++taken) {
        for (const auto program : {Program::Xdp, Program::Tc}) {
            SCOPED_TRACE(std::to_string(taken) + " are taken, " + std::string(name(program)));
            rx().take_scratches(taken);
            EXPECT_EQ(rx().run(kAdvert, program).events,
                      (std::vector<SeenEvent>{{kSlot4, 1, packet_of(kAdvert)}}));
            EXPECT_EQ(rx().taken_scratches(), taken);
        }
    }
}

TEST_F(Scratch, every_way_out_gives_it_back) {
    for (const Bytes& frame : {Bytes(Ethernet{} / Ipv4{} / Vrrp{.checksum = 1}),
                               Bytes(Ethernet{} / Ipv4{.options = Bytes(4, 1)} / Vrrp{}),
                               Bytes(cut(Ethernet{} / Ipv4{} / Vrrp{}, 43)), kAdvert}) {
        rx().run(frame, Program::Xdp, 100);
        EXPECT_EQ(rx().taken_scratches(), 0u);
    }
}

TEST_F(Scratch, without_a_free_one_the_advert_passes_and_changes_nothing) {
    rx().control().visible_burst = 1000;
    rx().take_scratches(kAll);
    for (const auto program : {Program::Xdp, Program::Tc}) {
        const auto outcome = rx().run(kAdvert, program);
        EXPECT_EQ(outcome.counters, (Counters{{"1.passed", 1}}));
        EXPECT_EQ(outcome.verdict, Verdict::Pass);
        EXPECT_FALSE(outcome.peers_changed);
        EXPECT_TRUE(outcome.events.empty());
    }
}

TEST_F(Scratch, the_known_advert_needs_none) {
    rx().memorise(kSlot4, packet_of(kAdvert));
    rx().take_scratches(kAll);
    EXPECT_EQ(rx().run(kAdvert).counters["1.keepalive"], 1u);
}

} // namespace xvrrp::test
