// SPDX-License-Identifier: GPL-2.0-or-later
// The causes of a FAULT: reception, a link that is not tracked, a source address that is tracked.
#include "rig.h"

namespace xvrrp::core {

namespace {

LinkObserved replaced() {
    auto seen = link_up();
    seen.link.index = {7};
    return seen;
}

TEST(FaultCauses, that_are_gone_are_named) {
    const std::string was = "the fault is gone, it was: interface eth0 does not exist";
    const std::pair<std::uint8_t, std::string> cases[] = {
        {std::uint8_t{100}, was}, {std::uint8_t{255}, "address owner, priority 255; " + was}};
    for (const auto& [priority, detail] : cases) {
        Rig rig(config_of(Version::V2, priority));
        rig.see(link_down(), 1s);
        rig.see(link_gone(), 2s);
        rig.see(link_up(), 3s);
        EXPECT_EQ(std::get<Transitioned>(rig.last().back()).detail, detail);
    }
}

// Deaf, a BACKUP would elect itself beside a master that is well.
TEST(FaultCauses, have_adverts_that_cannot_be_received_among_them) {
    auto rig = master();
    EXPECT_EQ(rig.feed(ReceptionObserved{0, "somebody else is attached"}, 4s),
              (Said{"advert 0 from 192.0.2.1", "addresses not wanted", "MASTER -> FAULT: cannot_receive"}));
    EXPECT_EQ(rig.router().fault_text(), "adverts cannot be received on eth0: somebody else is attached");
    EXPECT_TRUE(rig.idle());
    EXPECT_EQ(rig.feed(ReceptionObserved{0, "permission denied"}, 5s),
              (Said{"still FAULT: adverts cannot be received on eth0: permission denied"}));
    EXPECT_EQ(rig.see(link_up(), 6s), Said{});
    EXPECT_EQ(rig.feed(ReceptionObserved{0, ""}, 7s),
              (Said{"addresses not wanted", "FAULT -> BACKUP: fault_cleared"}));
    EXPECT_EQ(rig.deadline(), 7s + kDown);
    EXPECT_EQ(rig.feed(ReceptionObserved{7, "of nobody"}, 8s), Said{});
}

// A BACKUP may have missed its master meanwhile. A MASTER will hear a better one soon.
TEST(FaultCauses, of_a_deafness_that_is_over_make_a_backup_listen_anew_and_leave_a_master_alone) {
    const ReceptionObserved was_deaf{{0}, "it was detached", true};
    Rig backup;
    EXPECT_EQ(backup.feed(was_deaf, 3s), (Said{"addresses not wanted", "BACKUP -> FAULT: cannot_receive",
                                               "addresses not wanted", "FAULT -> BACKUP: fault_cleared"}));
    EXPECT_EQ(backup.deadline(), 3s + kDown);
    auto rig = master();
    EXPECT_EQ(rig.feed(was_deaf, 4s), Said{});
    rig.see(link_down(), 5s);
    EXPECT_EQ(rig.feed(was_deaf, 6s), Said{});
}

TEST(FaultCauses, keep_a_deaf_router_from_starting) {
    Rig rig(config_of(), false);
    rig.see(link_up(), 0s);
    rig.feed(ReceptionObserved{0, "no room"}, 0s);
    EXPECT_EQ(rig.start(), (Said{"addresses not wanted", "INIT -> FAULT: cannot_receive"}));
}

TEST(FaultCauses, do_not_have_a_link_that_is_not_tracked_among_them) {
    auto config = config_of();
    config.track_primary = false;
    auto rig = master(config);
    EXPECT_EQ(rig.see(link_down(), 4s), Said{});
    EXPECT_EQ(rig.tick(kDown + 1s), (Said{"advert 100 from 192.0.2.1"}));
    rig.see(link_down({}), 5s);
    EXPECT_EQ(rig.router().fault(), Reason::NoAddress);
    rig.see(link_gone(), 6s);
    EXPECT_EQ(rig.router().fault(), Reason::InterfaceMissing);
}

TEST(FaultCauses, are_looked_at_anew_after_a_reload) {
    auto config = config_of();
    Rig rig(config);
    rig.see(link_down(), 1s);
    config.track_primary = false;
    rig.reload(config, 2s);
    rig.see(link_down(), 2s);
    EXPECT_EQ(rig.state(), State::Backup);
}

TEST(FaultCauses, have_a_tracked_source_that_is_missing_among_them) {
    auto config = config_of();
    config.source = kThird;
    Rig untracked(config);
    EXPECT_EQ(untracked.state(), State::Backup);
    config.track_source = true;
    Rig rig(config);
    EXPECT_EQ(rig.state(), State::Fault);
    EXPECT_EQ(rig.router().fault_text(), "the source address 192.0.2.3 is not on eth0");
    rig.see(link_up({{kOurs, 24}, {kThird, 24}}), 1s);
    EXPECT_EQ(rig.state(), State::Backup);
    EXPECT_EQ(rig.router().source(), kThird);
    rig.tick(1s + kDown);
    rig.see(link_up(), 5s);
    EXPECT_EQ(words(rig.last()),
              (Said{"advert 0 from 192.0.2.3", "addresses not wanted", "MASTER -> FAULT: source_missing"}));
}

TEST(FaultCauses, do_not_have_a_new_interface_in_place_of_the_old_one_among_them) {
    auto rig = master();
    EXPECT_EQ(rig.see(replaced(), 4s), (Said{"receive", "addresses wanted", "announce 5"}));
    EXPECT_EQ(std::get<Announce>(rig.last().back()).messages.at(0).through.index, 7);
    EXPECT_EQ(rig.see(replaced(), 5s), Said{});
    Rig backup;
    EXPECT_EQ(backup.see(replaced(), 1s), Said{"receive"});
}

// ---- interface_up_down_delays -------------------------------------------------------------------------------

VirtualRouterConfig delayed(Duration down, Duration up) {
    auto config = config_of();
    config.link_delays = {down, up};
    return config;
}

TEST(LinkDelays, keep_a_short_interruption_from_counting) {
    auto rig = master(delayed(2s, 3s));
    EXPECT_EQ(rig.see(link_down(), 4s), Said{});
    EXPECT_EQ(rig.see(link_down(), 4500ms), Said{});
    EXPECT_EQ(rig.see(link_up(), 5999ms), Said{});
    EXPECT_EQ(rig.tick(6s), (Said{"advert 100 from 192.0.2.1"}));
    EXPECT_EQ(rig.state(), State::Master);
}

TEST(LinkDelays, let_the_link_go_when_it_has_been_down_for_so_long) {
    Rig rig(delayed(2s, 0s));
    rig.see(link_down(), 1s);
    rig.see(link_down(), 2s); // the same news does not begin anew
    EXPECT_EQ(rig.deadline(), 3s);
    EXPECT_EQ(rig.tick(2999ms), Said{});
    EXPECT_EQ(rig.tick(3s), (Said{"addresses not wanted", "BACKUP -> FAULT: interface_down"}));
    EXPECT_TRUE(rig.idle());
}

TEST(LinkDelays, let_a_master_resign_then) {
    auto rig = master(delayed(500ms, 0s));
    rig.see(link_down(), 4s);
    EXPECT_EQ(rig.tick(4500ms),
              (Said{"advert 0 from 192.0.2.1", "addresses not wanted", "MASTER -> FAULT: interface_down"}));
}

TEST(LinkDelays, keep_a_fault_until_the_link_has_been_up_for_so_long) {
    Rig rig(delayed(0s, 5s));
    EXPECT_EQ(rig.see(link_down(), 1s), (Said{"addresses not wanted", "BACKUP -> FAULT: interface_down"}));
    EXPECT_EQ(rig.see(link_up(), 2s), Said{});
    EXPECT_EQ(rig.see(link_down(), 4s), Said{});
    EXPECT_TRUE(rig.idle());
    EXPECT_EQ(rig.see(link_up(), 5s), Said{});
    EXPECT_EQ(rig.tick(9999ms), Said{});
    EXPECT_EQ(rig.tick(10s), (Said{"addresses not wanted", "FAULT -> BACKUP: fault_cleared"}));
    EXPECT_EQ(rig.deadline(), 10s + kDown);
}

TEST(LinkDelays, do_not_hold_back_the_loss_of_the_interface_or_its_address) {
    for (const auto& seen : {link_gone(), link_down({})}) {
        Rig rig(delayed(255s, 255s));
        rig.see(seen, 1s);
        EXPECT_EQ(rig.state(), State::Fault);
    }
}

TEST(LinkDelays, take_an_interface_as_it_comes) {
    Rig rig(delayed(255s, 255s));
    EXPECT_EQ(rig.state(), State::Backup);
    rig.see(link_gone(), 1s);
    rig.see(link_up(), 2s);
    EXPECT_EQ(rig.state(), State::Backup);
    auto other = replaced();
    other.link.up = false;
    rig.see(other, 3s);
    EXPECT_EQ(rig.router().reason(), Reason::InterfaceDown);
}

TEST(LinkDelays, hold_for_the_interface_with_the_virtual_mac_too) {
    auto config = delayed(2s, 0s);
    config.vmac = VirtualMac{"vrrp.51", false};
    Rig rig(config, false);
    rig.see(link_up(), 0s);
    auto vmac = link_up({}, "vrrp.51");
    rig.see(vmac, 0s);
    rig.start();
    vmac.link.up = false;
    rig.see(vmac, 1s);
    EXPECT_EQ(rig.state(), State::Backup);
    rig.tick(3s);
    EXPECT_EQ(rig.router().reason(), Reason::VmacDown);
}

} // namespace

} // namespace xvrrp::core
