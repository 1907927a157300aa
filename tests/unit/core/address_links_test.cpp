// SPDX-License-Identifier: GPL-2.0-or-later
// Addresses on other interfaces than the virtual router's own, and addresses that no advert names.
#include "core/vrrp/frame.h"
#include "rig.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

const IpAddress kElsewhere = ip("203.0.113.100");

VirtualRouterConfig with_address_on_eth1(bool track = true) {
    auto config = config_of();
    config.excluded = {{kElsewhere, 24, "eth1", track}};
    return config;
}

Rig master_with(VirtualRouterConfig config) {
    return master_beside(eth1(), std::move(config));
}

InterfaceIndex where(const Rig& rig, const VirtualAddress& address) {
    const auto* link = rig.router().link_of(address);
    return link ? link->index : InterfaceIndex{};
}

bool says(const Said& said, const std::string& words) {
    return std::ranges::find(said, words) != said.end();
}

} // namespace

TEST(AddressLink, is_where_an_address_goes_that_names_it) {
    const auto rig = master_with(with_address_on_eth1());
    const auto& config = rig.router().config();
    EXPECT_EQ(where(rig, config.excluded[0]), InterfaceIndex{5});
    EXPECT_EQ(where(rig, config.addresses[0]), link_up().link.index);
}

TEST(AddressLink, tells_of_the_address_in_its_own_name) {
    const auto rig = master_with(with_address_on_eth1());
    std::map<InterfaceIndex, Bytes> told;
    for (const auto& output : rig.last()) {
        if (const auto* announcement = std::get_if<Announce>(&output)) {
            for (const auto& message : announcement->messages)
                told[message.through] = message.frame;
        }
    }
    const auto& config = rig.router().config();
    EXPECT_EQ(told.at({5}), gratuitous_arp(eth1().link.mac, config.excluded[0].address));
    EXPECT_EQ(told.at(link_up().link.index), gratuitous_arp(link_up().link.mac, config.addresses[0].address));
}

TEST(AddressLink, is_a_fault_when_it_goes_down_and_none_when_it_is_back) {
    auto rig = master_with(with_address_on_eth1());
    const auto said = rig.see(eth1(5, false), 5s);
    EXPECT_EQ(rig.state(), State::Fault);
    EXPECT_EQ(rig.router().fault(), Reason::AddressInterfaceDown);
    EXPECT_TRUE(says(said, "advert 0 from 192.0.2.1"));
    EXPECT_TRUE(says(said, "addresses not wanted"));
    const auto* last = std::get_if<Transitioned>(&rig.last().back());
    ASSERT_NE(last, nullptr);
    EXPECT_EQ(last->detail, "the interface of an address is down or has no carrier: eth1");
    rig.see(eth1(), 6s);
    EXPECT_EQ(rig.state(), State::Backup);
}

TEST(AddressLink, is_a_fault_when_it_is_gone) {
    auto rig = master_with(with_address_on_eth1());
    rig.see(eth1(0, false), 5s);
    EXPECT_EQ(rig.state(), State::Fault);
    EXPECT_EQ(rig.router().fault(), Reason::AddressInterfaceMissing);
    EXPECT_EQ(where(rig, rig.router().config().excluded[0]), InterfaceIndex{});
}

TEST(AddressLink, is_no_fault_with_no_track) {
    auto rig = master_with(with_address_on_eth1(false));
    EXPECT_EQ(rig.see(eth1(5, false), 5s), Said{});
    EXPECT_EQ(rig.see(eth1(0, false), 6s), Said{});
    EXPECT_EQ(rig.state(), State::Master);
}

TEST(AddressLink, gets_its_address_when_another_one_comes_in_its_place) {
    auto rig = master_with(with_address_on_eth1(false));
    rig.see(eth1(0, false), 5s);
    EXPECT_EQ(rig.see(eth1(8), 6s), (Said{"addresses wanted", "announce 5"}));
    EXPECT_EQ(where(rig, rig.router().config().excluded[0]), InterfaceIndex{8});
}

TEST(AddressLink, is_no_fault_any_more_when_no_address_names_it) {
    auto rig = master_with(with_address_on_eth1());
    rig.see(eth1(5, false), 5s);
    ASSERT_EQ(rig.state(), State::Fault);
    rig.reload(config_of(), 6s);
    rig.see(link_up(), 6s);
    EXPECT_EQ(rig.state(), State::Backup);
}

// ---- An address with a virtual MAC of its own, on a macvlan on eth1 --------------------------------------------

namespace {

const MacAddress kOwnMac = virtual_mac(Family::Ipv4, 51);

LinkObserved macvlan(int index = 6, bool up = true) {
    auto seen = eth1(index, up);
    seen.link.name = "vrrp1.51";
    seen.link.mac = kOwnMac;
    return seen;
}

VirtualRouterConfig with_own_mac(bool track = true) {
    auto config = with_address_on_eth1(track);
    config.excluded[0].vmac = "vrrp1.51";
    return config;
}

Rig master_with_own_mac(VirtualRouterConfig config) {
    Rig rig(std::move(config), false);
    rig.see(link_up(), 0s);
    rig.see(eth1(), 0s);
    rig.see(macvlan(), 0s);
    rig.start();
    rig.tick(rig.deadline());
    EXPECT_EQ(rig.state(), State::Master);
    return rig;
}

using Messages = std::map<InterfaceIndex, Announce::Message>; // by the interface that each leaves by

Messages announced(const Rig& rig) {
    Messages told;
    for (const auto& output : rig.last()) {
        if (const auto* announcement = std::get_if<Announce>(&output)) {
            for (const auto& message : announcement->messages)
                told[message.through] = message;
        }
    }
    return told;
}

} // namespace

TEST(AddressVmac, is_where_the_address_goes_and_what_it_is_announced_with) {
    const auto rig = master_with_own_mac(with_own_mac());
    EXPECT_EQ(where(rig, rig.router().config().excluded[0]), InterfaceIndex{6});
    const auto told = announced(rig);
    EXPECT_EQ(told.at({6}).frame, gratuitous_arp(kOwnMac, kElsewhere));
    EXPECT_EQ(told.at(link_up().link.index).frame, gratuitous_arp(link_up().link.mac, kVip));
    EXPECT_FALSE(told.contains({5}));
}

TEST(AddressVmac, is_paced_as_the_interface_below) {
    auto config = with_own_mac();
    config.garp.paces = {{"eth1", {4, 1s, 2s}}};
    const auto told = announced(master_with_own_mac(config));
    EXPECT_EQ(told.at({6}).interval, 1s);
    EXPECT_EQ(told.at({6}).group, 4U);
    EXPECT_EQ(told.at(link_up().link.index).interval, 0s);
}

TEST(AddressVmac, is_a_fault_when_it_or_the_interface_below_goes_unless_no_track_says_otherwise) {
    for (const auto& lost : {macvlan(6, false), macvlan(0, false), eth1(5, false)}) {
        auto rig = master_with_own_mac(with_own_mac());
        rig.see(lost, 5s);
        EXPECT_EQ(rig.state(), State::Fault) << lost.link.name;
        auto untracked = master_with_own_mac(with_own_mac(false));
        untracked.see(lost, 5s);
        EXPECT_EQ(untracked.state(), State::Master) << lost.link.name;
    }
}

TEST(AddressVmac, gets_its_address_when_it_is_made_again) {
    auto rig = master_with_own_mac(with_own_mac(false));
    rig.see(macvlan(0, false), 5s);
    EXPECT_EQ(where(rig, rig.router().config().excluded[0]), InterfaceIndex{});
    EXPECT_EQ(rig.see(macvlan(9), 6s), (Said{"addresses wanted", "announce 5"}));
    EXPECT_EQ(where(rig, rig.router().config().excluded[0]), InterfaceIndex{9});
}

// The first ones are at 2.5 s.
Messages said_again(bool only_vmacs) {
    auto config = with_own_mac();
    config.excluded.push_back({ip("203.0.113.101"), 24, "eth1"});
    config.garp = {.master_delay = 0s, .extra_if = 2500ms, .extra_if_vmacs = only_vmacs};
    auto rig = master_with_own_mac(config);
    while (rig.deadline() < kDown + 2500ms)
        rig.tick(rig.deadline());
    rig.tick(kDown + 2500ms);
    return announced(rig);
}

TEST(AddressVmac, alone_is_said_again_by_garp_extra_if_without_all) {
    const auto own = said_again(true);
    EXPECT_EQ(own.size(), 1U);
    EXPECT_TRUE(own.contains({6}));
    EXPECT_EQ(said_again(false).size(), 2U);
}

// ---- An ipvlan ----------------------------------------------------------------------------------------------

TEST(Ipvlan, is_a_fault_when_it_goes_and_its_address_is_what_adverts_come_from) {
    auto config = config_of();
    config.ipvlan = Ipvlan{"vrrp1.51", InterfaceAddress{kThird, 24}};
    config.source = kThird;
    auto rig = master_beside(macvlan(), config);
    EXPECT_TRUE(says(words(rig.last()), "advert 100 from 192.0.2.3"));
    rig.see(macvlan(0, false), 5s);
    EXPECT_EQ(rig.state(), State::Fault);
    EXPECT_EQ(rig.router().fault(), Reason::AddressInterfaceMissing);
    rig.see(macvlan(), 6s);
    EXPECT_EQ(rig.state(), State::Backup);
    config.track_primary = false;
    auto untracked = master_beside(macvlan(), config);
    untracked.see(macvlan(6, false), 5s);
    EXPECT_EQ(untracked.state(), State::Master);
}

TEST(ExcludedAddress, is_in_no_advert) {
    const auto advert_of = [](const Rig& rig) {
        for (const auto& output : rig.last()) {
            if (const auto* advert = std::get_if<SendAdvert>(&output))
                return advert->frame;
        }
        return Bytes{};
    };
    const auto with = master_with(with_address_on_eth1());
    const auto without = master_with(config_of());
    EXPECT_FALSE(advert_of(with).empty());
    EXPECT_EQ(advert_of(with), advert_of(without));
}

TEST(ExcludedAddress, is_not_what_adverts_come_from) {
    auto config = config_of();
    config.excluded = {{kOurs, 24}};
    Rig rig(config, false);
    rig.see(link_up({{kOurs, 24}, {kThird, 24}}), 0s);
    EXPECT_EQ(rig.router().source(), kThird);
}

TEST(ExcludedAddress, that_a_reload_brings_is_placed_without_a_transition) {
    auto rig = master_beside(eth1(), config_of());
    const auto said = rig.reload(with_address_on_eth1(), 5s);
    EXPECT_TRUE(says(said, "addresses wanted"));
    EXPECT_EQ(rig.state(), State::Master);
}

} // namespace xvrrp::core
