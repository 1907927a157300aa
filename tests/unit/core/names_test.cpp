// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/names.h"

#include <set>

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

TEST(Names, of_states_are_what_people_read_everywhere) {
    EXPECT_EQ(name(State::Init), "INIT");
    EXPECT_EQ(name(State::Backup), "BACKUP");
    EXPECT_EQ(name(State::Master), "MASTER");
    EXPECT_EQ(name(State::Fault), "FAULT");
}

TEST(Names, of_families_are_those_of_the_status_document) {
    EXPECT_EQ(name(Family::Ipv4), "ipv4");
    EXPECT_EQ(name(Family::Ipv6), "ipv6");
}

TEST(Names, tell_every_reason_from_every_other) {
    std::set<std::string_view> names;
    std::set<std::string_view> sentences;
    constexpr auto kLast = static_cast<int>(Reason::Shutdown);
    for (int each = 0; each <= kLast; ++each) {
        names.insert(name(static_cast<Reason>(each)));
        sentences.insert(sentence(static_cast<Reason>(each)));
    }
    EXPECT_EQ(names.size(), kLast + 1u);
    EXPECT_EQ(sentences.size(), kLast + 1u);
    EXPECT_FALSE(names.contains(""));
    EXPECT_FALSE(sentences.contains(""));
}

TEST(Names, of_conditions_come_with_a_sentence_that_names_what_they_are_about) {
    EXPECT_EQ(sentence(Reason::InterfaceMissing, {"eth0"}), "interface eth0 does not exist");
    EXPECT_EQ(sentence(Reason::SourceMissing, {"192.0.2.1", "eth0"}),
              "the source address 192.0.2.1 is not on eth0");
    EXPECT_EQ(sentence(Reason::InterfaceDown, {"eth0"}), sentence(Reason::InterfaceDown));
    EXPECT_EQ(sentence(Reason::CannotReceive, {}), "adverts cannot be received on : ");
    for (auto each = Reason::InterfaceMissing; each <= Reason::RouteInterfaceDown;
         each = static_cast<Reason>(static_cast<int>(each) + 1))
        EXPECT_NE(sentence(each, {"a", "b"}), "") << name(each);
}

TEST(Names, of_drop_reasons_are_those_of_the_table) {
    EXPECT_EQ(name(VRRP_DROP_NONE), "accepted");
    EXPECT_EQ(name(VRRP_DROP_TOO_SHORT), "too_short");
    EXPECT_EQ(name(VRRP_DROP_INTERVAL_MISMATCH), "interval_mismatch");
    EXPECT_EQ(sentence(VRRP_DROP_CHECKSUM), "wrong VRRP checksum");
}

} // namespace

} // namespace xvrrp::core
