// SPDX-License-Identifier: GPL-2.0-or-later
// drain: a virtual router hands over to another one and then stays away until undrain.
#include "core/vrrp/reason_now.h"
#include "core/vrrp/why.h"
#include "rig.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

const Duration kNow = kDown + 200ms; // not the time of an advert

const std::string kHandOver =
    "notice: the others are told priority 0, and the addresses stay until one of them is MASTER";
const std::string kNobody = "notice: no other router takes over, so this one stays MASTER";
const std::string kNobodyAtAll = "notice: no other router takes over, and nobody has the addresses now";
const std::string kZero = "advert 0 from 192.0.2.1";
const std::string kOff = "addresses not wanted";
const std::string kHeedAll = "heed 0"; // any other router is news
const std::string kHeed = "heed 100";
const std::string kDrained = "MASTER -> FAULT: drained";

VirtualRouterConfig quiet(std::uint8_t priority = 100) {
    auto config = config_of(Version::V2, priority);
    config.garp.master_delay = {}; // no second burst
    return config;
}

VirtualRouterConfig leaving() {
    auto config = quiet();
    config.before_backup = Stage{{{"/bin/stop"}, {}, {}}, 2s};
    return config;
}

StageEnded ended(std::uint64_t stage = 1) {
    return {RouterId{0}, stage, {RunOutcome::End::Exited, 0, {}}};
}

auto count(const Said& said, const std::string& words) {
    return std::ranges::count(said, words);
}

bool says(const Said& said, const std::string& words) {
    return count(said, words) > 0;
}

Said drain(Rig& rig, Duration now, bool is_forced = false) {
    return rig.feed(Drain{{}, is_forced}, now);
}

Rig handing_over(bool is_forced = false) {
    auto rig = master(quiet());
    EXPECT_EQ(drain(rig, kNow, is_forced), (Said{kHeedAll, kHandOver, kZero}));
    return rig;
}

Rig drained() {
    auto rig = handing_over();
    rig.hear({.priority = 90}, kNow + 600ms);
    EXPECT_EQ(rig.state(), State::Fault);
    EXPECT_TRUE(rig.router().is_drained());
    return rig;
}

} // namespace

TEST(Drain, of_a_master_tells_priority_0_and_keeps_the_addresses_until_another_one_is_master) {
    auto rig = master(quiet());
    EXPECT_EQ(drain(rig, kNow), (Said{kHeedAll, kHandOver, kZero}));
    EXPECT_EQ(rig.state(), State::Master);
    EXPECT_EQ(rig.hear({.priority = 90}, kNow + 600ms), (Said{kOff, kHeed, kDrained}))
        << "no second resignation, which some take for one of their own master";
    EXPECT_EQ(rig.router().fault_text(), "it is drained until xvrrpctl undrain, and 192.0.2.2 took over");
    EXPECT_TRUE(rig.idle());
}

TEST(Drain, of_a_master_repeats_priority_0_as_one_advert_may_be_lost) {
    auto rig = handing_over();
    EXPECT_EQ(rig.tick(kNow + 999ms), Said{});
    EXPECT_EQ(rig.tick(kNow + 1s), Said{kZero});
    EXPECT_EQ(rig.tick(kNow + 2s), Said{kZero});
}

TEST(Drain, does_not_end_with_the_resignation_of_another_and_does_not_answer_it) {
    auto rig = handing_over();
    EXPECT_EQ(rig.hear({.priority = 0}, kNow + 100ms), Said{});
    EXPECT_EQ(rig.state(), State::Master);
}

TEST(Drain, that_nobody_takes_over_from_is_called_off) {
    auto rig = handing_over();
    rig.tick(kNow + 1s);
    rig.tick(kNow + 2s);
    EXPECT_EQ(rig.tick(kNow + 3s - 1ns), Said{});
    EXPECT_EQ(rig.tick(kNow + 3s), (Said{kZero, kNobody, kHeed, "advert 100 from 192.0.2.1"}));
    EXPECT_EQ(rig.state(), State::Master);
    EXPECT_FALSE(rig.router().is_draining());
    EXPECT_FALSE(rig.router().is_drained());
    EXPECT_EQ(rig.tick(kNow + 4s), Said{"advert 100 from 192.0.2.1"});
    EXPECT_TRUE(says(rig.hear({.priority = 90}, kNow + 4100ms), "advert 100 from 192.0.2.1"));
}

TEST(Drain, that_is_forced_gives_the_addresses_up_although_nobody_takes_over) {
    auto rig = handing_over(true);
    rig.tick(kNow + 1s);
    rig.tick(kNow + 2s);
    EXPECT_EQ(rig.tick(kNow + 3s), (Said{kZero, kNobodyAtAll, kOff, kHeed, kDrained}));
    EXPECT_EQ(rig.router().fault_text(),
              "it is drained until xvrrpctl undrain, and no other router took over");
}

TEST(Drain, that_is_asked_for_again_can_be_forced_meanwhile) {
    auto rig = handing_over();
    EXPECT_EQ(drain(rig, kNow + 100ms), Said{});
    EXPECT_EQ(drain(rig, kNow + 200ms, true), Said{});
    EXPECT_EQ(drain(rig, kNow + 300ms), Said{}) << "and it stays forced";
    EXPECT_TRUE(says(rig.tick(kNow + 3s), kDrained));
}

TEST(Drain, gives_a_busy_host_a_second_to_take_over) {
    auto config = quiet();
    config.version = Version::V3;
    config.interval = Centiseconds(1);
    auto rig = master(config);
    const auto now = rig.deadline() - 1ms;
    drain(rig, now);
    rig.tick(now + 999ms);
    EXPECT_TRUE(rig.router().is_draining());
    rig.tick(now + 1s);
    EXPECT_FALSE(rig.router().is_draining());
}

TEST(Drain, of_a_backup_or_of_one_in_fault_is_done_at_once) {
    Rig backup(quiet());
    EXPECT_EQ(drain(backup, 1s), (Said{kOff, "BACKUP -> FAULT: drained"}));
    EXPECT_EQ(backup.router().fault_text(), "it is drained until xvrrpctl undrain");
    Rig faulty(quiet());
    faulty.see(link_down(), 1s);
    EXPECT_EQ(drain(faulty, 2s), Said{"still FAULT: the interface is down or has no carrier; it is drained "
                                      "until xvrrpctl undrain"});
    faulty.see(link_up(), 3s);
    EXPECT_EQ(faulty.state(), State::Fault);
}

TEST(Drain, before_the_start_lasts_beyond_it) {
    Rig rig(quiet(), false);
    EXPECT_EQ(drain(rig, 0s), Said{});
    rig.see(link_up(), 0s);
    rig.start();
    EXPECT_EQ(rig.state(), State::Fault);
    EXPECT_TRUE(rig.idle());
}

TEST(Drain, lets_nobody_be_master_whatever_is_heard_or_not) {
    auto rig = drained();
    EXPECT_EQ(rig.hear({.priority = 0}, 10s), Said{});
    EXPECT_EQ(rig.hear({.priority = 1}, 11s), Said{});
    EXPECT_EQ(rig.tick(1000s), Said{});
    EXPECT_EQ(rig.state(), State::Fault);
}

TEST(Drain, of_an_owner_ends_like_any_other) {
    for (const bool ignores : {false, true}) {
        auto config = quiet(255);
        config.owner_ignore_adverts = ignores;
        Rig rig(config);
        ASSERT_EQ(rig.state(), State::Master);
        EXPECT_EQ(drain(rig, 500ms), (Said{kHeedAll, kHandOver, kZero}));
        EXPECT_EQ(rig.hear({.priority = 100}, 600ms), (Said{kOff, "heed 255", kDrained}));
        EXPECT_TRUE(says(rig.feed(Undrain{}, 10s), "FAULT -> MASTER: owner"));
    }
}

TEST(Undrain, lets_it_stand_for_election) {
    auto rig = drained();
    const auto said = rig.feed(Undrain{}, 20s);
    EXPECT_EQ(said, (Said{kOff, "FAULT -> BACKUP: fault_cleared"}));
    EXPECT_EQ(rig.deadline(), 20s + kDown);
    EXPECT_EQ(rig.feed(Undrain{}, 21s), Said{});
}

TEST(Undrain, leaves_a_fault_that_has_another_reason) {
    auto rig = drained();
    rig.see(link_down(), 10s);
    EXPECT_EQ(rig.feed(Undrain{}, 20s), Said{"still FAULT: the interface is down or has no carrier"});
}

TEST(Undrain, calls_off_a_drain_that_hands_over) {
    auto rig = handing_over();
    EXPECT_EQ(rig.feed(Undrain{}, kNow + 100ms), (Said{kHeed, "advert 100 from 192.0.2.1"}));
    EXPECT_EQ(rig.tick(kNow + 1100ms), Said{"advert 100 from 192.0.2.1"});
    EXPECT_EQ(rig.state(), State::Master);
}

TEST(DrainFarewell, runs_before_backup_first_and_leads_as_before) {
    auto rig = master(leaving());
    EXPECT_EQ(drain(rig, kNow),
              (Said{"run /bin/stop", "notice: it runs, and this router hands its addresses over after it"}));
    EXPECT_EQ(rig.tick(kDown + 1s), Said{"advert 100 from 192.0.2.1"});
    EXPECT_EQ(reason_now(rig.router().snapshot(), at(kDown + 1s)),
              "before_backup runs, and this router hands its addresses over after it");
    EXPECT_EQ(rig.feed(ended(), kDown + 1500ms),
              (Said{"notice: it exited with status 0", kHeedAll, kHandOver, kZero}));
    EXPECT_EQ(rig.hear({.priority = 90}, kDown + 2s), (Said{kOff, kHeed, kDrained}));
}

TEST(DrainFarewell, waits_no_longer_than_the_timeout) {
    auto rig = master(leaving());
    drain(rig, kNow);
    EXPECT_FALSE(says(rig.tick(kNow + 2s - 1ns), kHandOver));
    EXPECT_TRUE(says(rig.tick(kNow + 2s), kHandOver));
}

TEST(DrainFarewell, waits_for_before_master_whose_service_has_to_stop_again) {
    auto config = leaving();
    config.before_master = Stage{{{"/bin/prepare"}, {}, {}}, 20s};
    auto rig = master(config);
    EXPECT_EQ(drain(rig, kNow), Said{});
    EXPECT_EQ(reason_now(rig.router().snapshot(), at(kNow)),
              "it is being drained, and waits for before_master or for its sync group");
    EXPECT_EQ(rig.tick(kDown + 1s), Said{"advert 100 from 192.0.2.1"});
    EXPECT_TRUE(says(rig.feed(ended(1), kDown + 1100ms), "run /bin/stop"));
    EXPECT_TRUE(says(rig.feed(ended(2), kDown + 1200ms), kZero));
}

TEST(DrainFarewell, that_waits_for_before_master_holds_up_no_shutdown) {
    auto config = leaving();
    config.before_master = Stage{{{"/bin/prepare"}, {}, {}}, 20s};
    auto rig = master(config);
    drain(rig, kNow);
    EXPECT_TRUE(says(rig.feed(Shutdown{.waits = true}, kNow + 100ms), "MASTER -> INIT: shutdown"));
}

TEST(DrainFarewell, that_hands_over_is_not_said_again_by_a_shutdown_with_another_configuration) {
    auto rig = handing_over();
    rig.reload(leaving(), kNow + 100ms);
    EXPECT_TRUE(says(rig.feed(Shutdown{.waits = true}, kNow + 200ms), "MASTER -> INIT: shutdown"));
}

TEST(DrainFarewell, that_was_said_in_vain_tells_master_again) {
    auto rig = master(leaving());
    drain(rig, kNow);
    rig.feed(ended(), kNow + 100ms);
    const auto said = rig.tick(kNow + 3100ms);
    EXPECT_TRUE(says(said, kNobody));
    EXPECT_TRUE(says(said, "notice: nobody has taken over, MASTER is told again"));
}

TEST(DrainFarewell, that_an_undrain_calls_off_tells_master_again_when_the_script_has_ended) {
    auto rig = master(leaving());
    drain(rig, kNow);
    EXPECT_EQ(rig.feed(Undrain{}, kNow + 100ms), Said{});
    EXPECT_EQ(rig.feed(ended(), kNow + 200ms), (Said{"notice: it exited with status 0",
                                                     "notice: nobody has taken over, MASTER is told again"}));
    EXPECT_EQ(rig.state(), State::Master);
    EXPECT_EQ(rig.tick(kDown + 1s), Said{"advert 100 from 192.0.2.1"});
}

// Whatever takes MASTER from it, the operator's word stands.
TEST(DrainFarewell, that_a_better_advert_cuts_short_leaves_it_drained) {
    auto rig = master(leaving());
    drain(rig, kNow);
    const auto said = rig.hear({.priority = 150}, kNow + 100ms);
    EXPECT_TRUE(says(said, kOff));
    EXPECT_EQ(said.back(), "BACKUP -> FAULT: drained");
    EXPECT_TRUE(rig.router().is_drained());
    EXPECT_EQ(rig.feed(ended(), kNow + 200ms), Said{});
}

TEST(DrainFarewell, that_a_fault_cuts_short_leaves_it_drained) {
    auto rig = master(leaving());
    drain(rig, kNow);
    EXPECT_TRUE(says(rig.see(link_down(), kNow + 100ms), "MASTER -> FAULT: interface_down"));
    rig.see(link_up(), kNow + 1s);
    EXPECT_EQ(rig.state(), State::Fault);
    EXPECT_TRUE(rig.router().is_drained());
}

TEST(DrainFarewell, is_overtaken_by_a_shutdown) {
    auto rig = handing_over();
    EXPECT_EQ(rig.feed(Shutdown{.waits = true}, kNow + 100ms),
              (Said{kOff, kHeed, "MASTER -> INIT: shutdown"}));
    EXPECT_FALSE(rig.core().is_leaving());
}

TEST(DrainReload, does_not_undrain) {
    auto rig = drained();
    auto config = quiet(200);
    config.name = "RENAMED";
    rig.reload(config, 20s);
    EXPECT_EQ(rig.state(), State::Fault);
    EXPECT_TRUE(rig.router().is_drained());
    EXPECT_EQ(rig.tick(1000s), Said{});
}

TEST(DrainReload, while_it_hands_over_tells_priority_0_again) {
    auto rig = handing_over();
    auto config = quiet(200);
    const auto said = rig.reload(config, kNow + 100ms);
    EXPECT_TRUE(says(said, kZero));
    const auto& receive = std::get<Receive>(rig.last().front());
    EXPECT_EQ(receive.priority, 0) << "any other router is news";
    EXPECT_TRUE(says(rig.hear({.priority = 90}, kNow + 600ms), kDrained));
}

TEST(DrainReload, that_takes_a_virtual_router_away_and_brings_it_back_does_not_undrain_it) {
    for (const bool by_name : {false, true}) {
        Rig rig(quiet());
        rig.feed(Drain{by_name ? std::vector<RouterId>{{}} : std::vector<RouterId>{}}, 1s);
        auto elsewhere = quiet();
        elsewhere.vrid = 52; // another virtual router
        rig.reload(elsewhere, 2s);
        rig.start(2s);
        EXPECT_EQ(rig.state(), State::Fault);
        EXPECT_TRUE(rig.router().is_drained());
        EXPECT_TRUE(says(rig.feed(Undrain{}, 3s), "FAULT -> BACKUP: fault_cleared"));
        rig.reload(quiet(), 4s);
        rig.start(4s);
        EXPECT_EQ(rig.state(), State::Backup);
    }
}

TEST(DrainReload, adds_no_drained_ones_after_a_drain_that_is_called_off) {
    auto rig = handing_over();
    rig.tick(kNow + 3s);
    auto other = quiet();
    other.vrid = 52;
    rig.reload(other, kNow + 4s);
    rig.start(kNow + 4s);
    EXPECT_EQ(rig.state(), State::Backup);
}

TEST(DrainReload, that_adds_a_virtual_router_drains_it_only_if_all_were_drained) {
    for (const bool all : {false, true}) {
        Rig rig(quiet());
        rig.feed(Drain{all ? std::vector<RouterId>{} : std::vector<RouterId>{{}}}, 1s);
        auto other = quiet();
        other.vrid = 52;
        other.name = "VI_2";
        rig.feed(Reconfigure{rig.core().plan_reload({quiet(), other})}, 2s);
        rig.start(2s);
        EXPECT_EQ(rig.core().routers().at({1}).is_drained(), all);
    }
}

TEST(DrainStandIn, lends_the_kernel_priority_0_so_that_any_advert_ends_the_lease) {
    auto config = quiet();
    config.stand_in = 3s;
    Rig rig(config, false);
    rig.feed(StandInObserved{true}, 0s);
    rig.see(link_up(), 0s);
    rig.start();
    rig.tick(rig.deadline());
    EXPECT_EQ(drain(rig, kNow), (Said{kHeedAll, kHandOver, kZero, "lend 0"}));
    const auto said = rig.feed(GateShut{{}, VRRP_SHUT_BETTER_ADVERT, at(kNow), kPeer, 90}, kNow + 100ms);
    EXPECT_EQ(said, (Said{"stand alone", kOff, kHeed, kDrained}));
    EXPECT_EQ(rig.router().fault_text(), "it is drained until xvrrpctl undrain, and 192.0.2.2 took over");
}

TEST(DrainStandIn, of_an_owner_that_was_away_meanwhile_takes_nothing_back) {
    auto config = quiet(255);
    config.stand_in = 3s;
    Rig rig(config, false);
    rig.feed(StandInObserved{true}, 0s);
    rig.see(link_up(), 0s);
    rig.start();
    drain(rig, 500ms);
    rig.feed(GateShut{{}, VRRP_SHUT_LEASE_ENDED, at(4s), {}, 0}, 5s);
    EXPECT_EQ(rig.state(), State::Fault);
}

TEST(DrainWhy, says_that_it_is_drained_and_who_is_master) {
    auto rig = drained();
    const auto told = why(rig.router().snapshot(), {}, at(kNow + 1600ms));
    ASSERT_GE(told.because.size(), 2u);
    EXPECT_EQ(told.because[0], "It is drained until xvrrpctl undrain, and 192.0.2.2 took over, for 1.0 s.");
    EXPECT_EQ(told.because[1], "192.0.2.2 is MASTER with priority 90, its last advert came 1.0 s ago.");
    EXPECT_EQ(told.to_change.front(), "Run xvrrpctl undrain VI_1, which ends this for its sync group too.");
    const auto later = why(rig.router().snapshot(), {}, at(kNow + 60s));
    EXPECT_EQ(later.because[1], "No other router is heard, so nobody has the addresses.");
}

TEST(DrainWhy, says_that_it_hands_over) {
    const auto rig = handing_over();
    const auto snapshot = rig.router().snapshot();
    EXPECT_TRUE(snapshot.draining);
    EXPECT_FALSE(snapshot.drained);
    EXPECT_EQ(reason_now(snapshot, at(kNow)), "it is being drained: the others are told priority 0, and the "
                                              "addresses stay until one of them is MASTER");
}

} // namespace xvrrp::core
