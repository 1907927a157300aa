// SPDX-License-Identifier: GPL-2.0-or-later
// before_master: adverts go out at once, the addresses wait for a script or for its timeout.
#include "rig.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

VirtualRouterConfig staged() {
    auto config = config_of();
    config.before_master = Stage{{{"/bin/prepare"}, {}, {}}, 2s};
    return config;
}

StageEnded ended(std::uint64_t stage, int status = 0) {
    return {RouterId{0}, stage, {RunOutcome::End::Exited, status, {}}};
}

bool says(const Said& said, const std::string& words) {
    return std::ranges::find(said, words) != said.end();
}

bool has_any(const Said& said, const std::string& begin) {
    return std::ranges::any_of(said, [&](const auto& each) { return each.starts_with(begin); });
}

// It became MASTER at kDown, and waits.
Rig waiting() {
    Rig rig(staged());
    const auto said = rig.tick(kDown);
    EXPECT_TRUE(says(said, "advert 100 from 192.0.2.1"));
    EXPECT_TRUE(says(said, "run /bin/prepare"));
    EXPECT_FALSE(says(said, "addresses wanted"));
    EXPECT_FALSE(has_any(said, "announce"));
    EXPECT_EQ(rig.state(), State::Master);
    return rig;
}

} // namespace

TEST(Staged, takes_the_addresses_when_the_script_has_ended_however_it_did) {
    for (const int status : {0, 1}) {
        auto rig = waiting();
        const auto said = rig.feed(ended(1, status), kDown + 500ms);
        EXPECT_TRUE(says(said, "addresses wanted"));
        EXPECT_TRUE(says(said, "announce 5"));
    }
}

TEST(Staged, sends_its_adverts_while_it_waits_and_takes_the_addresses_at_the_timeout) {
    auto rig = waiting();
    EXPECT_EQ(rig.tick(kDown + 1s), Said{"advert 100 from 192.0.2.1"});
    const auto said = rig.tick(kDown + 2s);
    EXPECT_TRUE(says(said, "advert 100 from 192.0.2.1"));
    EXPECT_TRUE(says(said, "addresses wanted"));
    EXPECT_TRUE(says(said, "announce 5"));
    EXPECT_EQ(rig.feed(ended(1), kDown + 3s), Said{}) << "it is too late to matter";
}

TEST(Staged, announces_again_after_the_delay_that_counts_from_the_placing) {
    auto rig = waiting();
    rig.feed(ended(1), kDown + 500ms);
    for (int i = 1; i <= 5; ++i)
        EXPECT_FALSE(has_any(rig.tick(kDown + i * 1s), "announce"));
    EXPECT_TRUE(has_any(rig.tick(kDown + 5500ms), "announce"));
}

TEST(Staged, announces_nothing_while_it_waits_whatever_it_hears) {
    auto rig = waiting();
    const auto said = rig.hear({.priority = 50}, kDown + 200ms);
    EXPECT_TRUE(says(said, "advert 100 from 192.0.2.1"));
    EXPECT_FALSE(has_any(said, "announce"));
    EXPECT_FALSE(has_any(rig.tick(kDown + 1900ms), "announce"));
}

TEST(Staged, places_nothing_when_a_reload_comes_while_it_waits) {
    auto rig = waiting();
    auto config = staged();
    config.excluded.push_back({ip("198.51.100.7"), 24});
    EXPECT_FALSE(says(rig.reload(config, kDown + 100ms), "addresses wanted"));
    EXPECT_TRUE(says(rig.feed(ended(1), kDown + 200ms), "addresses wanted"));
}

TEST(Staged, does_not_take_the_addresses_when_it_has_lost_the_election_meanwhile) {
    auto rig = waiting();
    rig.hear({.priority = 200}, kDown + 100ms);
    EXPECT_EQ(rig.state(), State::Backup);
    EXPECT_EQ(rig.feed(ended(1), kDown + 200ms), Said{});
}

TEST(Staged, is_not_ended_by_a_script_of_an_earlier_takeover) {
    auto rig = waiting();
    rig.hear({.priority = 200}, kDown + 100ms);
    rig.hear({.priority = 0}, kDown + 200ms);
    EXPECT_TRUE(says(rig.tick(kDown + 200ms + kSkew), "run /bin/prepare"));
    EXPECT_EQ(rig.feed(ended(1), kDown + 300ms + kSkew), Said{});
    EXPECT_TRUE(says(rig.feed(ended(2), kDown + 400ms + kSkew), "addresses wanted"));
}

TEST(Staged, gives_up_what_it_waits_for_when_its_link_goes) {
    auto rig = waiting();
    EXPECT_TRUE(says(rig.see(link_down(), kDown + 100ms), "addresses not wanted"));
    EXPECT_EQ(rig.state(), State::Fault);
    EXPECT_EQ(rig.feed(ended(1), kDown + 200ms), Said{});
}

} // namespace xvrrp::core
