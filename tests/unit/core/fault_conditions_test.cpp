// SPDX-License-Identifier: GPL-2.0-or-later
// Several conditions of one virtual router at once: all of them are told, and the FAULT ends with the last.
#include "rig.h"

namespace xvrrp::core {

namespace {

const std::string kDownText = "the interface is down or has no carrier";
const std::string kNoAddressText = "no address of this family on the interface";

TimePoint since(const Rig& rig, Reason name) {
    for (const auto& each : rig.router().conditions().all()) {
        if (each.name == name)
            return each.since;
    }
    return kNever;
}

const Transitioned& last_transition(const Rig& rig) {
    return std::get<Transitioned>(rig.last().back());
}

VirtualRouterConfig with_everything() {
    auto config = config_of();
    config.vmac = VirtualMac{"vrrp.51", false};
    config.addresses.push_back({ip("192.0.2.101"), 24, "eth1", true});
    config.excluded = {{ip("192.0.2.102"), 24, "eth1", true}, {ip("192.0.2.103"), 24, "eth2", true}};
    config.static_interfaces = {"eth3", "eth1"};
    return config;
}

LinkObserved on(const std::string& name, int index, bool up) {
    LinkObserved seen;
    seen.link = {.index = {index}, .name = name, .mac = {}, .up = up};
    return seen;
}

} // namespace

TEST(FaultConditions, that_hold_at_once_are_all_told) {
    auto rig = master();
    EXPECT_EQ(rig.see(link_down({}), 4s).back(), "MASTER -> FAULT: interface_down");
    EXPECT_EQ(last_transition(rig).detail, kDownText + "; " + kNoAddressText);
    EXPECT_EQ(last_transition(rig).config, rig.router().shared_config());
    EXPECT_EQ(rig.router().snapshot().conditions.hard_sentences(), (Said{kDownText, kNoAddressText}));
    EXPECT_EQ(rig.router().fault(), Reason::InterfaceDown);
}

TEST(FaultConditions, that_stay_when_another_goes_keep_the_fault_and_their_since) {
    Rig rig;
    rig.see(link_down({}), 1s);
    EXPECT_EQ(rig.see(link_up({}), 2s), Said{"still FAULT: " + kNoAddressText});
    EXPECT_EQ(std::get<FaultChanged>(rig.last().front()).reason, Reason::NoAddress);
    EXPECT_EQ(std::get<FaultChanged>(rig.last().front()).config, rig.router().shared_config());
    EXPECT_EQ(rig.router().reason(), Reason::NoAddress);
    EXPECT_EQ(rig.router().since(), at(1s));
    EXPECT_EQ(since(rig, Reason::NoAddress), at(1s));
    EXPECT_EQ(rig.see(link_down({}), 3s), Said{"still FAULT: " + kDownText + "; " + kNoAddressText});
    EXPECT_EQ(since(rig, Reason::NoAddress), at(1s));
    EXPECT_EQ(since(rig, Reason::InterfaceDown), at(3s));
    EXPECT_EQ(rig.see(link_down(), 4s), Said{"still FAULT: " + kDownText});
    EXPECT_EQ(rig.see(link_up(), 5s).back(), "FAULT -> BACKUP: fault_cleared");
    EXPECT_EQ(last_transition(rig).detail, "the fault is gone, it was: " + kDownText);
    EXPECT_EQ(rig.router().snapshot().conditions.hard_sentences(), Said{});
}

TEST(FaultConditions, are_one_for_each_interface_that_fails) {
    Rig rig(with_everything(), false);
    rig.see(link_up({}), 0s);
    rig.see(on("eth1", 5, false), 0s);
    rig.feed(ReceptionObserved{{0}, "permission denied"}, 0s);
    rig.start();
    EXPECT_EQ(
        rig.router().snapshot().conditions.hard_sentences(),
        (Said{"adverts cannot be received on eth0: permission denied", kNoAddressText,
              "interface \"vrrp.51\" does not exist", "the interface of an address does not exist: eth2",
              "the interface of an address is down or has no carrier: eth1",
              "the interface of a route or rule does not exist: eth3",
              "the interface of a route or rule is down or has no carrier: eth1"}));
    EXPECT_EQ(rig.router().reason(), Reason::CannotReceive);
    EXPECT_EQ(last_transition(rig).detail, rig.router().fault_text());
}

TEST(FaultConditions, of_what_is_on_an_interface_are_not_told_where_it_does_not_exist) {
    Rig rig(with_everything(), false);
    rig.feed(ReceptionObserved{{0}, "no room"}, 0s);
    rig.see(on("vrrp.51", 9, true), 0s);
    for (const auto* name : {"eth1", "eth2", "eth3"})
        rig.see(on(name, 5, true), 0s);
    rig.start();
    EXPECT_EQ(rig.router().snapshot().conditions.hard_sentences(), Said{"interface eth0 does not exist"});
}

TEST(FaultConditions, are_dated_before_the_start_too) {
    Rig rig(config_of(), false);
    rig.see(link_down(), 0s);
    rig.start(5s);
    EXPECT_EQ(since(rig, Reason::InterfaceDown), at(0s));
    EXPECT_EQ(rig.router().since(), at(5s));
}

TEST(FaultConditions, are_not_told_anew_while_an_answer_is_awaited) {
    Rig rig(config_of(), false);
    rig.start();
    rig.leave_unanswered();
    EXPECT_EQ(rig.see(link_up({}), 1s), Said{"receive"});
    EXPECT_EQ(rig.state(), State::Fault);
    EXPECT_EQ(rig.router().snapshot().conditions.hard_sentences(),
              (Said{"adverts cannot be received on eth0: nobody has tried yet", kNoAddressText}));
    EXPECT_EQ(rig.see(link_up(), 2s), Said{});
    EXPECT_EQ(rig.state(), State::Fault) << "a router that may be deaf must not stand for election";
    rig.see(link_up({}), 3s);
    EXPECT_EQ(rig.feed(ReceptionObserved{{0}, ""}, 4s), Said{"still FAULT: " + kNoAddressText});
}

TEST(FaultConditions, have_the_reception_among_them_again_when_an_interface_was_gone) {
    Rig rig;
    rig.see(link_gone(), 1s);
    rig.leave_unanswered();
    EXPECT_EQ(rig.see(link_up(), 2s), Said{"receive"});
    EXPECT_EQ(rig.state(), State::Fault);
    EXPECT_EQ(rig.router().fault(), Reason::CannotReceive);
}

TEST(FaultConditions, of_a_reload_that_names_other_interfaces_are_those_of_the_new_ones) {
    auto config = config_of();
    config.excluded = {{ip("192.0.2.102"), 24, "eth1", true}};
    Rig rig(config, false);
    rig.see(link_down(), 0s);
    rig.see(on("eth1", 5, false), 0s);
    rig.start();
    EXPECT_EQ(rig.router().snapshot().conditions.hard_sentences().size(), 2U);
    rig.reload(config_of(), 1s);
    EXPECT_EQ(rig.router().snapshot().conditions.hard_sentences(), Said{kDownText});
    EXPECT_EQ(since(rig, Reason::InterfaceDown), at(0s));
}

// ---- What belongs to one state ends with it -----------------------------------------------------------------

TEST(StateMembers, of_a_backup_do_not_explain_a_later_takeover) {
    Rig rig;
    rig.hear({.priority = 50}, 1s);
    rig.tick(kDown);
    ASSERT_EQ(rig.router().reason(), Reason::Preempting);
    rig.see(link_down(), 5s);
    rig.see(link_up(), 10s);
    rig.tick(10s + kDown);
    EXPECT_EQ(rig.router().reason(), Reason::MasterDown);
    EXPECT_EQ(last_transition(rig).detail, "no advert heard for 3.609 s");
}

TEST(StateMembers, of_a_takeover_name_the_deadline_that_passed_and_none_where_none_did) {
    auto rig = master();
    EXPECT_EQ(last_transition(rig).deadline, at(kDown));
    rig.see(link_down(), 5s);
    rig.see(link_up(), 10s);
    rig.reload(config_of(Version::V2, 255), 11s);
    ASSERT_EQ(rig.router().reason(), Reason::Owner);
    EXPECT_EQ(last_transition(rig).deadline, TimePoint{});
}

} // namespace xvrrp::core
