// SPDX-License-Identifier: GPL-2.0-or-later
// FAULT: an interface or an address that is missing, and how a router comes and goes.
#include "rig.h"

namespace xvrrp::core {

namespace {

TEST(Fault, at_the_start_without_an_interface_releases_what_a_crash_left_behind) {
    Rig rig(config_of(), false);
    EXPECT_EQ(rig.start(), (Said{"addresses not wanted", "INIT -> FAULT: interface_missing"}));
    EXPECT_TRUE(rig.idle());
}

TEST(Fault, has_a_reason_for_each_thing_that_is_missing) {
    const std::pair<LinkObserved, Reason> cases[] = {{link_gone(), Reason::InterfaceMissing},
                                                     {link_down(), Reason::InterfaceDown},
                                                     {link_up({}), Reason::NoAddress},
                                                     {link_up({{ip("fe80::1"), 64}}), Reason::NoAddress}};
    for (const auto& [seen, reason] : cases) {
        Rig rig;
        rig.see(seen, 1s);
        EXPECT_EQ(rig.state(), State::Fault);
        EXPECT_EQ(rig.router().reason(), reason);
        EXPECT_EQ(rig.router().fault(), reason);
        EXPECT_TRUE(rig.idle());
    }
}

TEST(Fault, of_a_master_resigns_first_with_the_link_and_the_address_it_had) {
    for (const auto& seen : {link_gone(), link_down({}), link_up({})}) {
        auto rig = master();
        const auto said = rig.see(seen, 4s);
        ASSERT_EQ(said.size(), seen.link.index ? 3u : 4u); // gone: adverts are received no more
        EXPECT_EQ(said[0], "advert 0 from 192.0.2.1");
        EXPECT_EQ(std::get<SendAdvert>(rig.last()[0]).interface.index, 2);
        EXPECT_EQ(said[1], "addresses not wanted");
        EXPECT_EQ(rig.tick(100s), Said{});
    }
}

TEST(Fault, of_a_backup_forgets_the_memo_and_the_master) {
    Rig rig;
    rig.hear({}, 1s);
    EXPECT_EQ(rig.see(link_down(), 2s), (Said{"forget", "BACKUP -> FAULT: interface_down"}));
    EXPECT_FALSE(rig.router().master());
}

TEST(Fault, for_another_reason_is_no_second_transition) {
    Rig rig;
    rig.see(link_down(), 1s);
    EXPECT_EQ(rig.see(link_gone(), 2s),
              (Said{"stop receiving", "still FAULT: interface eth0 does not exist"}));
    EXPECT_EQ(rig.see(link_gone(), 3s), Said{}); // said once
    EXPECT_EQ(rig.router().reason(), Reason::InterfaceMissing);
    EXPECT_EQ(rig.router().fault(), Reason::InterfaceMissing);
    EXPECT_EQ(rig.router().since(), at(1s));
}

TEST(Fault, that_is_over_leads_to_backup_for_a_whole_master_down_interval) {
    auto rig = master();
    rig.see(link_down(), 4s);
    EXPECT_EQ(rig.see(link_up(), 10s), (Said{"addresses not wanted", "FAULT -> BACKUP: fault_cleared"}));
    EXPECT_EQ(rig.deadline(), 10s + kDown);
    EXPECT_FALSE(rig.router().fault());
}

TEST(Fault, that_is_over_makes_the_address_owner_master_at_once) {
    Rig rig(config_of(Version::V2, 255));
    rig.see(link_down(), 4s);
    rig.see(link_up(), 10s);
    EXPECT_EQ(rig.state(), State::Master);
    EXPECT_EQ(rig.router().reason(), Reason::Owner);
}

TEST(Fault, hears_nobody) {
    Rig rig;
    rig.see(link_down(), 1s);
    EXPECT_EQ(rig.hear({}, 2s), Said{});
    EXPECT_EQ(rig.hear({.priority = 0}, 2s), Said{});
    EXPECT_EQ(rig.peer(2s, 2s, {}, 2s), Said{});
    EXPECT_TRUE(rig.idle());
}

// The master is alive, but we were deaf: what was heard before that says nothing about now.
TEST(Fault, that_is_over_is_not_followed_by_a_takeover_because_of_what_was_heard_before_it) {
    Rig observed;
    observed.see(link_down(), 10s);
    observed.see(link_up(), 100s);
    observed.peer(0s, 9s, {}, 100s);
    EXPECT_EQ(observed.deadline(), 100s + kDown);
    Rig received;
    received.see(link_down(), 10s);
    received.see(link_up(), 100s);
    received.hear({}, 9s, 100s);
    EXPECT_EQ(received.deadline(), 100s + kDown);
    received.hear({.priority = 0}, 9500ms, 100s);
    EXPECT_EQ(received.deadline(), 100s + kDown);
}

TEST(Fault, before_the_start_is_not_followed_by_a_takeover_because_of_what_a_predecessor_heard) {
    Rig rig;
    rig.peer(-5s, -4s, {}, 100ms);
    EXPECT_EQ(rig.deadline(), kDown);
}

// ---- The source address -------------------------------------------------------------------------------------

TEST(Source, is_the_first_address_that_is_not_virtual) {
    Rig rig(config_of(), false);
    rig.see(link_up({{kVip, 24}, {ip("fe80::1"), 64}, {kOurs, 24}, {ip("192.0.2.7"), 24}}), 0s);
    rig.start();
    rig.tick(kDown);
    EXPECT_EQ(rig.router().source(), kOurs);
    EXPECT_EQ(rig.state(), State::Master);
}

TEST(Source, is_not_a_virtual_address_that_a_crash_left_behind) {
    Rig rig(config_of(), false);
    rig.see(link_up({{kVip, 24}}), 0s);
    EXPECT_EQ(rig.start(), (Said{"addresses not wanted", "INIT -> FAULT: no_address"}));
}

TEST(Source, that_changes_is_used_from_the_next_advert_on) {
    auto rig = master();
    EXPECT_EQ(rig.see(link_up({{ip("192.0.2.9"), 24}}), 4s), Said{});
    EXPECT_EQ(rig.tick(kDown + 1s), (Said{"advert 100 from 192.0.2.9"}));
}

TEST(Source, goes_with_the_interface_when_that_is_made_anew) {
    auto rig = master();
    auto seen = link_up();
    seen.link.index = {7};
    seen.link.mac.octets[5] = 0x0b;
    rig.see(seen, 4s);
    rig.tick(kDown + 1s);
    const auto& advert = std::get<SendAdvert>(rig.last().at(0));
    EXPECT_EQ(advert.interface.index, 7);
    EXPECT_EQ(advert.frame[11], 0x0b);
}

TEST(Source, of_the_address_owner_may_be_the_virtual_address) {
    Rig rig(config_of(Version::V2, 255), false);
    rig.see(link_up({{kVip, 24}, {kOurs, 24}}), 0s);
    rig.start();
    EXPECT_EQ(rig.router().source(), kOurs);
    rig.see(link_up({{kVip, 24}}), 1s);
    EXPECT_EQ(rig.router().source(), kVip);
    EXPECT_EQ(rig.state(), State::Master);
}

} // namespace

} // namespace xvrrp::core
