// SPDX-License-Identifier: GPL-2.0-or-later
// What `xvrrpctl why` tells of the kernel that stands in: tests/golden/why.
#include "rig.h"
#include "story.h"

namespace xvrrp::core {

TEST(Why, the_kernel_stood_in_for_a_former_daemon) {
    Rig rig(config_of(), false);
    rig.feed(StandInObserved{true}, 0s);
    rig.see(link_up(), 0s);
    rig.feed(Inherited{{}, at(1s)}, 0s);
    rig.feed(Remembered{{}, {State::Master, at(-90s), {}, {}, 0}}, 0s);
    rig.start();
    expect_golden("leads_on", rig, {}, 30s);
}

TEST(Why, it_was_backup_under_a_former_daemon) {
    Rig rig(config_of(), false);
    rig.see(link_up(), 0s);
    rig.feed(Remembered{{}, {State::Backup, at(-90s), {}, Followed{kPeer, 150, 1s}, 0}}, 0s);
    rig.start();
    rig.hear({.priority = 150}, 1s);
    expect_golden("follows_on", rig, {}, 2s);
}

TEST(Why, nobody_sends_for_a_late_daemon) {
    Rig rig;
    rig.tick(kDown);
    Evidence evidence;
    evidence.stand_in_trouble = "cannot make a queueing discipline: No such file or directory (load sch_tbf)";
    expect_golden("stand_in_trouble", rig, evidence, 30s);
    auto off = config_of();
    off.stand_in = 0s;
    Rig alone(off);
    alone.tick(kDown);
    EXPECT_EQ(told(alone.router().snapshot(), evidence, 30s).find("late"), std::string::npos);
    auto signing = config_of(Version::V3);
    signing.hmac = HmacConfig{};
    Rig numbered(signing);
    numbered.tick(kDown);
    EXPECT_NE(told(numbered.router().snapshot(), {}, 30s).find("each advert has a number of its own"),
              std::string::npos);
    Rig lent;
    lent.feed(StandInObserved{true}, 0s);
    lent.tick(kDown);
    EXPECT_EQ(told(lent.router().snapshot(), evidence, 30s).find("late"), std::string::npos);
}

} // namespace xvrrp::core
