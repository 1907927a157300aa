// SPDX-License-Identifier: GPL-2.0-or-later
// Attachments and pins on real interfaces: attached once, taken over by a successor, and replaced without
// touching the link.
#include "cable.h"

namespace xvrrp::test {

namespace {

class EachMode : public Cable, public ::testing::WithParamInterface<AttachMode> {};

} // namespace

TEST_P(EachMode, hears_a_live_advert) {
    auto datapath = start(GetParam());
    send(advert_);
    ASSERT_TRUE(hears(datapath, 1));
    std::vector<Bytes> events;
    EXPECT_EQ(datapath.drain([&](const datapath::DatapathEvent& event) {
        EXPECT_EQ(event.slot, kSlot);
        EXPECT_EQ(event.arrival, datapath.peer(kSlot).last_seen);
        events.emplace_back(event.packet.begin(), event.packet.end());
    }),
              1u);
    EXPECT_EQ(events, (std::vector<Bytes>{{advert_.begin() + 14, advert_.end()}}));
    EXPECT_EQ(datapath.peer(kSlot).source, IpAddress::v4(192, 0, 2, 1));
    EXPECT_EQ(datapath.peer(kSlot).priority, VRRP_PRIORITY_DEFAULT);
    EXPECT_EQ(datapath.peer(kSlot).interval, core::Centiseconds(100));
    EXPECT_EQ(datapath.stats(kSlot).news, 1u);
    EXPECT_EQ(datapath.stats(kSlot).passed, 1u);
}

TEST_P(EachMode, a_memo_keeps_user_space_asleep) {
    auto datapath = start(GetParam());
    const auto received = core::receive({advert_.begin() + 14, advert_.end()}, expected(), {});
    ASSERT_TRUE(received);
    for (std::uint64_t round = 1; round <= 3; ++round) { // uses both memos in turn
        datapath.memorise(kSlot, received->memo);
        send(advert_);
        ASSERT_TRUE(hears(datapath, round));
        EXPECT_EQ(datapath.peer(kSlot).keepalive, datapath.peer(kSlot).last_seen);
    }
    datapath.memorise(kSlot, {});
    send(advert_);
    ASSERT_TRUE(hears(datapath, 4));
    EXPECT_LT(datapath.peer(kSlot).keepalive, datapath.peer(kSlot).last_seen);
    EXPECT_EQ(datapath.stats(kSlot).keepalive, 3u);
    EXPECT_EQ(datapath.stats(kSlot).news, 1u);
}

TEST_P(EachMode, a_successor_takes_over_without_a_touch) {
    auto first = std::make_unique<Datapath>(start(GetParam()));
    send(advert_);
    ASSERT_TRUE(hears(*first, 1));
    const auto attached = xdp();
    const auto link = GetParam() == AttachMode::Tc ? 0 : link_id();
    first.reset();
    send(advert_); // no daemon runs, but the program does
    auto second = open();
    EXPECT_TRUE(hears(second, 2));
    for (const auto mode : {GetParam(), AttachMode::Auto}) {
        if (mode == AttachMode::Auto && GetParam() == AttachMode::Tc)
            continue; // auto takes native XDP on this veth
        const auto again = attach(second, mode);
        ASSERT_TRUE(again) << again.error().text();
        EXPECT_TRUE(again->reused);
        EXPECT_EQ(again->mode, GetParam());
    }
    EXPECT_TRUE(second.configure(kSlot, eth0_, expected()));
    EXPECT_TRUE(second.activate());
    EXPECT_EQ(second.drain([](const auto&) { ADD_FAILURE() << "an event of the predecessor"; }), 0u);
    EXPECT_EQ(xdp(), attached);
    EXPECT_EQ(GetParam() == AttachMode::Tc ? 0 : link_id(), link);
    send(advert_);
    EXPECT_TRUE(hears(second, 3));
}

TEST_P(EachMode, more_virtual_routers_get_new_maps_and_the_same_attachment) {
    auto first = std::make_unique<Datapath>(start(GetParam()));
    const auto attached = xdp();
    first.reset();
    auto second = open(1000);
    const auto again = attach(second, GetParam());
    ASSERT_TRUE(again) << again.error().text();
    EXPECT_TRUE(again->reused);
    EXPECT_TRUE(second.configure({1000}, eth0_, expected()));
    EXPECT_TRUE(second.activate());
    EXPECT_EQ(xdp(), attached);
    send(advert_);
    EXPECT_TRUE(hears(second, 1, {1000}));
}

TEST_P(EachMode, an_empty_slot_passes_and_stays_attached) {
    auto datapath = start(GetParam());
    const auto attached = xdp();
    EXPECT_TRUE(datapath.deactivate());
    EXPECT_TRUE(datapath.deactivate()) << "twice is once";
    Port stack(*router_, "eth0");
    send(advert_);
    EXPECT_TRUE(stack.wait_for([&](const Frame& frame) { return frame.bytes == advert_; }));
    EXPECT_EQ(datapath.peer(kSlot).adverts, 0u);
    EXPECT_TRUE(datapath.activate());
    EXPECT_EQ(xdp(), attached);
    send(advert_);
    EXPECT_TRUE(hears(datapath, 1));
}

TEST_P(EachMode, detaching_leaves_nothing) {
    auto datapath = start(GetParam());
    EXPECT_TRUE(detach(datapath));
    EXPECT_EQ(xdp().first, 0u);
    EXPECT_FALSE(on_tc());
    EXPECT_FALSE(std::filesystem::exists(directory_.path));
}

TEST_P(EachMode, changing_the_mode_replaces_the_attachment) {
    auto datapath = start(GetParam());
    for (const auto mode : {AttachMode::Native, AttachMode::Tc, AttachMode::Generic, AttachMode::Native}) {
        const auto attached = attach(datapath, mode);
        ASSERT_TRUE(attached) << attached.error().text();
        EXPECT_EQ(attached->mode, mode);
        EXPECT_EQ(xdp().first != 0, mode != AttachMode::Tc);
        EXPECT_EQ(on_tc(), mode == AttachMode::Tc);
    }
    send(advert_);
    EXPECT_TRUE(hears(datapath, 1)) << "and each advert is counted once";
}

INSTANTIATE_TEST_SUITE_P(As, EachMode,
                         ::testing::Values(AttachMode::Native, AttachMode::Generic, AttachMode::Tc),
                         [](const auto& each) { return std::string(datapath::name(each.param)); });

namespace {

class Attach : public Cable {};

} // namespace

TEST_F(Attach, somebody_elses_xdp_program_is_named) {
    auto theirs = start(AttachMode::Native);
    const BpfDirectory other_directory;
    auto ours = open(other_directory.path + "2");
    for (const auto mode : {AttachMode::Native, AttachMode::Generic}) {
        const auto refused = attach(ours, mode);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, EBUSY);
        EXPECT_NE(refused.error().text().find("XDP is taken by xvrrp_root (program number "),
                  std::string::npos)
            << refused.error().text();
    }
    const auto tc = attach(ours, AttachMode::Auto);
    ASSERT_TRUE(tc) << tc.error().text();
    EXPECT_EQ(tc->mode, AttachMode::Tc) << "beside the other";
    EXPECT_TRUE(detach(ours));
    send(advert_);
    EXPECT_TRUE(hears(theirs, 1)) << "the other was not disturbed";
}

TEST_F(Attach, two_daemons_share_tc) {
    auto first = start(AttachMode::Tc);
    auto second = open(directory_.path + "2");
    ASSERT_TRUE(attach(second, AttachMode::Tc));
    ASSERT_TRUE(second.configure(kSlot, eth0_, expected()));
    ASSERT_TRUE(second.activate());
    send(advert_);
    EXPECT_TRUE(hears(first, 1));
    EXPECT_TRUE(hears(second, 1));
    EXPECT_TRUE(detach(second));
    send(advert_);
    EXPECT_TRUE(hears(first, 2));
}

TEST_F(Attach, without_a_bpffs_there_are_no_pins_and_a_note) {
    const TemporaryDirectory elsewhere;
    {
        auto datapath = open(elsewhere.path() + "/pins");
        EXPECT_NE(datapath.pin_note().find("is not on a bpffs: xvrrpd runs without pins"), std::string::npos);
        ASSERT_TRUE(attach(datapath, AttachMode::Native));
        ASSERT_TRUE(datapath.configure(kSlot, eth0_, expected()));
        ASSERT_TRUE(datapath.activate());
        send(advert_);
        EXPECT_TRUE(hears(datapath, 1));
    }
    EXPECT_FALSE(std::filesystem::exists(elsewhere.path() + "/pins"));
    EXPECT_TRUE(wait_until([&] { return xdp().first == 0; }));
}

// An older daemon had no folders, or folders with other numbers. Its link would keep ours off the interface.
TEST_F(Attach, what_another_abi_has_pinned_is_taken_off_the_interface) {
    namespace fs = std::filesystem;
    for (const bool in_folders : {true, false}) {
        start(AttachMode::Native);
        const auto link = link_pin();
        if (in_folders)
            fs::rename(directory_.path + "/" + datapath::root_folder(), directory_.path + "/root_0");
        else
            fs::rename(link, directory_.path + "/link_" + std::to_string(eth0_.index));
        fs::rename(directory_.path + "/" + datapath::map_folder(), directory_.path + "/abi_3");
        fs::create_directory(directory_.path + "/somebody_elses");
        auto datapath = start(AttachMode::Native);
        EXPECT_TRUE(fs::exists(link));
        EXPECT_FALSE(fs::exists(directory_.path + "/root_0"));
        EXPECT_FALSE(fs::exists(directory_.path + "/abi_3"));
        EXPECT_TRUE(fs::exists(directory_.path + "/somebody_elses"));
        send(advert_);
        EXPECT_TRUE(hears(datapath, 1)) << in_folders;
        EXPECT_TRUE(detach(datapath));
        EXPECT_TRUE(fs::remove(directory_.path + "/somebody_elses"));
    }
}

TEST_F(Attach, maps_that_were_not_all_pinned_are_not_taken_over) {
    auto first = std::make_unique<Datapath>(start(AttachMode::Native));
    send(advert_);
    ASSERT_TRUE(hears(*first, 1));
    first.reset();
    std::filesystem::remove(directory_.path + "/" + datapath::map_folder() + "/complete");
    auto second = start(AttachMode::Native);
    EXPECT_EQ(second.peer(kSlot).adverts, 0u) << "these are new maps";
    send(advert_);
    EXPECT_TRUE(hears(second, 1));
}

TEST_F(Attach, a_predecessors_virtual_routers_are_forgotten_unless_configured_again) {
    {
        auto first = start(AttachMode::Native);
        auto other = expected();
        other.vrid = 2;
        ASSERT_TRUE(first.configure({2}, eth0_, other));
        ASSERT_TRUE(first.set_local({{{{}, IpAddress::v4(192, 0, 2, 1)}, VRRP_DROP_SOURCE_OWN}}));
        send(advert_);
        EXPECT_TRUE(wait_until([&] { return first.stats(kSlot).source_own == 1; }));
    }
    auto second = open();
    ASSERT_TRUE(attach(second, AttachMode::Native));
    ASSERT_TRUE(second.configure({2}, eth0_, expected())); // VRID 1 is in slot 2 now
    ASSERT_TRUE(second.set_local({}));
    ASSERT_TRUE(second.activate());
    send(advert_);
    EXPECT_TRUE(hears(second, 1, {2}));
    send(Ethernet{} / Ipv4{} / Vrrp{.vrid = 2});
    EXPECT_TRUE(wait_until([&] { return second.stats({}).vrid_unknown == 1; }));
    EXPECT_EQ(second.peer(kSlot).adverts, 0u);
}

// There are more virtual routers than room, and one of them stays: it is heard, known and counted throughout.
TEST_P(EachMode, room_is_made_without_forgetting_who_was_heard) {
    auto datapath = start(GetParam());
    const auto received = core::receive({advert_.begin() + 14, advert_.end()}, expected(), {});
    ASSERT_TRUE(received);
    send(advert_);
    ASSERT_TRUE(hears(datapath, 1));
    datapath.memorise(kSlot, received->memo);
    send(advert_);
    ASSERT_TRUE(hears(datapath, 2));
    const auto before = datapath.peer(kSlot);
    const auto attached = xdp();
    bool looked = false;
    {
        const Inside inside(*router_);
        EXPECT_TRUE(datapath.has_room({255, 255}));
        EXPECT_FALSE(datapath.has_room({256, 256}));
        auto larger = datapath.load_larger({256, 256});
        ASSERT_TRUE(larger) << larger.error().text();
        ASSERT_TRUE(datapath.change_to(std::move(*larger), [&] {
            looked = true;
            send(advert_); // goes to the larger maps, so the smaller ones do not change
            test::wait_until([] { return false; }, std::chrono::milliseconds(100));
            EXPECT_EQ(datapath.peer(kSlot).last_seen, before.last_seen);
        }));
    }
    EXPECT_TRUE(looked);
    ASSERT_TRUE(hears(datapath, 3));
    EXPECT_GT(datapath.peer(kSlot).keepalive, before.keepalive);
    EXPECT_EQ(datapath.stats(kSlot).keepalive, 2u);
    EXPECT_EQ(datapath.stats(kSlot).news, 1u);
    EXPECT_EQ(xdp(), attached);

    auto other = expected();
    other.vrid = 2;
    ASSERT_TRUE(datapath.configure({300}, eth0_, other));
    datapath.drain([](const datapath::DatapathEvent&) {});
    send(Ethernet{} / Ipv4{} / Vrrp{.vrid = 2});
    ASSERT_TRUE(hears(datapath, 1, {300}));
    EXPECT_EQ(
        datapath.drain([](const datapath::DatapathEvent& event) { EXPECT_EQ(event.slot, core::Slot{300}); }),
        1u);
    datapath.memorise(kSlot, {});
    send(advert_);
    ASSERT_TRUE(hears(datapath, 4));
    EXPECT_EQ(datapath.stats(kSlot).news, 2u);
}

TEST_P(EachMode, room_that_was_made_is_there_for_a_successor) {
    auto first = std::make_unique<Datapath>(start(GetParam()));
    {
        const Inside inside(*router_);
        auto larger = first->load_larger({1000, 1000});
        ASSERT_TRUE(larger) << larger.error().text();
        ASSERT_TRUE(first->change_to(std::move(*larger), [] {}));
    }
    send(advert_);
    ASSERT_TRUE(hears(*first, 1));
    first.reset();
    send(advert_); // the new program goes on running
    auto second = open();
    EXPECT_TRUE(hears(second, 2));
    EXPECT_TRUE(second.configure({1000}, eth0_, expected()));
}

TEST_F(Attach, a_slot_that_does_not_exist_is_refused) {
    auto datapath = open();
    EXPECT_FALSE(datapath.configure({}, eth0_, expected()));
    constexpr core::Slot none{256}; // there are at least 255, and slot 0
    EXPECT_FALSE(datapath.configure(none, eth0_, expected()));
    datapath.memorise(none, core::Memo{});
    datapath.set_priority(none, 1);
    EXPECT_EQ(datapath.peer(none).adverts, 0u);
}

} // namespace xvrrp::test
