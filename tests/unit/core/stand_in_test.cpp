// SPDX-License-Identifier: GPL-2.0-or-later
// A MASTER lends its advert to the kernel for the time when the daemon is late, and takes it back when it is none any more.
#include "core/vrrp/frame.h"
#include "rig.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

// A MASTER since kDown on a host whose kernel can stand in.
Rig lending_master(VirtualRouterConfig config = config_of()) {
    config.garp.master_delay = config.garp.lower_prio_delay = 0s;
    Rig rig(std::move(config));
    rig.feed(StandInObserved{true}, 0s);
    rig.tick(rig.deadline());
    return rig;
}

template <class T>
const T* only(const Outputs& outputs) {
    const auto found =
        std::ranges::find_if(outputs, [](const auto& each) { return std::holds_alternative<T>(each); });
    return found == outputs.end() ? nullptr : &std::get<T>(*found);
}

GateShut shut(vrrp_shut_reason reason, Duration when) {
    return {.router = {}, .reason = reason, .at = at(when), .source = kPeer, .priority = 150};
}

TEST(StandingIn, begins_with_the_mastership_and_is_put_off_by_each_advert) {
    auto rig = lending_master();
    ASSERT_EQ(rig.state(), State::Master);
    ASSERT_NE(only<StandIn>(rig.last()), nullptr);
    EXPECT_EQ(rig.tick(kDown + 1s), (Said{"advert 100 from 192.0.2.1", "put off"}));
}

TEST(StandingIn, sends_what_the_daemon_would_have_sent) {
    auto rig = lending_master();
    const auto* lent = only<StandIn>(rig.last());
    const auto* sent = only<SendAdvert>(rig.last());
    ASSERT_TRUE(lent != nullptr && sent != nullptr);
    ASSERT_EQ(lent->lease.frames.size(), 1u);
    const auto& frame = lent->lease.frames.front();
    EXPECT_EQ(frame.interface, sent->interface);
    EXPECT_EQ(frame.header, 34u);
    const auto message = [](const Bytes& bytes) { return Bytes(bytes.begin() + 34, bytes.end()); };
    EXPECT_EQ(message(frame.frame), message(sent->frame));
    EXPECT_EQ(lent->lease.source, kOurs);
    EXPECT_EQ(lent->lease.priority, 100);
    EXPECT_EQ(lent->lease.interval, 1s);
    EXPECT_EQ(lent->lease.length, 3s);
}

TEST(StandingIn, waits_for_a_quarter_of_an_interval_and_for_two_milliseconds_at_least) {
    for (const auto& [interval, patience] : {std::pair{Centiseconds(100), Duration(250ms)},
                                             {Centiseconds(10), 25ms},
                                             {Centiseconds(1), 2'500us}}) {
        auto config = config_of(Version::V3);
        config.interval = interval;
        auto rig = lending_master(config);
        EXPECT_EQ(only<StandIn>(rig.last())->lease.due, at(rig.deadline() + patience));
        rig.tick(rig.deadline());
        EXPECT_EQ(only<PutOff>(rig.last())->due, at(rig.deadline() + patience));
    }
}

TEST(StandingIn, ends_with_the_mastership_however_that_ends) {
    auto heard = lending_master();
    EXPECT_EQ(std::ranges::count(heard.hear({.priority = 150}, kDown + 100ms), "stand alone"), 1);
    auto left = lending_master();
    EXPECT_EQ(std::ranges::count(left.shut_down(kDown + 100ms), "stand alone"), 1);
    auto down = lending_master();
    EXPECT_EQ(std::ranges::count(down.see(link_down(), kDown + 100ms), "stand alone"), 1);
}

TEST(StandingIn, is_not_there_where_the_kernel_cannot_and_where_it_is_off) {
    EXPECT_EQ(only<StandIn>(master().last()), nullptr);
    auto off = config_of();
    off.stand_in = 0s;
    EXPECT_EQ(only<StandIn>(lending_master(off).last()), nullptr);
}

TEST(StandingIn, is_not_there_for_adverts_that_carry_the_time) {
    auto config = config_of();
    config.hmac = HmacConfig{};
    EXPECT_EQ(only<StandIn>(lending_master(config).last()), nullptr);
}

TEST(StandingIn, gets_another_advert_when_it_changes) {
    auto rig = lending_master();
    auto config = rig.router().config();
    config.priority = 120;
    EXPECT_EQ(rig.reload(config, kDown + 100ms),
              (Said{"receive", "stand alone", "advert 120 from 192.0.2.1", "lend 120"}));
    rig.see(link_up({{kThird, 24}}), kDown + 200ms);
    EXPECT_EQ(rig.tick(rig.deadline()), (Said{"advert 120 from 192.0.2.3", "lend 120"}));
}

TEST(StandingIn, begins_anew_after_the_kernel_has_lost_it) {
    auto rig = lending_master();
    EXPECT_EQ(rig.feed(StandInObserved{true}, kDown + 100ms), Said{"stand alone"});
    EXPECT_EQ(rig.tick(kDown + 1s), (Said{"advert 100 from 192.0.2.1", "lend 100"}));
    EXPECT_EQ(rig.feed(StandInObserved{false}, kDown + 1100ms), Said{"stand alone"});
    EXPECT_EQ(rig.tick(kDown + 2s), Said{"advert 100 from 192.0.2.1"});
}

// ---- A daemon after another one ----------------------------------------------------------------------------

// The former daemon was MASTER, and the kernel sends at 100 ms.
Rig successor(VirtualRouterConfig config = config_of(), Duration kernel_sends = 100ms) {
    Rig rig(std::move(config), false);
    rig.feed(StandInObserved{true}, 0s);
    rig.see(link_up(), 0s);
    rig.feed(Inherited{{}, at(kernel_sends)}, 0s);
    return rig;
}

TEST(Successor, leads_on_without_a_word_to_the_neighbours) {
    auto rig = successor();
    EXPECT_EQ(rig.start(), (Said{"lend 100", "addresses wanted", "INIT -> MASTER: leads_on"}));
    EXPECT_EQ(rig.router().counters().master_transitions, 0u);
}

TEST(Successor, goes_on_with_what_the_former_one_counted) {
    for (const auto was : {State::Master, State::Backup}) {
        auto rig = successor();
        const RouterRecord left{was, at(-90s), {.master_transitions = 3, .adverts_sent = 4711}, {}, 0};
        rig.feed(Remembered{{}, left}, 0s);
        rig.start();
        EXPECT_EQ(rig.router().counters(), left.counters);
        EXPECT_EQ(rig.router().since(), was == State::Master ? at(-90s) : at(0s));
        EXPECT_EQ(rig.router().record().state, State::Master);
    }
}

TEST(Successor, sends_in_time_before_the_kernel_does) {
    EXPECT_EQ(successor(config_of(), 400ms).start().size(), 3u);
    auto rig = successor(config_of(), 400ms);
    rig.start();
    EXPECT_EQ(rig.deadline(), 150ms);
    EXPECT_EQ(rig.tick(150ms), (Said{"advert 100 from 192.0.2.1", "put off"}));
    EXPECT_EQ(rig.deadline(), 1150ms);
    auto late = successor(config_of(), -5s);
    late.start();
    EXPECT_EQ(late.deadline(), 0s);
    auto absurd = successor(config_of(), 1000s);
    absurd.start();
    EXPECT_EQ(absurd.deadline(), 1s);
}

TEST(Successor, stands_for_election_where_the_kernel_has_lost_meanwhile) {
    auto rig = successor();
    EXPECT_EQ(rig.feed(shut(VRRP_SHUT_BETTER_ADVERT, 0s), 0s), Said{});
    EXPECT_EQ(rig.start(), Said{"INIT -> BACKUP: startup"});
}

TEST(Successor, is_in_fault_where_it_cannot_lead_on) {
    auto rig = successor();
    rig.see(link_down(), 0s);
    EXPECT_EQ(rig.start(), (Said{"addresses not wanted", "INIT -> FAULT: interface_down"}));
}

TEST(Successor, leads_on_when_its_script_is_known) {
    const Tracker script{Tracker::Kind::Script, "chk"};
    auto config = config_of();
    config.tracked = {{script, 0, false}};
    auto rig = successor(config);
    EXPECT_EQ(rig.start(), Said{});
    EXPECT_EQ(rig.feed(TrackerObserved{script, {true, 0, "script chk succeeds"}}, 2s).back(),
              "INIT -> MASTER: leads_on");
}

TEST(Successor, gives_no_other_meaning_to_what_comes_after_its_start) {
    auto rig = lending_master();
    EXPECT_EQ(rig.feed(Inherited{{}, at(kDown)}, kDown + 1ms), Said{});
    EXPECT_EQ(rig.feed(Remembered{{}, {}}, kDown + 1ms), Said{});
    EXPECT_EQ(rig.router().counters().adverts_sent, 1u);
    EXPECT_EQ(rig.deadline(), kDown + 1s);
}

TEST(Successor, leads_no_sync_group_of_which_a_part_was_lost) {
    auto config = config_of();
    config.sync_group = "G";
    auto other = config;
    other.name = "VI_2";
    other.vrid = 52;
    for (const bool whole : {true, false}) {
        VrrpRouter both({config, other});
        answered(both, StandInObserved{true}, at(0s));
        answered(both, link_up(), at(0s));
        both.handle(Inherited{{0}, at(1s)}, at(0s));
        if (whole)
            both.handle(Inherited{{1}, at(1s)}, at(0s));
        answered(both, Start{}, at(0s));
        const auto states = both.count_states();
        EXPECT_EQ(states.at(static_cast<std::size_t>(whole ? State::Master : State::Backup)), 2u);
    }
}

TEST(Successor, has_the_id_that_the_former_one_had) {
    auto second = config_of();
    second.name = "VI_2";
    second.vrid = 52;
    auto third = second;
    third.name = "VI_3";
    third.vrid = 53;
    const VrrpRouter routers({config_of(), second, third}, {std::nullopt, RouterId{0}, RouterId{7}});
    EXPECT_EQ(routers.named("VI_2"), RouterId{0});
    EXPECT_EQ(routers.named("VI_3"), RouterId{7});
    EXPECT_EQ(routers.named("VI_1"), RouterId{1});
}

TEST(HandOver, leaves_what_the_kernel_can_go_on_with_and_nothing_else) {
    auto rig = lending_master();
    EXPECT_EQ(rig.feed(HandOver{}, kDown + 100ms), Said{});
    EXPECT_EQ(rig.state(), State::Master);
    auto alone = master();
    EXPECT_EQ(alone.feed(HandOver{}, kDown + 100ms),
              (Said{"advert 0 from 192.0.2.1", "addresses not wanted", "MASTER -> INIT: shutdown"}));
    Rig backup;
    EXPECT_EQ(backup.feed(HandOver{}, 1s), Said{});
}

TEST(HandOver, waits_for_no_script) {
    auto config = config_of();
    config.before_master = Stage{{{"/bin/prepare"}, {}, {}}, 2s};
    auto rig = lending_master(config);
    ASSERT_EQ(rig.state(), State::Master);
    rig.feed(HandOver{}, kDown + 100ms);
    EXPECT_EQ(rig.state(), State::Init);
}

TEST(HandOver, lends_what_the_kernel_had_lost_just_before) {
    auto rig = lending_master();
    EXPECT_EQ(rig.feed(StandInObserved{true}, kDown + 100ms), Said{"stand alone"});
    EXPECT_EQ(rig.feed(HandOver{}, kDown + 200ms), Said{"lend 100"});
    EXPECT_EQ(rig.state(), State::Master);
}

TEST(HandOver, of_a_part_of_a_sync_group_is_none) {
    auto config = config_of();
    config.sync_group = "G";
    auto other = config;
    other.name = "VI_2";
    other.vrid = 52;
    other.stand_in = 0s;
    VrrpRouter both({config, other});
    answered(both, StandInObserved{true}, at(0s));
    answered(both, link_up(), at(0s));
    answered(both, Start{}, at(0s));
    answered(both, Tick{}, at(kDown));
    ASSERT_EQ(both.count_states().at(static_cast<std::size_t>(State::Master)), 2u);
    both.handle(HandOver{}, at(kDown + 100ms));
    EXPECT_EQ(both.count_states().at(static_cast<std::size_t>(State::Init)), 2u);
}

// ---- The gate ----------------------------------------------------------------------------------------------

TEST(Gates, that_are_shut_end_the_mastership_without_a_word_of_ours) {
    for (const auto& [reason, said] :
         {std::pair{VRRP_SHUT_BETTER_ADVERT, "MASTER -> BACKUP: higher_priority"},
          {VRRP_SHUT_LEASE_ENDED, "MASTER -> BACKUP: lease_ended"},
          {VRRP_SHUT_NOT_SENT, "MASTER -> BACKUP: lease_ended"},
          {VRRP_SHUT_REPLACED, "MASTER -> BACKUP: lease_ended"}}) {
        auto rig = lending_master();
        EXPECT_EQ(rig.feed(shut(reason, kDown + 3s), kDown + 20s),
                  (Said{"stand alone", "addresses not wanted", said}));
        EXPECT_EQ(rig.deadline(), kDown + 20s + kDown) << "it listens anew";
    }
}

TEST(Gates, that_an_equal_priority_shut_were_shut_by_the_higher_address) {
    auto rig = lending_master();
    auto equal = shut(VRRP_SHUT_BETTER_ADVERT, kDown + 3s);
    equal.priority = 100;
    EXPECT_EQ(rig.feed(equal, kDown + 3s),
              (Said{"stand alone", "addresses not wanted", "MASTER -> BACKUP: higher_address"}));
}

TEST(Gates, of_the_owner_do_not_keep_it_from_its_addresses) {
    auto config = config_of(Version::V2, 255);
    auto rig = lending_master(config);
    rig.start();
    rig.feed(StandInObserved{true}, 0s);
    rig.tick(rig.deadline());
    ASSERT_EQ(rig.state(), State::Master);
    const auto said = rig.feed(shut(VRRP_SHUT_LEASE_ENDED, 3s), 20s);
    EXPECT_EQ(said, (Said{"stand alone", "advert 255 from 192.0.2.1", "lend 255", "announce 5"}));
}

TEST(Gates, concern_nobody_who_has_lent_nothing) {
    auto rig = master();
    EXPECT_EQ(rig.feed(shut(VRRP_SHUT_LEASE_ENDED, kDown), kDown + 1s), Said{});
    EXPECT_EQ(rig.state(), State::Master);
}

TEST(Gates, are_looked_at_where_an_advert_is_due_and_everywhere_once_the_loop_is_late) {
    auto first = config_of();
    auto second = config_of();
    second.name = "VI_2";
    second.vrid = 52;
    second.interval = Centiseconds(1000);
    VrrpRouter both({first, second});
    answered(both, link_up(), at(0s));
    answered(both, Start{}, at(0s));
    answered(both, Tick{}, at(40s));
    ASSERT_EQ(both.count_states()[static_cast<std::size_t>(State::Master)], 2u);
    EXPECT_EQ(both.to_guard(at(40s)), std::vector<RouterId>{});
    EXPECT_EQ(both.to_guard(both.deadline()), std::vector<RouterId>{{0}});
    EXPECT_EQ(both.to_guard(both.deadline() + 2ms), (std::vector<RouterId>{{0}, {1}}));
}

} // namespace

} // namespace xvrrp::core
