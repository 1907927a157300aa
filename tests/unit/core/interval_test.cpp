// SPDX-License-Identifier: GPL-2.0-or-later
// The learned interval of version 3 (Active_Adver_Interval): how far it is believed, and what is said of it.
#include "rig.h"

namespace xvrrp::core {

namespace {

const Centiseconds kLongest(4095);

// One forged advert with 40.95 s must not silence a segment for two minutes.
TEST(LearnedInterval, is_believed_up_to_ten_times_our_own) {
    Rig rig(config_of(Version::V3));
    rig.hear({.interval = Centiseconds(1000)}, 1s);
    EXPECT_EQ(rig.deadline(), 1s + 10 * kDown);
    EXPECT_EQ(rig.hear({.interval = kLongest}, 2s),
              (Said{"notice: theirs is 40.950 s, ours 1.000 s, believed up to 10.000 s",
                    "memorise 150 from 192.0.2.2"}));
    EXPECT_EQ(rig.deadline(), 2s + 10 * kDown);
}

TEST(LearnedInterval, of_a_second_is_always_believed) {
    auto config = config_of(Version::V3);
    config.interval = Centiseconds(1);
    Rig rig(config);
    rig.hear({.interval = Centiseconds(100)}, 1s);
    EXPECT_EQ(rig.deadline(), 1s + kDown);
    rig.hear({.interval = Centiseconds(101)}, 2s);
    EXPECT_EQ(rig.deadline(), 2s + kDown);
}

TEST(LearnedInterval, has_the_same_limit_for_a_master_that_yields) {
    auto rig = master(config_of(Version::V3));
    rig.hear({.interval = kLongest}, 4s);
    EXPECT_EQ(rig.state(), State::Backup);
    EXPECT_EQ(rig.deadline(), 4s + 10 * kDown);
}

TEST(LearnedInterval, has_the_same_limit_when_the_packet_was_withheld) {
    Rig rig(config_of(Version::V3));
    rig.peer(0s, 1s, {.interval = kLongest}, 1s);
    EXPECT_EQ(rig.deadline(), 1s + 10 * kDown);
}

TEST(LearnedInterval, that_differs_is_said_when_it_begins_and_not_again) {
    Rig rig(config_of(Version::V3));
    const Said once{"notice: theirs is 0.500 s, ours 1.000 s", "memorise 150 from 192.0.2.2"};
    rig.hear({}, 1s);
    EXPECT_EQ(rig.hear({.interval = Centiseconds(50)}, 1s), once);
    EXPECT_EQ(rig.hear({.interval = Centiseconds(50)}, 2s), Said{});
    rig.hear({}, 3s);
    EXPECT_EQ(rig.hear({.interval = Centiseconds(50)}, 4s), once);
}

// RFC 9568 section 6.4.2: an advert that is discarded teaches nothing.
TEST(LearnedInterval, is_not_that_of_an_advert_of_lower_priority) {
    Rig rig(config_of(Version::V3));
    rig.hear({}, 1s);
    rig.hear({.priority = 50, .source = kThird, .interval = Centiseconds(10)}, 2s);
    EXPECT_EQ(rig.router().master_down(), kDown);
    EXPECT_EQ(rig.deadline(), 1s + kDown);
}

TEST(AddressList, that_differs_is_said_when_it_begins_and_not_again) {
    Rig rig;
    const PeerAdvert other{.addresses = {ip("192.0.2.101"), ip("192.0.2.102")}};
    EXPECT_EQ(rig.hear(other, 1s), (Said{"notice: an advert carries 2 addresses, ours are 1",
                                         "addresses not wanted", "memorise 150 from 192.0.2.2"}));
    EXPECT_EQ(rig.hear(other, 2s), Said{});
    EXPECT_EQ(rig.router().counters().address_list_errors, 2u);
}

} // namespace

} // namespace xvrrp::core
