// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/vrrp_router.h"
#include "daemon/reload_words.h"

#include <gtest/gtest.h>

namespace xvrrp::daemon {

namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

core::VirtualRouterConfig config(std::uint8_t vrid, std::uint8_t priority = 100) {
    core::VirtualRouterConfig config;
    config.name = "VI_" + std::to_string(vrid);
    config.interface = "eth0";
    config.vrid = vrid;
    config.priority = priority;
    config.addresses = {{*core::IpAddress::from_text("192.0.2.100"), 24}};
    return config;
}

// Both are MASTER, if they are on a link.
core::VrrpRouter running(std::vector<core::VirtualRouterConfig> configs) {
    core::VrrpRouter router(std::move(configs));
    core::LinkObserved link;
    link.link.index = {2};
    link.link.name = "eth0";
    link.link.up = true;
    link.addresses = {{*core::IpAddress::from_text("192.0.2.1"), 24}};
    router.handle(link, {});
    for (std::uint32_t id = 0; id < router.size(); ++id)
        router.handle(core::ReceptionObserved{{id}, {}}, {});
    router.handle(core::Start{}, {});
    router.handle(core::Tick{}, core::TimePoint{4s});
    return router;
}

ReloadWords words(const core::VrrpRouter& router, std::vector<core::VirtualRouterConfig> next) {
    return describe(router, router.plan_reload(std::move(next)));
}

TEST(ReloadWords, count_a_master_that_has_resigned_after_its_before_backup) {
    auto leaving = config(1);
    leaving.before_backup = core::Stage{{{"/bin/stop"}, {}, {}}, 1s};
    auto router = running({leaving});
    router.handle(core::Leave{{{0}}}, core::TimePoint{5s});
    router.handle(core::StageEnded{{0}, 1, {}}, core::TimePoint{5s});
    EXPECT_EQ(words(router, {}).summary(), "0 changed, 0 added, 1 removed, 0 untouched; 1 lose mastership");
}

TEST(ReloadWords, name_every_change_and_count_what_it_costs) {
    const auto said =
        words(running({config(1), config(2), config(3)}), {config(1), config(2, 150), config(4)});
    EXPECT_EQ(said.changes, (Lines{"(VI_3) removed, and is MASTER", "(VI_2) priority 100 -> 150",
                                   "(VI_4) added: VRID 4 on eth0"}));
    EXPECT_EQ(said.summary(), "1 changed, 1 added, 1 removed, 1 untouched; 1 lose mastership");
    EXPECT_EQ(said.lose_mastership, 1u);
}

TEST(ReloadWords, of_a_reload_that_changes_nothing_are_a_summary) {
    const auto said = words(running({config(1)}), {config(1)});
    EXPECT_EQ(said.changes, Lines{});
    EXPECT_EQ(said.summary(), "0 changed, 0 added, 0 removed, 1 untouched; 0 lose mastership");
}

TEST(ReloadWords, name_the_changes_that_belong_to_no_virtual_router) {
    config::Config before;
    before.sync_groups.push_back({"G", {"VI_1"}, false, {}});
    auto next = before;
    EXPECT_EQ(global_changes(before, next), Lines{});
    next.disable_local_igmp = true;
    next.sync_groups.front().notify.any = core::Script{{"/script"}, "", ""};
    EXPECT_EQ(global_changes(before, next),
              (Lines{"vrrp_sync_group G: the scripts or smtp_alert change", "disable_local_igmp: set"}));
}

TEST(ReloadWords, do_not_count_a_backup_that_is_removed) {
    core::VrrpRouter router({config(1)});
    EXPECT_EQ(words(router, {}).changes, Lines{"(VI_1) removed"});
    EXPECT_EQ(words(router, {}).lose_mastership, 0u);
}

} // namespace

} // namespace xvrrp::daemon
