// SPDX-License-Identifier: GPL-2.0-or-later
// The memo: what the kernel side may answer for us, and when it must not any more.
#include "rig.h"

namespace xvrrp::core {

namespace {

const Memo& memo_of(const Rig& rig) {
    return std::get<Memorise>(rig.last().back()).memo.value();
}

TEST(Memo, is_source_message_and_length_of_the_accepted_advert) {
    Rig rig;
    const auto sent = packet({}, rig.router().config());
    rig.hear({}, 1s);
    Memo expected{kPeer, {}, 20, memo_of(rig).style};
    std::ranges::copy(ByteView(sent).subspan(20, 20), expected.message.begin());
    EXPECT_EQ(memo_of(rig), expected);
}

TEST(Memo, is_not_given_again_for_the_same_advert) {
    Rig rig;
    rig.hear({}, 1s);
    EXPECT_EQ(rig.hear({}, 2s), Said{});
    EXPECT_EQ(rig.deadline(), 2s + kDown);
}

TEST(Memo, changes_with_priority_source_interval_and_address_list) {
    Rig rig(config_of(Version::V3));
    rig.hear({}, 1s);
    auto before = memo_of(rig);
    const auto differs = [&](const PeerAdvert& advert, const char* said) {
        EXPECT_EQ(rig.hear(advert, 2s).back(), said);
        const auto& memo = std::get<Memorise>(rig.last().back()).memo;
        EXPECT_NE(memo, before);
        before = memo.value();
    };
    differs({.priority = 151}, "memorise 151 from 192.0.2.2");
    differs({.priority = 151, .source = kThird}, "memorise 151 from 192.0.2.3");
    differs({.priority = 151, .source = kThird, .interval = Centiseconds(50)}, "memorise 151 from 192.0.2.3");
    differs({.priority = 151, .source = kThird, .addresses = {ip("192.0.2.101")}},
            "memorise 151 from 192.0.2.3");
    differs({.priority = 151, .source = kThird, .addresses = {kVip, ip("192.0.2.101")}},
            "memorise 151 from 192.0.2.3");
}

TEST(Memo, is_forgotten_in_fault_at_a_takeover_and_when_the_master_resigns) {
    Rig fault;
    fault.hear({}, 1s);
    EXPECT_EQ(fault.see(link_down(), 2s).at(0), "forget");
    Rig takeover;
    takeover.hear({}, 1s);
    EXPECT_EQ(takeover.tick(1s + kDown).at(0), "forget");
    Rig resigned;
    resigned.hear({}, 1s);
    EXPECT_EQ(resigned.hear({.priority = 0}, 2s), (Said{"forget"}));
    EXPECT_EQ(resigned.hear({.priority = 0}, 2s), Said{});
}

TEST(Memo, is_given_anew_after_it_was_forgotten) {
    Rig rig;
    rig.hear({}, 1s);
    rig.hear({.priority = 0}, 2s);
    EXPECT_EQ(rig.hear({}, 2100ms), (Said{"memorise 150 from 192.0.2.2"}));
}

TEST(Memo, is_never_an_advert_that_was_discarded) {
    Rig lower;
    EXPECT_EQ(lower.hear({.priority = 50}, 1s),
              (Said{"addresses not wanted", "notice: lower priority 50 from 192.0.2.2"}));
    Rig zero;
    EXPECT_EQ(zero.hear({.priority = 0}, 1s), Said{});
    auto losing = master();
    EXPECT_EQ(losing.hear({.priority = 50}, 4s),
              (Said{"notice: priority 50 from 192.0.2.2", "advert 100 from 192.0.2.1"}));
}

TEST(AddressList, that_differs_is_counted_and_not_dropped) {
    Rig rig;
    rig.hear({.addresses = {ip("192.0.2.101")}}, 1s);
    EXPECT_EQ(rig.router().counters().address_list_errors, 1u);
    EXPECT_EQ(rig.deadline(), 1s + kDown);
    rig.hear({.addresses = {kVip, ip("192.0.2.101")}}, 2s);
    EXPECT_EQ(rig.router().counters().address_list_errors, 2u);
    EXPECT_EQ(rig.deadline(), 2s + kDown);
}

TEST(AddressList, is_compared_without_regard_to_order) {
    auto config = config_of();
    config.addresses = {{kVip, 24}, {ip("192.0.2.101"), 24}};
    Rig rig(config);
    rig.hear({.addresses = {ip("192.0.2.101"), kVip}}, 1s);
    EXPECT_EQ(rig.router().counters().address_list_errors, 0u);
    rig.hear({.addresses = {kVip, kVip}}, 2s);
    EXPECT_EQ(rig.router().counters().address_list_errors, 1u);
}

} // namespace

} // namespace xvrrp::core
