// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/health.h"

#include <gtest/gtest.h>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

json router(const std::string& name, const std::string& state) {
    return {{"name", name},  {"state", state},   {"reason_text", "eth0 is down"},
            {"drain", "no"}, {"rival", nullptr}, {"interface", "eth0"}};
}

json status(std::vector<json> routers) {
    return {{"instances", std::move(routers)},
            {"interfaces", {{{"name", "eth0"}, {"mode", "native"}, {"why", ""}}}},
            {"stand_in", {{"trouble", nullptr}}}};
}

} // namespace

TEST(Health, is_good_while_every_virtual_router_is_master_or_backup) {
    const auto good = health_of(status({router("VI_1", "MASTER"), router("VI_2", "BACKUP")}), true);
    EXPECT_EQ(good.level, Level::Ok);
    EXPECT_EQ(good.line,
              "VRRP OK - 2 virtual routers: 1 MASTER, 1 BACKUP | master=1 backup=1 fault=0 init=0\n");
}

TEST(Health, is_critical_with_a_fault_and_says_why) {
    const auto bad = health_of(status({router("VI_1", "INIT"), router("VI_2", "FAULT")}), false);
    EXPECT_EQ(bad.level, Level::Critical);
    EXPECT_EQ(bad.line, "VRRP CRITICAL - VI_2 is FAULT: eth0 is down; VI_1 is INIT: eth0 is down | "
                        "master=0 backup=0 fault=1 init=1\n");
}

TEST(Health, is_a_warning_where_somebody_asked_for_the_fault) {
    auto drained = router("VI_1", "FAULT");
    drained["drain"] = "drained";
    EXPECT_EQ(health_of(status({drained}), false).line,
              "VRRP WARNING - VI_1 is drained | master=0 backup=0 fault=1 init=0\n");
}

TEST(Health, tells_of_another_master_only_if_it_is_asked) {
    auto torn = router("VI_1", "MASTER");
    torn["rival"] = {{"address", "192.0.2.2"}, {"priority", 50}};
    EXPECT_EQ(health_of(status({torn}), false).level, Level::Ok);
    EXPECT_EQ(health_of(status({torn}), true).level, Level::Critical);
    EXPECT_NE(health_of(status({torn}), true).line.find("VI_1 is MASTER here and on 192.0.2.2"),
              std::string::npos);
}

TEST(Health, looks_at_the_interfaces_and_at_the_stand_in) {
    auto deaf = status({router("VI_1", "MASTER")});
    deaf["interfaces"][0].update({{"mode", "none"}, {"why", "no driver"}});
    EXPECT_EQ(health_of(deaf, false).level, Level::Critical);
    EXPECT_NE(health_of(deaf, false).line.find("no adverts are received on eth0: no driver"),
              std::string::npos);
    auto alone = status({router("VI_1", "MASTER")});
    alone["stand_in"]["trouble"] = "no sch_tbf";
    EXPECT_EQ(health_of(alone, false).level, Level::Warning);
}

TEST(Health, keeps_one_line_whatever_it_is_told) {
    auto odd = router("VI|1\n", "FAULT");
    odd["reason_text"] = "a|b\nc";
    const auto line = health_of(status({odd}), false).line;
    EXPECT_EQ(std::ranges::count(line, '\n'), 1);
    EXPECT_EQ(std::ranges::count(line, '|'), 1) << "it begins the figures";
    std::vector<json> many(9, router("VI", "FAULT"));
    EXPECT_NE(health_of(status(many), false).line.find("; and 4 more |"), std::string::npos);
    EXPECT_EQ(health_of(json::object(), false).level, Level::Unknown);
    EXPECT_EQ(health_without_daemon("no xvrrpd answers").line, "VRRP CRITICAL - no xvrrpd answers\n");
}

} // namespace xvrrp::tools
