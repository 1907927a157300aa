// SPDX-License-Identifier: GPL-2.0-or-later
// The macvlans that carry virtual MACs follow the configuration.
#include "core/net/links.h"

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

using namespace std::chrono_literals;
using Kind = LinkOperation::Kind;
using Done = std::vector<std::string>;

const MadeLink kWanted{"vrrp.51", "eth0", virtual_mac(Family::Ipv4, 51)};

TimePoint at(Duration since_start) {
    return TimePoint{} + 1000s + since_start;
}

Link base(bool enabled = true) {
    return {.index = {2},
            .name = "eth0",
            .mac = {},
            .up = enabled,
            .enabled = enabled,
            .kind = "veth",
            .parent = {9}};
}

Link macvlan(bool enabled = true, int index = 5) {
    return {.index = {index},
            .name = "vrrp.51",
            .mac = kWanted.mac,
            .up = enabled,
            .enabled = enabled,
            .kind = "macvlan",
            .parent = {2}};
}

struct Rig {
    Links links;
    Settings settings;
    bool refuses = false; // operations on interfaces
    std::set<Setting> unsettable{};

    void see(const Link& link, Duration now = 0s) { links.observe(link, false, at(now)); }

    void miss(const Link& link, Duration now = 0s) { links.observe(link, true, at(now)); }

    void set(std::vector<SettingOperation> operations, Duration now, Done& done) {
        std::vector<FailedSetting> failed;
        for (const auto& each : operations) {
            if (each.kind == SettingOperation::Kind::GiveBack)
                done.push_back("give back " + each.target.key);
            else if (unsettable.contains(each.target))
                failed.push_back({each, Error{"write " + each.target.key, "refused", "", 1}});
            else
                done.push_back(each.target.key);
        }
        settings.applied(operations, failed, at(now));
        for (const auto& each : settings.take_ready())
            links.compare(each);
    }

    void change(const std::vector<LinkOperation>& operations, Duration now, Done& done) {
        std::vector<FailedLink> failed;
        for (const auto& each : operations) {
            constexpr const char* kWords[] = {"create ", "join ", "raise ", "remove "};
            const std::string name = kWords[static_cast<std::size_t>(each.kind)];
            const auto vrf = each.kind == Kind::Join ? " " + std::to_string(each.vrf.index) : "";
            if (refuses)
                failed.push_back({each, Error{name + each.target.name, "refused", "", 1}});
            else
                done.push_back(name + std::to_string(each.index.index) + vrf);
        }
        links.applied(operations, failed, at(now));
    }

    // The operations until there is no more work, with only the number of the settings.
    Done settle(Duration now = 0s) {
        Done done;
        while (links.pending() || settings.pending()) {
            change(links.plan(100, settings), now, done);
            Done written;
            set(settings.plan(100), now, written);
            if (!written.empty())
                done.push_back(std::to_string(written.size()) + " settings");
            change(links.plan_leaving(100), now, done);
            set(settings.plan_leaving(), now, done);
        }
        return done;
    }

    Done want(const std::set<MadeLink>& macvlans) {
        links.want(macvlans, settings);
        return settle();
    }
};

struct LinksTest : testing::Test, Rig {};

TEST_F(LinksTest, are_created_on_their_base_get_their_settings_and_only_then_come_up) {
    see(base());
    EXPECT_EQ(want({kWanted}), (Done{"create 2"}));
    EXPECT_EQ(want({kWanted}), Done{}); // the kernel has not reported it yet
    see(macvlan(false));
    EXPECT_EQ(settle(), (Done{"9 settings", "raise 5"}));
    see(macvlan());
    EXPECT_EQ(settle(), Done{});
}

TEST_F(LinksTest, stay_down_while_a_setting_is_missing) {
    unsettable = {{Setting::Kind::Forbidden, "ipv4/conf/all/rp_filter", "1"}};
    see(base());
    see(macvlan(false));
    EXPECT_EQ(want({kWanted}), (Done{"8 settings"}));
    unsettable.clear();
    settings.tick(settings.deadline());
    EXPECT_EQ(settle(), (Done{"1 settings", "raise 5"}));
}

TEST_F(LinksTest, wait_for_the_base_interface) {
    EXPECT_EQ(want({kWanted}), Done{});
    see(base(false));
    see(macvlan(false));
    EXPECT_EQ(settle(), Done{});
    see(base());
    EXPECT_EQ(settle(), (Done{"9 settings", "raise 5"}));
}

TEST_F(LinksTest, that_are_there_already_are_adopted_whoever_made_them) {
    see(base());
    see(macvlan());
    EXPECT_EQ(want({kWanted}), (Done{"9 settings"}));
}

// ---- An ipvlan ----------------------------------------------------------------------------------------------

const MadeLink kIpvlan{"vrrp.51", "eth0", {}, IpvlanMode::Private};

Link ipvlan(std::optional<IpvlanMode> mode = IpvlanMode::Private) {
    auto made = macvlan(false);
    made.kind = "ipvlan";
    made.mac = {{2, 0, 0, 0, 0, 1}};
    made.ipvlan = mode;
    return made;
}

TEST_F(LinksTest, that_are_ipvlans_get_fewer_settings_and_none_of_their_base) {
    see(base());
    EXPECT_EQ(want({kIpvlan}), (Done{"create 2"}));
    see(ipvlan());
    EXPECT_EQ(settle(), (Done{"2 settings", "raise 5"}));
    EXPECT_EQ(want({}), (Done{"remove 5"}));
}

TEST_F(LinksTest, that_are_ipvlans_in_another_mode_are_not_ours) {
    see(base());
    want({kIpvlan});
    for (const auto& other : {ipvlan(IpvlanMode::Bridge), ipvlan(std::nullopt), macvlan()}) {
        see(other);
        EXPECT_EQ(settle(), Done{});
    }
    EXPECT_EQ(
        links.take_news().alarms,
        (Done{
            "make the ipvlan on eth0: interface \"vrrp.51\" is not ours, it is in another mode (rename it, or "
            "choose another name with 'use_ipvlan NAME')",
            "make the ipvlan on eth0: interface \"vrrp.51\" is not ours, it is a macvlan (rename it, or choose "
            "another name with 'use_ipvlan NAME')"}));
}

TEST_F(LinksTest, that_change_their_mode_are_removed_and_made_again) {
    see(base());
    see(ipvlan());
    want({kIpvlan});
    auto other = kIpvlan;
    other.ipvlan = IpvlanMode::Vepa;
    EXPECT_EQ(want({other}), (Done{"remove 5", "create 2"}));
}

// ---- A VRF --------------------------------------------------------------------------------------------------

constexpr InterfaceIndex kRed{7};
constexpr InterfaceIndex kBlue{8};

Link in(InterfaceIndex vrf, Link link) {
    link.vrf = vrf;
    return link;
}

TEST_F(LinksTest, join_the_vrf_of_their_base_before_they_come_up) {
    see(in(kRed, base()));
    EXPECT_EQ(want({kWanted}), (Done{"create 2"}));
    see(macvlan(false));
    EXPECT_EQ(settle(), (Done{"join 5 7", "9 settings", "raise 5"}));
    see(in(kRed, macvlan()));
    EXPECT_EQ(settle(), Done{});
}

TEST_F(LinksTest, follow_their_base_into_a_vrf_into_another_one_and_out_of_it) {
    for (const auto& wanted : {kWanted, kIpvlan}) {
        Rig rig;
        const auto link = wanted.ipvlan ? ipvlan() : macvlan();
        rig.see(base());
        rig.see(link);
        rig.want({wanted});
        for (const auto vrf : {kRed, kBlue, InterfaceIndex{}}) {
            rig.see(in(vrf, base()));
            EXPECT_EQ(rig.settle(), (Done{"join 5 " + std::to_string(vrf.index)}));
            rig.see(in(vrf, link));
            EXPECT_EQ(rig.settle(), wanted.ipvlan ? (Done{"raise 5"}) : Done{});
        }
    }
}

// The kernel lets go of everything in a VRF that is deleted, and reports one interface after the other.
TEST_F(LinksTest, that_somebody_moved_go_back_into_the_vrf_of_their_base) {
    see(in(kRed, base()));
    see(in(kRed, macvlan()));
    want({kWanted});
    see(macvlan());
    EXPECT_EQ(settle(), (Done{"join 5 7"}));
    links.observe_all({in(kRed, base()), in(kBlue, macvlan())});
    EXPECT_EQ(settle(), (Done{"join 5 7"}));
}

TEST_F(LinksTest, stay_down_outside_of_the_vrf_and_try_again) {
    see(in(kRed, base()));
    see(macvlan(false));
    refuses = true;
    EXPECT_EQ(want({kWanted}), Done{});
    EXPECT_EQ(links.take_news().alarms, (Done{"join vrrp.51: refused"}));
    refuses = false;
    links.tick(at(1s));
    EXPECT_EQ(settle(1s), (Done{"join 5 7", "9 settings", "raise 5"}));
}

TEST_F(LinksTest, that_were_replaced_get_their_settings_again) {
    see(base());
    see(macvlan());
    want({kWanted});
    miss(macvlan());
    see(macvlan(false, 6));
    EXPECT_EQ(settle(), (Done{"9 settings", "raise 6"}));
}

TEST_F(LinksTest, that_somebody_took_down_are_brought_up) {
    see(base());
    see(macvlan());
    want({kWanted});
    see(macvlan(false));
    EXPECT_EQ(settle(), (Done{"raise 5"}));
}

TEST_F(LinksTest, that_somebody_deletes_are_made_again_and_after_some_fighting_later) {
    see(base());
    see(macvlan());
    want({kWanted});
    for (int i = 0; i < 5; ++i) {
        miss(macvlan());
        EXPECT_EQ(settle(), (Done{"create 2"}));
        see(macvlan());
        settle();
    }
    EXPECT_EQ(links.take_news().warnings, Done{});
    miss(macvlan());
    EXPECT_EQ(links.take_news().warnings.size(), 1U);
    see(base(false));
    EXPECT_EQ(settle(), Done{});
    EXPECT_EQ(links.deadline(), at(1s));
    links.tick(at(1s));
    EXPECT_EQ(settle(1s), (Done{"create 2"}));
}

TEST_F(LinksTest, that_are_not_wanted_any_more_go_and_give_back_the_settings_of_their_base) {
    see(base());
    see(macvlan());
    want({kWanted});
    const Done given{"remove 5", "give back ipv4/conf/eth0/arp_ignore", "give back ipv4/conf/eth0/arp_filter",
                     "give back ipv4/conf/eth0/arp_announce"};
    EXPECT_EQ(want({}), given);
    miss(macvlan());
    EXPECT_EQ(settle(), Done{});
}

TEST_F(LinksTest, on_one_base_give_back_its_settings_with_the_last_of_them) {
    const MadeLink other{"vrrp.52", "eth0", virtual_mac(Family::Ipv4, 52)};
    auto second = macvlan(true, 6);
    second.name = other.name;
    second.mac = other.mac;
    see(base());
    see(macvlan());
    see(second);
    want({kWanted, other});
    EXPECT_EQ(want({other}), (Done{"remove 5"}));
    EXPECT_EQ(want({}).size(), 4U);
}

TEST_F(LinksTest, that_a_crash_left_behind_go_unless_they_are_wanted) {
    const MadeLink gone{"vrrp.9", "eth0", virtual_mac(Family::Ipv4, 9)};
    see(base());
    see(macvlan());
    want({});
    links.inherit({kWanted, gone});
    EXPECT_EQ(settle(), (Done{"remove 5"}));
    see(macvlan());
    want({kWanted});
    links.inherit({kWanted, gone});
    EXPECT_EQ(settle(), Done{});
}

TEST_F(LinksTest, that_change_their_base_are_removed_and_made_again) {
    auto other = kWanted;
    other.base = "eth1";
    auto eth1 = base();
    eth1.name = "eth1";
    eth1.index = {3};
    see(base());
    see(eth1);
    see(macvlan());
    want({kWanted});
    EXPECT_EQ(want({other}),
              (Done{"remove 5", "give back ipv4/conf/eth0/arp_ignore", "give back ipv4/conf/eth0/arp_filter",
                    "give back ipv4/conf/eth0/arp_announce", "create 3"}));
    EXPECT_EQ(links.take_news().alarms, Done{});
}

TEST_F(LinksTest, that_could_not_be_made_are_tried_again_and_the_failure_is_said_once) {
    refuses = true;
    see(base());
    want({kWanted});
    EXPECT_EQ(links.take_news().alarms, (Done{"create vrrp.51: refused"}));
    links.tick(at(1s));
    settle(1s);
    EXPECT_EQ(links.take_news().alarms, Done{});
    refuses = false;
    links.tick(links.deadline());
    EXPECT_EQ(settle(3s), (Done{"create 2"}));
}

TEST_F(LinksTest, that_came_or_went_while_messages_were_lost_are_compared_with_the_new_picture) {
    see(base());
    EXPECT_EQ(want({kWanted}), (Done{"create 2"}));
    links.observe_all({base()});
    EXPECT_EQ(settle(), (Done{"create 2"}));
    links.observe_all({base(), macvlan(false)});
    EXPECT_EQ(settle(), (Done{"9 settings", "raise 5"}));
    auto renamed = base();
    renamed.name = "lan0";
    see(renamed);
    EXPECT_EQ(links.find("eth0"), nullptr);
    EXPECT_EQ(links.find(InterfaceIndex{2})->name, "lan0");
}

TEST_F(LinksTest, that_are_not_ours_are_never_touched) {
    Link bridge = macvlan();
    bridge.kind = "bridge";
    Link hardware = macvlan();
    hardware.kind = "";
    Link elsewhere = macvlan();
    elsewhere.parent = {3};
    Link other_mac = macvlan();
    other_mac.mac = virtual_mac(Family::Ipv4, 52);
    const std::vector<std::pair<Link, std::string>> cases{
        {bridge, "is a bridge"},
        {hardware, "is no macvlan"},
        {elsewhere, "stands on another interface than eth0"},
        {other_mac, "has the MAC 00:00:5e:00:01:34"}};
    for (const auto& [link, found] : cases) {
        Rig fresh;
        fresh.see(base());
        fresh.see(link);
        EXPECT_EQ(fresh.want({kWanted}), Done{});
        EXPECT_EQ(fresh.links.take_news().alarms,
                  (Done{"carry the virtual MAC 00:00:5e:00:01:33: interface \"vrrp.51\" is not ours, it " +
                        found + " (rename it, or choose another name with 'use_vmac NAME')"}));
        fresh.see(link);
        fresh.settle();
        EXPECT_EQ(fresh.links.take_news().alarms, Done{});
        EXPECT_EQ(fresh.want({}), Done{});
        fresh.links.inherit({kWanted});
        EXPECT_EQ(fresh.settle(), Done{});
    }
}

} // namespace

} // namespace xvrrp::core
