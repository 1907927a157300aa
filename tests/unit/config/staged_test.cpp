// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/report/show.h"
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {

namespace {

using namespace std::chrono_literals;

} // namespace

TEST(BeforeMaster, has_a_script_and_a_timeout) {
    const auto parsed = parse_text(instance("before_master \"/sbin/commit 'a b'\" 2.5"));
    EXPECT_TRUE(parsed.clean()) << testing::PrintToString(findings(parsed.diagnostics));
    EXPECT_EQ(parsed.config.routers.at(0).before_master,
              (core::Stage{{{"/sbin/commit", "a b"}, {}, {}}, 2500ms}));
    ASSERT_EQ(parsed.extensions.size(), 1u);
    EXPECT_EQ(parsed.extensions[0].keyword, "before_master");
    const auto again = parse_text(show(parsed.config, Secrets::Shown));
    EXPECT_EQ(again.config.routers, parsed.config.routers);
}

TEST(BeforeBackup, has_a_script_and_a_timeout) {
    const auto parsed = parse_text(instance("before_backup \"/sbin/stop 'a b'\" 0.5"));
    EXPECT_TRUE(parsed.clean()) << testing::PrintToString(findings(parsed.diagnostics));
    const auto& router = parsed.config.routers.at(0);
    EXPECT_EQ(router.before_backup, (core::Stage{{{"/sbin/stop", "a b"}, {}, {}}, 500ms}));
    EXPECT_FALSE(router.before_master);
    EXPECT_FALSE(router.group_waits) << "it has no group";
    ASSERT_EQ(parsed.extensions.size(), 1u) << "keepalived does not know it";
    EXPECT_EQ(parsed.extensions[0].keyword, "before_backup");
    const auto again = parse_text(show(parsed.config, Secrets::Shown));
    EXPECT_EQ(again.config.routers, parsed.config.routers);
}

TEST(BeforeBackup, of_one_member_concerns_its_whole_sync_group_and_no_other) {
    const auto one = [](const std::string& name, int vrid, const std::string& more) {
        return "vrrp_instance " + name + " {\ninterface eth0\nvirtual_router_id " + std::to_string(vrid) +
               "\nvirtual_ipaddress { 192.0.2." + std::to_string(vrid) + "/24 }\n" + more + "\n}\n";
    };
    const auto parsed =
        parse_text("vrrp_sync_group G {\ngroup { A B }\n}\nvrrp_sync_group H {\ngroup { C D }\n}\n" +
                   one("A", 1, "before_backup /sbin/stop 1") + one("B", 2, "") + one("C", 3, "") +
                   one("D", 4, "") + one("E", 5, ""));
    std::string waiting;
    for (const auto& router : parsed.config.routers)
        waiting += router.group_waits ? router.name : "";
    EXPECT_EQ(waiting, "AB");
}

TEST(BeforeMaster, without_either_of_them_is_an_error_and_so_is_before_backup) {
    for (const std::string keyword : {"before_master", "before_backup"}) {
        for (const std::string text :
             {" /sbin/commit", " /sbin/commit soon", " /sbin/commit 0", " /sbin/commit a 2"})
            EXPECT_FALSE(parse_text(instance(keyword + text)).usable()) << keyword << text;
    }
}

} // namespace xvrrp::config
