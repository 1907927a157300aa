// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/report/show.h"
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

using namespace std::chrono_literals;
using Paces = std::map<std::string, core::GarpPace>;

std::string group(const std::string& statements) {
    return "garp_group {\n" + statements + "\n}\n";
}

Config read(const std::string& text) {
    return parse({{"conf", text}}).config;
}

std::string router_on_two() {
    return "vrrp_instance VI_1 {\ninterface eth0\nvirtual_router_id 51\nvirtual_ipaddress {\n192.0.2.1/24\n"
           "192.0.2.2/24 dev eth1\n}\n}\n";
}

TEST(GarpGroup, gives_each_virtual_router_the_paces_of_its_interfaces) {
    const auto text = group("garp_interval 0.5\ngna_interval 0.25\ninterfaces {\neth1 eth2\n}") +
                      group("garp_interval 2\ninterface eth0") + router_on_two();
    EXPECT_EQ(findings(text), Findings{});
    const auto config = read(text);
    EXPECT_EQ(config.garp_groups,
              (std::vector<GarpGroup>{{500ms, 250ms, {"eth1", "eth2"}}, {2s, 0s, {"eth0"}}}));
    EXPECT_EQ(config.routers.front().garp.paces, (Paces{{"eth1", {1, 500ms, 250ms}}, {"eth0", {2, 2s, 0s}}}));
    EXPECT_EQ(read(group("garp_interval 1\ninterface eth7") + router_on_two()).routers.front().garp.paces,
              Paces());
}

TEST(GarpGroup, is_written_back) {
    const std::string text = "garp_group {\n    garp_interval 0.5\n    gna_interval 0.25\n    interfaces {\n"
                             "        eth1\n        eth2\n    }\n}\n\ngarp_group {\n    interface eth0\n}\n";
    const auto shown = show(read(text), Secrets::Shown);
    EXPECT_EQ(read(shown).garp_groups, read(text).garp_groups) << shown;
    EXPECT_EQ(show(read(shown), Secrets::Shown), shown);
}

TEST(GarpGroup, says_what_it_cannot_use) {
    EXPECT_EQ(findings(group("garp_interval 1")),
              (Findings{"warning 1:1 the garp_group has no interface, ignoring it"}));
    EXPECT_EQ(findings(group("interface eth0\ninterfaces {\neth1\n}")),
              (Findings{"warning 3:1 'interfaces' in a garp_group that has its interfaces, ignoring it"}));
    EXPECT_EQ(findings(group("interface eth0") + group("interface eth0")),
              (Findings{"warning 5:11 'eth0' is in a garp_group already, ignoring it"}));
    EXPECT_EQ(findings(group("garp_interval 0\ninterface eth0")),
              (Findings{"warning 2:15 garp_interval 0 is not in 0.000001..4294.967295, ignoring it"}));
}

} // namespace
} // namespace xvrrp::config
