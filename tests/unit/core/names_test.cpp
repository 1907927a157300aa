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

TEST(Names, of_drop_reasons_are_those_of_the_table) {
    EXPECT_EQ(name(VRRP_DROP_NONE), "accepted");
    EXPECT_EQ(name(VRRP_DROP_TOO_SHORT), "too_short");
    EXPECT_EQ(name(VRRP_DROP_INTERVAL_MISMATCH), "interval_mismatch");
    EXPECT_EQ(sentence(VRRP_DROP_CHECKSUM), "wrong VRRP checksum");
}

} // namespace

} // namespace xvrrp::core
