// SPDX-License-Identifier: GPL-2.0-or-later
// Routers with auth_hmac, and an attacker who hears everything, sends from any address and knows no key. The
// witnesses hear only the routers, so an effect of anything else is a violation.
#include "forgery.h"
#include "scenario.h"

namespace xvrrp::sim {

namespace {

const auto kFirstHost = core::IpAddress::v4(192, 0, 2, 1);
const auto kSecondHost = core::IpAddress::v4(192, 0, 2, 2);
constexpr std::uint8_t kPriorities[] = {255, 200, 100, 1, 0};
const core::HmacKey kKey{1, core::Bytes(32, 0x5a)};
const core::HmacKey kGuessed{1, core::Bytes(32, 0xa5)};

core::VirtualRouterConfig signing(std::uint8_t priority, core::Window window = 5s) {
    auto out = instance(priority);
    out.hmac = core::HmacConfig{{kKey}, 1, core::HmacMode::Enforce, window};
    return out;
}

// The same as signing(), with one advert every 10 ms.
core::VirtualRouterConfig fast(std::uint8_t priority) {
    auto out = signing(priority);
    out.version = core::Version::V3;
    out.interval = core::Centiseconds(1);
    return out;
}

} // namespace

class HmacRouters : public Scenario {
protected:
    // From 3.4 s on a with priority 150 is MASTER, and b with 100 is BACKUP. All adverts of a are captured.
    void elect(const core::VirtualRouterConfig& of_a, const core::VirtualRouterConfig& of_b) {
        lan.add({of_a});
        lan.add({of_b});
        lan.overhear = [this](const core::Bytes& frame) { captured.push_back(frame); };
        settle();
    }

    void every(Duration period, Duration until, const std::function<void()>& what) {
        for (auto at = lan.elapsed(); at < until; at += period)
            lan.at(at, what);
    }

    static core::Sequence sequence_now(Duration elapsed) {
        return core::sequence_at(core::WallTime(std::chrono::seconds(1'800'000'000)) +
                                 kStart.time_since_epoch() + elapsed);
    }

    std::uint64_t refused(std::size_t host, vrrp_drop_reason reason) {
        const auto& refused = lan.hosts()[host].daemon().routers().at({0}).counters().refused;
        return refused.contains(reason) ? refused.at(reason) : 0;
    }

    std::vector<core::Bytes> captured;
};

TEST_F(HmacRouters, elect_and_fail_over_in_the_time_of_others) {
    elect(signing(150), signing(100));
    EXPECT_EQ(lan.record.changes_since(1us),
              (Changes{{3'414'062'500ns, "a", 0, State::Backup, State::Master, Reason::MasterDown}}));
    lan.hosts()[0].kill();
    const auto last_arrived = lan.record.adverts_of("a").back().at + 100us;
    lan.run_for(10s);
    EXPECT_EQ(lan.record.changes_since(10s), (Changes{{last_arrived + 3'609'375us, "b", 0, State::Backup,
                                                       State::Master, Reason::MasterDown}}));
}

TEST_F(HmacRouters, hand_over_within_the_skew_and_preempt) {
    elect(signing(150), signing(100));
    lan.hosts()[0].shut_down();
    lan.run_for(5s);
    EXPECT_EQ(lan.hosts()[1].state(), State::Master);
    lan.hosts()[0].start();
    lan.run_for(10s);
    EXPECT_EQ(lan.hosts()[0].state(), State::Master);
    EXPECT_EQ(lan.hosts()[1].state(), State::Backup);
}

// The forged adverts come from the addresses of both routers, because each router refuses its own.
TEST_F(HmacRouters, are_not_moved_by_a_thousand_forged_adverts_a_second) {
    elect(signing(150), signing(100));
    for (const std::uint8_t priority : kPriorities) {
        every(1ms, lan.elapsed() + 1s, [this, priority] {
            const auto now = sequence_now(lan.elapsed());
            lan.inject(forged_signed_advert(signing(150), kFirstHost, priority, kGuessed, now));
            lan.inject(forged_signed_advert(signing(100), kSecondHost, priority, kGuessed, now));
        });
        lan.run_for(1s);
    }
    EXPECT_EQ(lan.record.changes_since(10s), Changes{});
    EXPECT_EQ(lan.record.adverts_of("a", 10s).size(), 5u) << "and none of them was answered";
    for (const std::size_t host : {0, 1}) {
        EXPECT_EQ(refused(host, VRRP_DROP_HMAC_INVALID), 5'000u);
        EXPECT_EQ(lan.hosts()[host].kernel().peer(0).withheld, 0u);
        EXPECT_EQ(lan.hosts()[host].kernel().peer(0).last_seen, TimePoint{});
    }
}

TEST_F(HmacRouters, take_over_on_time_from_a_master_that_only_forgeries_keep_alive) {
    elect(signing(150), signing(100));
    lan.hosts()[0].kill();
    const auto last_arrived = lan.record.adverts_of("a").back().at + 100us;
    every(1ms, 20s, [this] {
        lan.inject(
            forged_signed_advert(signing(150), kFirstHost, 150, kGuessed, sequence_now(lan.elapsed())));
    });
    lan.run_for(5s);
    EXPECT_EQ(lan.record.changes_since(10s), (Changes{{last_arrived + 3'609'375us, "b", 0, State::Backup,
                                                       State::Master, Reason::MasterDown}}));
}

TEST_F(HmacRouters, are_not_moved_by_unsigned_adverts) {
    elect(signing(150), signing(100));
    for (const std::uint8_t priority : kPriorities) {
        lan.inject(forged_advert(instance(150), kFirstHost, priority));
        lan.run_for(2s);
    }
    EXPECT_EQ(lan.record.changes_since(10s), Changes{});
    EXPECT_EQ(lan.hosts()[1].kernel().refused(VRRP_DROP_HMAC_MISSING), 5u) << "the kernel side saw to that";
}

TEST_F(HmacRouters, take_over_on_time_from_a_master_that_only_replays_keep_alive) {
    elect(signing(150), signing(100));
    lan.hosts()[0].kill();
    const auto last_arrived = lan.record.adverts_of("a").back().at + 100us;
    every(10ms, 20s, [this] { lan.inject(captured.back()); });
    lan.run_for(4s);
    EXPECT_EQ(lan.record.changes_since(10s), (Changes{{last_arrived + 3'609'375us, "b", 0, State::Backup,
                                                       State::Master, Reason::MasterDown}}));
    EXPECT_GT(refused(1, VRRP_DROP_HMAC_REPLAY), 300u);
}

TEST_F(HmacRouters, are_not_moved_by_a_resignation_of_yesterday) {
    elect(signing(150), signing(100));
    lan.hosts()[0].shut_down();
    lan.run_for(1ms);
    const auto resignation = captured.back();
    lan.run_for(1s);
    lan.hosts()[0].start();
    lan.run_for(30s);
    ASSERT_EQ(lan.hosts()[0].state(), State::Master);
    const auto before = lan.elapsed();
    for (int day = 0; day < 5; ++day) {
        lan.inject(resignation);
        lan.run_for(24h / 100);
    }
    EXPECT_EQ(lan.record.changes_since(before), Changes{});
    EXPECT_EQ(refused(1, VRRP_DROP_HMAC_STALE), 5u);
}

// With anti_replay monotonic nothing grows stale, so only the sequence marks protect the routers.
TEST_F(HmacRouters, are_not_moved_by_anything_that_was_ever_said_without_a_clock) {
    elect(signing(150, {}), signing(100, {}));
    const auto old = captured;
    lan.hosts()[0].shut_down();
    lan.run_for(10s);
    lan.hosts()[0].start();
    lan.run_for(10s);
    const auto all = captured;
    const auto before = lan.elapsed();
    for (const auto& frame : all) {
        lan.inject(frame);
        lan.run_for(100ms);
    }
    EXPECT_EQ(lan.record.changes_since(before), Changes{});
    EXPECT_EQ(refused(1, VRRP_DROP_HMAC_STALE), 0u);
    EXPECT_GT(refused(1, VRRP_DROP_HMAC_REPLAY), 10u);
}

TEST_F(HmacRouters, are_not_moved_by_an_advert_that_others_overtook) {
    elect(signing(150), signing(100));
    const auto delayed = captured.back();
    lan.run_for(3s);
    lan.inject(delayed);
    lan.hosts()[0].kill();
    const auto last_arrived = lan.record.adverts_of("a").back().at + 100us;
    lan.run_for(10s);
    EXPECT_EQ(lan.record.changes_since(10s), (Changes{{last_arrived + 3'609'375us, "b", 0, State::Backup,
                                                       State::Master, Reason::MasterDown}}));
}

TEST_F(HmacRouters, of_another_key_are_no_peers) {
    auto other = signing(100);
    other.hmac->keys[0] = kGuessed;
    elect(signing(150), other);
    EXPECT_EQ(refused(1, VRRP_DROP_HMAC_INVALID), 7u);
    lan.record.violations.clear(); // two masters, which is what their configuration asks for
}

TEST_F(HmacRouters, judge_by_the_time_of_arrival_however_late_they_read) {
    elect(signing(150), signing(100));
    lan.hosts()[1].stall_for(10min);
    lan.run_for(11min);
    EXPECT_EQ(lan.record.changes_since(10s), Changes{});
    EXPECT_EQ(refused(1, VRRP_DROP_HMAC_STALE), 0u);
}

TEST_F(HmacRouters, do_not_take_over_because_they_were_late_and_the_ring_was_full) {
    elect(fast(150), fast(100));
    const auto before = lan.elapsed();
    lan.hosts()[1].stall_for(3min);
    lan.run_for(3min + 1s);
    EXPECT_GT(lan.hosts()[1].kernel().peer(0).withheld, 5'000u);
    EXPECT_EQ(lan.record.changes_since(before), Changes{});
}

TEST_F(HmacRouters, put_up_with_clocks_that_differ_by_less_than_the_window) {
    lan.add({signing(150)}).clock_error = -4s;
    lan.add({signing(100)});
    settle();
    lan.run_for(10s);
    EXPECT_EQ(lan.record.changes_since(1us),
              (Changes{{3'414'062'500ns, "a", 0, State::Backup, State::Master, Reason::MasterDown}}));
}

TEST_F(HmacRouters, do_not_ask_the_clock_with_anti_replay_monotonic) {
    lan.add({signing(150, {})}).clock_error = -24h;
    lan.add({signing(100, {})});
    settle();
    lan.run_for(10s);
    EXPECT_EQ(lan.record.changes_since(1us),
              (Changes{{3'414'062'500ns, "a", 0, State::Backup, State::Master, Reason::MasterDown}}));
}

} // namespace xvrrp::sim
