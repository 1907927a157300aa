// SPDX-License-Identifier: GPL-2.0-or-later
// The keywords of keepalived that change an election or the adverts.
#include "rig.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

const PeerAdvert kLower{.priority = 50};

// The ticks come every half second in the first five seconds of a MASTER.
std::vector<Duration> when_it_says(const std::string& words, Rig& rig) {
    std::vector<Duration> out;
    for (Duration passed = 500ms; passed <= 5s; passed += 500ms) {
        const auto said = rig.tick(kDown + passed);
        if (std::ranges::count(said, words) == 1)
            out.push_back(passed);
    }
    return out;
}

TEST(StartupDelay, is_added_to_the_first_master_down_interval_and_no_other) {
    auto config = config_of();
    config.startup_delay = 30s;
    Rig rig(config);
    EXPECT_EQ(rig.deadline(), 30s + kDown);
    rig.hear({}, 1s);
    EXPECT_EQ(rig.deadline(), 1s + kDown);
    rig.see(link_down(), 2s);
    rig.see(link_up(), 3s);
    EXPECT_EQ(rig.deadline(), 3s + kDown);
}

TEST(DelayAfterBoot, counts_from_the_boot_and_the_later_of_both_delays_counts) {
    struct Case {
        Duration startup;
        Duration after_boot;
        Duration expected;
    };

    for (const auto& [startup, after_boot, expected] :
         {Case{0s, 130s, 30s}, {0s, 100s, 0s}, {0s, 20s, 0s}, {40s, 130s, 40s}, {20s, 130s, 30s}}) {
        auto config = config_of();
        config.startup_delay = startup;
        config.delay_after_boot = after_boot;
        EXPECT_EQ(Rig(config).deadline(), expected + kDown);
        config.priority = VRRP_PRIORITY_OWNER;
        Rig owner(config);
        EXPECT_EQ(owner.state(), expected == 0s ? State::Master : State::Backup);
        if (expected != 0s) {
            EXPECT_EQ(owner.deadline(), expected);
        }
    }
}

// The interfaces of a host that boots may come up after the daemon.
TEST(DelayAfterBoot, is_waited_for_after_a_fault_too) {
    auto config = config_of();
    config.delay_after_boot = 130s;
    Rig rig(config);
    rig.see(link_down(), 2s);
    rig.see(link_up(), 3s);
    EXPECT_EQ(rig.deadline(), 30s + kDown);
    rig.see(link_down(), 40s);
    rig.see(link_up(), 41s);
    EXPECT_EQ(rig.deadline(), 41s + kDown);
}

TEST(StartupDelay, is_waited_for_by_the_address_owner) {
    auto config = config_of(Version::V2, 255);
    config.startup_delay = 30s;
    Rig rig(config);
    EXPECT_EQ(rig.state(), State::Backup);
    EXPECT_EQ(rig.deadline(), 30s);
    rig.tick(30s);
    EXPECT_EQ(rig.state(), State::Master);
}

TEST(LowerPrioNoAdvert, leaves_a_losing_advert_without_an_answer) {
    auto config = config_of();
    config.lower_prio_no_advert = true;
    auto rig = master(config);
    EXPECT_EQ(rig.hear(kLower, 4s), (Said{"notice: priority 50 from 192.0.2.2"}));
    EXPECT_EQ(rig.deadline(), kDown + 1s);
}

TEST(HigherPrioSendAdvert, sends_one_more_advert_before_it_yields) {
    auto config = config_of();
    config.higher_prio_send_advert = true;
    auto rig = master(config);
    EXPECT_EQ(rig.hear({}, 4s), (Said{"advert 100 from 192.0.2.1", "addresses not wanted",
                                      "MASTER -> BACKUP: higher_priority", "memorise 150 from 192.0.2.2"}));
    EXPECT_EQ(rig.hear({}, 5s), Said{});
}

TEST(Owners, that_are_two_are_told_apart_by_address_and_it_is_said) {
    const auto owner = [](const char* address) {
        auto seen = link_up({{ip(address), 24}});
        Rig rig(config_of(Version::V2, 255), false);
        rig.see(seen, 0s);
        rig.start();
        return rig;
    };
    auto higher = owner("192.0.2.9");
    EXPECT_EQ(higher.hear({.priority = 255}, 1s),
              (Said{"notice: 192.0.2.2 has priority 255 too", "notice: priority 255 from 192.0.2.2",
                    "advert 255 from 192.0.2.9"}));
    EXPECT_EQ(higher.state(), State::Master);
    auto lower = owner("192.0.2.1");
    EXPECT_EQ(lower.hear({.priority = 255}, 1s),
              (Said{"notice: 192.0.2.2 has priority 255 too", "addresses not wanted",
                    "MASTER -> BACKUP: higher_address", "memorise 255 from 192.0.2.2"}));
}

TEST(OwnerIgnoreAdverts, leaves_the_owner_alone_with_the_address_whoever_else_claims_it) {
    auto config = config_of(Version::V2, 255);
    config.owner_ignore_adverts = true;
    Rig rig(config);
    for (const std::uint8_t priority : {std::uint8_t{0}, std::uint8_t{100}, std::uint8_t{255}})
        EXPECT_EQ(rig.hear({.priority = priority}, 500ms), Said{});
    EXPECT_EQ(rig.state(), State::Master);
    EXPECT_EQ(rig.deadline(), 1s);
}

TEST(OwnerIgnoreAdverts, lets_an_owner_that_starts_as_backup_take_over_from_another) {
    auto config = config_of(Version::V2, 255);
    config.initial_state = State::Backup;
    config.owner_ignore_adverts = true;
    Rig rig(config);
    const auto down = rig.deadline();
    EXPECT_EQ(rig.hear({.priority = 255}, 1s), Said{});
    EXPECT_EQ(rig.peer(0s, 2s, {.priority = 255}, 2s), Said{});
    EXPECT_EQ(rig.deadline(), down);
    rig.tick(down);
    EXPECT_EQ(rig.state(), State::Master);
}

TEST(OwnerIgnoreAdverts, is_nothing_to_any_other_priority) {
    auto config = config_of(Version::V2, 254);
    config.owner_ignore_adverts = true;
    Rig rig(config);
    EXPECT_EQ(rig.hear({.priority = 255}, 1s), (Said{"addresses not wanted", "memorise 255 from 192.0.2.2"}));
}

TEST(Duplicate, of_priority_and_source_loses_and_is_answered) {
    auto config = config_of();
    config.source = kOurs;
    Rig rig(config, false);
    rig.see(link_up({{ip("192.0.2.8"), 24}}), 0s); // the source is not an address of this host
    rig.start();
    rig.tick(kDown);
    EXPECT_EQ(rig.hear({.priority = 100, .source = kOurs}, 4s),
              (Said{"notice: priority 100 from 192.0.2.1", "advert 100 from 192.0.2.1"}));
    EXPECT_EQ(rig.state(), State::Master);
}

TEST(Source, that_is_configured_is_used_whatever_the_interface_has) {
    auto config = config_of();
    config.source = kThird;
    Rig rig(config);
    EXPECT_EQ(rig.tick(kDown).at(0), "advert 100 from 192.0.2.3");
}

TEST(Source, of_an_ipv6_router_is_link_local_or_there_is_none) {
    auto config = config_of(Version::V3);
    config.family = Family::Ipv6;
    config.addresses = {{ip("fe80::100"), 64}};
    Rig rig(config, false);
    rig.see(link_up({{kOurs, 24}, {ip("2001:db8::1"), 64}}), 0s);
    EXPECT_EQ(rig.start(), (Said{"addresses not wanted", "INIT -> FAULT: no_address"}));
    rig.see(link_up({{ip("2001:db8::1"), 64}, {ip("fe80::9"), 64}}), 1s);
    EXPECT_EQ(rig.router().source(), ip("fe80::9"));
    rig.tick(1s + kDown);
    EXPECT_EQ(words(rig.last()).at(0), "advert 100 from fe80::9");
}

TEST(Group, that_is_configured_is_sent_to_and_no_other_is_heard) {
    auto config = config_of(Version::V3);
    config.group = ip("239.129.2.3");
    Rig rig(config);
    auto elsewhere = config;
    elsewhere.group.reset();
    EXPECT_EQ(rig.feed(PacketReceived{{0}, at(1s), packet({}, elsewhere)}, 1s),
              (Said{"notice: neither the VRRP group nor our unicast address"}));
    EXPECT_EQ(rig.hear({}, 1s), (Said{"addresses not wanted", "memorise 150 from 192.0.2.2"}));
    rig.tick(1s + kDown);
    const ByteView frame = std::get<SendAdvert>(rig.last().at(1)).frame;
    EXPECT_EQ(Bytes(frame.begin(), frame.begin() + 6), (Bytes{0x01, 0x00, 0x5e, 0x01, 0x02, 0x03}));
    EXPECT_EQ(IpAddress::from_bytes(frame.subspan(30, 4)), config.group);
    EXPECT_TRUE(decode(frame.subspan(34), Version::V3, kOurs, *config.group));
}

TEST(Group, of_ipv6_has_its_own_mac_and_pseudo_header) {
    auto config = config_of(Version::V3);
    config.family = Family::Ipv6;
    config.group = ip("ff02::1:118");
    config.addresses = {{ip("fe80::100"), 64}};
    Rig rig(config, false);
    rig.see(link_up({{ip("fe80::1"), 64}}), 0s);
    rig.start();
    rig.tick(kDown);
    const ByteView frame = std::get<SendAdvert>(rig.last().at(0)).frame;
    EXPECT_EQ(Bytes(frame.begin(), frame.begin() + 6), (Bytes{0x33, 0x33, 0x00, 0x01, 0x01, 0x18}));
    EXPECT_TRUE(decode(frame.subspan(54), Version::V3, ip("fe80::1"), *config.group));
    EXPECT_FALSE(decode(frame.subspan(54), Version::V3, ip("fe80::1"), vrrp_group(Family::Ipv6)));
}

TEST(Group, that_changes_is_sent_to_at_once_and_expected_from_then_on) {
    auto rig = master();
    auto config = config_of();
    config.group = ip("224.0.0.118");
    const auto said = rig.reload(config, 5s);
    EXPECT_EQ(std::ranges::count(said, "receive"), 1);
    EXPECT_EQ(rig.router().expectation().destination, config.group);
    EXPECT_EQ(rig.state(), State::Master);
    const auto sent = std::ranges::find_if(
        rig.last(), [](const Output& each) { return std::holds_alternative<SendAdvert>(each); });
    ASSERT_NE(sent, rig.last().end());
    EXPECT_EQ(IpAddress::from_bytes(ByteView(std::get<SendAdvert>(*sent).frame).subspan(30, 4)),
              config.group);
}

TEST(Checksum, of_what_is_sent_in_version_3_over_ipv4_is_as_configured) {
    for (const auto style : {ChecksumStyle::PseudoHeader, ChecksumStyle::MessageOnly}) {
        auto config = config_of(Version::V3);
        config.checksum = style;
        Rig rig(config);
        rig.tick(kDown);
        const auto& frame = std::get<SendAdvert>(rig.last().at(0)).frame;
        const auto sent = decode(ByteView(frame).subspan(34), Version::V3, kOurs, vrrp_group(Family::Ipv4));
        ASSERT_TRUE(sent);
        EXPECT_EQ(sent->style, style);
    }
}

TEST(GarpRefresh, comes_back_on_its_own_schedule_and_ends_with_the_mastership) {
    auto config = config_of();
    config.garp = {.master_delay = 0s, .master_refresh = 2500ms, .master_refresh_repeat = 2};
    auto rig = master(config);
    EXPECT_EQ(when_it_says("announce 2", rig), (std::vector<Duration>{2500ms, 5s}));
    rig.hear({}, kDown + 6s);
    EXPECT_EQ(rig.tick(kDown + 8s), Said{});
}

TEST(GarpExtraIf, says_again_what_is_on_other_interfaces) {
    auto config = config_of();
    config.garp = {.master_delay = 0s, .extra_if = 2500ms};
    config.excluded = {{ip("198.51.100.1"), 24, "eth1"}};
    auto rig = master_beside(eth1(), config);
    EXPECT_EQ(when_it_says("announce 1", rig), (std::vector<Duration>{2500ms, 5s}));
}

TEST(GarpExtraIf, begins_and_ends_with_a_reload_and_ends_with_the_mastership) {
    auto config = config_of();
    config.garp = {.master_delay = 0s};
    config.excluded = {{ip("198.51.100.1"), 24, "eth1"}};
    auto rig = master_beside(eth1(), config);
    auto extra = config;
    extra.garp.extra_if = 200ms;
    rig.reload(extra, 4s);
    EXPECT_EQ(rig.deadline(), 4200ms);
    EXPECT_EQ(rig.tick(4200ms), (Said{"announce 1"}));
    rig.reload(config, 4300ms);
    EXPECT_EQ(rig.deadline(), 5300ms);
    rig.reload(extra, 4400ms);
    rig.hear({}, 4500ms);
    EXPECT_EQ(rig.tick(5s), Said{});
}

TEST(GarpLowerPrio, has_a_burst_and_a_delay_of_its_own) {
    auto config = config_of();
    config.garp = {.master_delay = 0s, .lower_prio_repeat = 2, .lower_prio_delay = 300ms};
    auto rig = master(config);
    EXPECT_EQ(rig.hear(kLower, 4s),
              (Said{"notice: priority 50 from 192.0.2.2", "advert 100 from 192.0.2.1", "announce 2"}));
    EXPECT_EQ(rig.deadline(), 4300ms);
    EXPECT_EQ(rig.tick(4300ms), (Said{"announce 2"}));
}

} // namespace

} // namespace xvrrp::core
