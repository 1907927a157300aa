// SPDX-License-Identifier: GPL-2.0-or-later
// The stories that people publish, each as `xvrrpctl why` tells it: tests/golden/why. XVRRP_UPDATE_GOLDEN=1 writes what
// is told now into the files.
#include "rig.h"
#include "story.h"

namespace xvrrp::core {

namespace {

constexpr MacAddress kPeerMac{{0x02, 0, 0, 0, 0, 0x0b}};

RefusedAdvert refused(vrrp_drop_reason reason, Duration when) {
    return {.reason = reason,
            .at = at(when),
            .interface = {2},
            .family = Family::Ipv4,
            .vrid = 51,
            .version = 2,
            .priority = 150,
            .source = kPeer,
            .destination = vrrp_group(Family::Ipv4),
            .mac = kPeerMac};
}

Evidence with(RefusedAdvert note, std::uint64_t count = 1) {
    Evidence evidence;
    evidence.refused.at(note.reason) = count;
    evidence.notes.push_back(std::move(note));
    return evidence;
}

VirtualRouterConfig tracking_eth1(int weight) {
    auto config = config_of();
    config.tracked = {{{.kind = Tracker::Kind::Interface, .name = "eth1"}, weight}};
    return config;
}

Bytes advert_of(const PeerAdvert& advert, const VirtualRouterConfig& config) {
    return packet(advert, config);
}

// Hears it with the MAC of the sender, as the daemon does.
void hear_from(Rig& rig, const PeerAdvert& advert, Duration when) {
    rig.feed(PacketReceived{{}, at(when), advert_of(advert, rig.router().config()), {}, kPeerMac}, when);
}

} // namespace

// ---- INIT ---------------------------------------------------------------------------------------------------

TEST(Why, it_waits_for_the_first_result_of_a_script) {
    auto config = config_of();
    config.tracked = {{{.kind = Tracker::Kind::Script, .name = "chk"}, 0},
                      {{.kind = Tracker::Kind::Process, .name = "web"}, -10}};
    Rig rig(std::move(config), false);
    rig.see(link_up(), 0s);
    rig.start();
    ASSERT_EQ(rig.state(), State::Init);
    Check::Record record;
    record.times = {.interval = 1500ms, .timeout = 10s};
    expect_golden("waiting_for_script", rig, {.checks = {{"chk", record}}}, 2s);
}

// ---- FAULT --------------------------------------------------------------------------------------------------

TEST(Why, no_ipv4_address) {
    Rig rig(config_of(), false);
    rig.see(link_up({}), 0s);
    rig.start();
    expect_golden("no_ipv4_address", rig, {}, 12s);
}

TEST(Why, the_virtual_address_is_the_only_one) {
    Rig rig(config_of(), false);
    rig.see(link_up({{kVip, 24}}), 0s);
    rig.start();
    expect_golden("vip_as_only_address", rig, {}, 12s);
}

TEST(Why, the_link_is_down_on_a_crossover_cable) {
    auto rig = master();
    rig.see(link_down(), 100s);
    expect_golden("crossover_cable", rig, {}, 7300s);
}

TEST(Why, several_conditions_hold) {
    auto rig = master();
    rig.see(link_down({}), 100s);
    expect_golden("several_faults", rig, {}, 110s);
}

// ---- BACKUP -------------------------------------------------------------------------------------------------

TEST(Why, another_router_has_the_higher_priority) {
    Rig rig;
    hear_from(rig, {.priority = 150}, 1s);
    expect_golden("higher_priority", rig, {}, 1400ms);
}

TEST(Why, the_kernel_side_has_heard_the_master_since) {
    Rig rig;
    hear_from(rig, {.priority = 150}, 1s);
    const auto text =
        told(rig.router().snapshot(), {.heard = Heard{kPeer, 150, Centiseconds{100}, at(59s)}}, 60s);
    EXPECT_NE(
        text.find(
            "192.0.2.2 is MASTER with priority 150 and MAC 02:00:00:00:00:0b, its last advert came 1.0 s "
            "ago."),
        std::string::npos)
        << text;
}

TEST(Why, knows_the_last_advert_whichever_way_it_came) {
    Rig rig;
    hear_from(rig, {.priority = 150}, 1s);
    rig.peer(2s, 2s, {.priority = 150}, 2s); // the known one came again
    EXPECT_EQ(rig.router().snapshot().heard->at, at(2s));
    EXPECT_EQ(rig.router().snapshot().heard->mac, kPeerMac);
    rig.hear({.priority = 50, .source = kThird}, 3s);
    EXPECT_EQ(rig.router().snapshot().heard->source, kThird);
}

TEST(Why, does_not_give_a_master_the_mac_of_another_one) {
    Rig rig;
    hear_from(rig, {.priority = 150}, 1s);
    rig.peer(0s, 2s, {.priority = 160}, 2s); // the kernel side withheld this one, and does not know its MAC
    EXPECT_EQ(rig.router().snapshot().master->mac, kPeerMac);
    rig.peer(0s, 3s, {.priority = 200, .source = kThird}, 3s);
    EXPECT_EQ(rig.router().snapshot().master->address, kThird);
    EXPECT_EQ(rig.router().snapshot().master->mac, MacAddress{});
}

TEST(Why, another_router_has_our_priority) {
    Rig rig;
    rig.hear({.priority = 100}, 1s);
    expect_golden("equal_priority", rig, {}, 2s);
}

TEST(Why, nopreempt_lets_a_lower_one_stay) {
    auto config = config_of();
    config.preempt = false;
    Rig rig(std::move(config));
    rig.hear({.priority = 50}, 1s);
    expect_golden("nopreempt", rig, {}, 2s);
}

TEST(Why, preempt_delay_runs) {
    auto config = config_of();
    config.preempt_delay = 60s;
    Rig rig(std::move(config));
    rig.hear({.priority = 50}, 1s);
    expect_golden("preempt_delay", rig, {}, 2s);
}

TEST(Why, a_lower_one_is_going_to_be_preempted) {
    Rig rig;
    rig.hear({.priority = 50}, 1s);
    expect_golden("preempting", rig, {}, 2s);
}

TEST(Why, nobody_was_heard_yet) {
    const Rig rig;
    expect_golden("just_started", rig, {}, 1s);
}

TEST(Why, the_master_resigned) {
    Rig rig;
    rig.hear({.priority = 150}, 1s);
    rig.hear({.priority = 0}, 2s);
    expect_golden("resigned", rig, {}, 2100ms);
}

TEST(Why, a_check_costs_the_priority_that_would_win) {
    Rig rig(tracking_eth1(-60), false);
    rig.see(link_up(), 0s);
    rig.see(eth1(5, false), 0s);
    rig.start();
    hear_from(rig, {.priority = 90}, 1s);
    expect_golden("failing_check", rig, {}, 20s);
}

TEST(Why, the_points_of_a_check_that_fails_are_missing) {
    Rig rig(tracking_eth1(20), false);
    rig.see(link_up(), 0s);
    rig.see(eth1(5, false), 0s);
    rig.start();
    hear_from(rig, {.priority = 150}, 1s);
    expect_golden("missing_points", rig, {}, 20s);
}

TEST(Why, a_check_that_flaps) {
    Rig rig(tracking_eth1(-60), false);
    rig.see(link_up(), 0s);
    rig.see(eth1(5, true), 0s);
    rig.start();
    hear_from(rig, {.priority = 90}, 1s);
    for (int second = 2; second < 13; ++second)
        rig.see(eth1(5, second % 2 != 0), std::chrono::seconds(second));
    expect_golden("flapping_check", rig,
                  {.unrest = {.transitions = 1, .priority_changes = 11, .within = std::chrono::minutes(10)}},
                  13s);
}

TEST(Why, a_script_fails) {
    const auto script = Tracker{.kind = Tracker::Kind::Script, .name = "chk"};
    auto config = config_of();
    config.tracked = {{script, -60}};
    Rig rig(std::move(config), false);
    rig.see(link_up(), 0s);
    rig.start();
    EXPECT_EQ(reason_now(rig.router().snapshot(), at(0s)), "it waits for the first result of chk");
    rig.feed(TrackerObserved{script, {true, 0, "script chk succeeds"}}, 1s);
    hear_from(rig, {.priority = 90}, 2s);
    const std::string sentence = "script chk fails: it exited with status 3, and said \"no route\"";
    rig.feed(TrackerObserved{script, {false, 0, sentence}}, 3s);
    hear_from(rig, {.priority = 90}, 9s);
    const Check::Record record{.last = RunOutcome{.value = 3, .line = "no route"},
                               .since = at(3s),
                               .runs = 9,
                               .failed = 6,
                               .in_a_row = 6};
    expect_golden("failing_script", rig, {.checks = {{"chk", record}}}, 9s);
}

// ---- MASTER -------------------------------------------------------------------------------------------------

TEST(Why, a_firewall_eats_adverts) {
    Rig rig;
    hear_from(rig, {.priority = 150}, 1s);
    rig.tick(rig.deadline());
    ASSERT_EQ(rig.state(), State::Master);
    EXPECT_EQ(reason_now(rig.router().snapshot(), at(rig.deadline() - 1s)), "no other router is heard");
    expect_golden("firewall", rig, {}, 93s);
}

TEST(Why, nobody_was_ever_heard) {
    expect_golden("alone", master(), {}, 300s);
}

TEST(Why, another_router_is_master_too) {
    auto rig = master();
    hear_from(rig, {.priority = 50}, 99s);
    expect_golden("two_masters", rig, {}, 100s);
}

TEST(Why, another_one_was_master_too_for_a_moment) {
    auto rig = master();
    hear_from(rig, {.priority = 50}, 50s);
    EXPECT_EQ(reason_now(rig.router().snapshot(), at(51s)),
              "our priority 100 is higher than 50 of 192.0.2.2");
    EXPECT_EQ(reason_now(rig.router().snapshot(), at(60s)), "no other router is heard");
}

TEST(Why, the_ends_have_different_vrids) {
    auto note = refused(VRRP_DROP_VRID_UNKNOWN, 99s);
    note.vrid = 52;
    expect_golden("different_vrids", master(), with(note), 100s);
}

TEST(Why, the_passwords_do_not_match) {
    expect_golden("mismatched_passwords", master(), with(refused(VRRP_DROP_AUTH_DATA, 99s), 42), 100s);
}

TEST(Why, unicast_without_unicast_src_ip) {
    auto config = config_of();
    config.unicast_peers = {{kPeer}};
    auto note = refused(VRRP_DROP_DESTINATION, 99s);
    note.destination = kThird;
    expect_golden("unicast_without_source", master(std::move(config)), with(note), 100s);
}

TEST(Why, unicast_with_the_wrong_unicast_src_ip) {
    auto config = config_of();
    config.unicast_peers = {{kThird}};
    expect_golden("unicast_from_another_address", master(std::move(config)),
                  with(refused(VRRP_DROP_SOURCE_NOT_PEER, 99s), 7), 100s);
}

TEST(Why, the_other_end_is_in_another_vlan) {
    auto note = refused(VRRP_DROP_VRID_UNKNOWN, 99s);
    note.vlan_outer = 20;
    expect_golden("another_vlan", master(), with(note), 100s);
}

TEST(Why, the_other_end_has_another_address_family) {
    auto note = refused(VRRP_DROP_VRID_UNKNOWN, 99s);
    note.family = Family::Ipv6;
    note.source = ip("fe80::2");
    expect_golden("another_family", master(), with(note), 100s);
}

TEST(Why, the_other_end_has_another_version) {
    expect_golden("another_version", master(config_of(Version::V3)), with(refused(VRRP_DROP_VERSION, 99s), 3),
                  100s);
}

TEST(Why, user_space_refuses_a_signature) {
    Evidence evidence;
    evidence.refused.at(VRRP_DROP_HMAC_INVALID) = 1;
    expect_golden("wrong_signature", master(), evidence, 100s);
}

TEST(Why, does_not_blame_what_is_long_over_or_concerns_others) {
    const auto old = told(master().router().snapshot(), with(refused(VRRP_DROP_AUTH_DATA, 1s)), 3600s);
    EXPECT_EQ(old.find(" ago: wrong password"), std::string::npos) << old;
    EXPECT_NE(old.find("So far 1 advert was refused: wrong password."), std::string::npos) << old;

    Rig backup; // with a master, other virtual routers on the link are no one's concern
    backup.hear({.priority = 150}, 1s);
    auto note = refused(VRRP_DROP_VRID_UNKNOWN, 1s);
    note.vrid = 52;
    const auto text = told(backup.router().snapshot(), with(note), 2s);
    EXPECT_EQ(text.find("VRID 52"), std::string::npos) << text;

    auto of_another = refused(VRRP_DROP_AUTH_DATA, 99s);
    of_another.vrid = 52;
    Evidence evidence;
    evidence.notes = {of_another};
    EXPECT_EQ(told(master().router().snapshot(), evidence, 100s).find("password"), std::string::npos);
}

TEST(Why, names_the_latest_strangers_and_counts_the_others) {
    Evidence evidence;
    for (int vrid = 60; vrid < 66; ++vrid) {
        auto note = refused(VRRP_DROP_VRID_UNKNOWN, std::chrono::seconds(vrid));
        note.vrid = static_cast<std::uint8_t>(vrid);
        evidence.notes.push_back(note);
    }
    const auto text = told(master().router().snapshot(), evidence, 100s);
    for (const auto* named : {"VRID 65", "VRID 64", "VRID 63", "VRID 62", "Adverts of 2 more unknown"})
        EXPECT_NE(text.find(named), std::string::npos) << named << " in\n" << text;
    for (const auto* left_out : {"VRID 60", "VRID 61"})
        EXPECT_EQ(text.find(left_out), std::string::npos) << left_out << " in\n" << text;
}

TEST(Why, before_the_start_and_after_the_end) {
    Rig rig(config_of(), false);
    expect_golden("not_started", rig, {}, 0s);
    rig.see(link_up(), 0s);
    rig.start();
    rig.shut_down(1s);
    EXPECT_EQ(reason_now(rig.router().snapshot(), at(2s)), "it was shut down");
}

TEST(Why, another_member_of_the_sync_group_is_in_fault) {
    auto config = config_of();
    config.sync_group = "G";
    RouterSnapshot router{.config = std::make_shared<const VirtualRouterConfig>(config),
                          .state = State::Fault,
                          .since = at(1s)};
    router.conditions.replace(
        {{.name = Reason::GroupFault, .owner = "G", .sentence = "VI_2 of sync group G is in FAULT"}}, at(1s));
    expect_golden("group_fault", told(router, {}, 5s));
}

TEST(Why, a_check_took_the_priority_that_would_have_preempted) {
    Rig rig(tracking_eth1(-60), false);
    rig.see(link_up(), 0s);
    rig.see(eth1(5, true), 0s);
    rig.start();
    rig.hear({.priority = 90}, 1s);
    EXPECT_EQ(reason_now(rig.router().snapshot(), at(2s)),
              "priority 90 of 192.0.2.2 is lower than our 100, this router takes over in 1.6 s");
    rig.see(eth1(5, false), 2s);
    EXPECT_EQ(reason_now(rig.router().snapshot(), at(2s)), "priority 90 of 192.0.2.2 is higher than our 40");
}

// Every condition and every reason for a refusal has words.
TEST(Why, always_says_what_helps) {
    for (auto name = Reason::InterfaceMissing; name <= Reason::Drained;
         name = static_cast<Reason>(static_cast<int>(name) + 1)) {
        RouterSnapshot router{.config = std::make_shared<const VirtualRouterConfig>(config_of()),
                              .state = State::Fault};
        router.conditions.replace({{.name = name, .owner = "eth9", .sentence = "it fails"}}, at(0s));
        const auto explanation = why(router, {}, at(1s));
        ASSERT_EQ(explanation.to_change.size(), 2u);
        EXPECT_TRUE(explanation.to_change.front().ends_with('.')) << explanation.to_change.front();
    }
}

} // namespace xvrrp::core
