// SPDX-License-Identifier: GPL-2.0-or-later
// What xvrrpctl -j prints is what docs/schema promises to scripts.
#include "support/vrrp_host.h"

#include <fstream>

namespace xvrrp::test {

namespace {

using nlohmann::json;

class Schema : public RootTest {};

// Beside the usual one: a FAULT, a priority with terms, unicast, a route and a rule.
const std::string kOdd = R"(
vrrp_instance VI_2 {
    interface eth0
    virtual_router_id 52
    priority 100
    unicast_src_ip 192.168.1.1
    unicast_peer {
        192.168.1.2
    }
    track_interface {
        lo weight 5
    }
    virtual_ipaddress {
        192.168.1.101/24
    }
    virtual_routes {
        203.0.113.0/24 dev eth0
    }
    virtual_rules {
        from 10.9.0.0/16 table 100 priority 1000
    }
}
vrrp_instance VI_3 {
    interface eth0
    virtual_router_id 53
    advert_int 1
    track_src_ip
    mcast_src_ip 192.168.1.77
    virtual_ipaddress {
        192.168.1.102/24
    }
}
)";

Finished judge(const VrrpHost& host, const std::string& file, const std::string& schema) {
    return host.netns().run("/usr/bin/python3 -W ignore -m jsonschema -i " + file + " " XVRRP_SCHEMA_DIR "/" +
                            schema + ".json");
}

} // namespace

TEST_F(Schema, holds_for_all_that_xvrrpctl_prints) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    const auto config = Instance{.advert_int = "0.1"}.text() + kOdd;
    host.run_xvrrpd(config);
    ASSERT_TRUE(host.becomes("MASTER")) << host.log();
    const TemporaryDirectory directory;
    const auto other = directory.path() + "/other.conf";
    std::ofstream(other) << Instance{.priority = 90, .advert_int = "0.1"}.text();
    const std::pair<const char*, std::string> asked[] = {
        {"status", "-j"},
        {"status", "-j status VI_1"},
        {"why", "-j why"},
        {"events", "-j events"},
        {"show", "-j show VI_2"},
        {"show", "-j show VI_3"},
        {"datapath", "-j datapath"},
        {"check", "-j check"},
        {"doctor", "-j doctor"},
        {"top", "-j top --every 0.2 --rounds 1"},
        {"config", "-j config"},
        {"changes", "-j diff " + other},
        {"changes", "-j reload"},
        {"moves", "-j promote VI_1"},
        {"status", "-j status VI_1"},
        {"moves", "-j priority VI_1 default"},
        {"moves", "-j drain --force VI_1"},
        {"moves", "-j undrain VI_1"},
    };
    for (const auto& [schema, command] : asked) {
        const auto said = host.xvrrpctl(command);
        EXPECT_FALSE(json::parse(said.output, nullptr, false).is_discarded()) << command << said.output;
        const auto file = directory.path() + "/said.json";
        std::ofstream(file) << said.output;
        const auto judged = judge(host, file, schema);
        EXPECT_EQ(judged.status, 0) << command << ":\n" << judged.output.substr(0, 3000);
    }
}

TEST_F(Schema, refuses_what_it_does_not_know) {
    const TemporaryDirectory directory;
    const auto file = directory.path() + "/said.json";
    std::ofstream(file) << R"({"schema": 1, "level": 0, "text": "", "more": 1})";
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    EXPECT_NE(judge(host, file, "check").status, 0);
}

} // namespace xvrrp::test
