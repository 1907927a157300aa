// SPDX-License-Identifier: GPL-2.0-or-later
// The stories that people publish, told by a live daemon: xvrrpctl why, and REASON of the status.
#include "support/packet.h"
#include "support/vrrp_host.h"
#include "support/wire.h"

namespace xvrrp::test {

namespace {

using std::chrono::seconds;

class Why : public RootTest {};

std::string why(const VrrpHost& host) {
    return host.xvrrpctl("why VI_1").output;
}

::testing::AssertionResult tells(const VrrpHost& host, const std::string& part) {
    if (wait_until([&] { return why(host).find(part) != std::string::npos; }))
        return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << part << " is not in\n" << why(host) << host.log();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::string mac_of(const VrrpHost& host) {
    return host.netns().mac("eth0").text();
}

// The BACKUP knows its master.
bool elect(TwoRouters& net) {
    return net.elect({.priority = 100}, {.priority = 90}) &&
           wait_until([&] { return net.b.counter("keepalive") > 1; });
}

// From here on the switch passes nothing from one host to another.
void isolate_all(const Lan& lan) {
    lan.netns().must("for port in $(ip -o link show type veth | cut -d: -f2 | cut -d@ -f1); do "
                     "ip link set dev $port type bridge_slave isolated on; done");
}

} // namespace

TEST_F(Why, there_is_no_ipv4_address) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "");
    a.run_xvrrpd(Instance{}.text());
    ASSERT_TRUE(a.becomes("FAULT"));
    EXPECT_TRUE(tells(a, "VI_1 is FAULT\n  No address of this family on the interface, for "));
    EXPECT_TRUE(tells(a, "- Give eth0 an IPv4 address of its own"));
    a.netns().ip("addr add 192.168.1.100/24 dev eth0"); // the virtual one
    EXPECT_TRUE(tells(a, "The only address on eth0 is 192.168.1.100, which is virtual"));
    a.netns().ip("addr add 192.168.1.1/24 dev eth0");
    EXPECT_TRUE(a.becomes("MASTER"));
    EXPECT_EQ(why(a).find("No address"), std::string::npos) << why(a);
}

TEST_F(Why, the_link_is_down) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    net.lan.unplug(net.a.netns(), "eth0");
    ASSERT_TRUE(net.a.becomes("FAULT"));
    EXPECT_TRUE(tells(net.a, "The interface is down or has no carrier, for "));
    EXPECT_TRUE(tells(net.a, "dont_track_primary"));
}

TEST_F(Why, another_router_is_better) {
    TwoRouters net;
    ASSERT_TRUE(elect(net));
    EXPECT_EQ(net.b.instance()["reason_text"], "priority 100 of 192.168.1.1 is higher than our 90");
    EXPECT_TRUE(tells(net.b, "192.168.1.1 is MASTER with priority 100 and MAC " + mac_of(net.a) +
                                 ", its last advert came 0."));
    EXPECT_TRUE(tells(net.b, "VI_1 preempts 192.168.1.1 if our priority is higher than 100: it lacks 11."));
    EXPECT_TRUE(
        tells(net.a, "The MASTER is this router: 192.168.1.1 with priority 100 and MAC " + mac_of(net.a)));
    EXPECT_EQ(net.a.instance()["reason_text"], "no other router is heard");
}

TEST_F(Why, something_on_the_way_eats_adverts) {
    TwoRouters net;
    ASSERT_TRUE(elect(net));
    isolate_all(net.lan);
    ASSERT_TRUE(net.b.becomes("MASTER"));
    EXPECT_TRUE(tells(net.b, "We hear nobody and are MASTER. The last advert of another router came "));
    EXPECT_TRUE(tells(net.b, " ago from 192.168.1.1 with priority 100 and MAC " + mac_of(net.a) + "."));
    EXPECT_TRUE(tells(net.b, "adverts are lost on their way to eth0"));
}

TEST_F(Why, the_ends_have_different_vrids) {
    TwoRouters net;
    net.a.run_xvrrpd(Instance{.priority = 100}.text());
    net.b.run_xvrrpd(replaced(Instance{.priority = 90}.text(), "router_id 51", "router_id 52"));
    ASSERT_TRUE(net.a.becomes("MASTER"));
    ASSERT_TRUE(net.b.becomes("MASTER"));
    EXPECT_TRUE(tells(net.a, "Adverts of VRID 52 come to eth0 from 192.168.1.2 (MAC " + mac_of(net.b) +
                                 ") with priority 90, the last one 0."));
    EXPECT_TRUE(tells(net.a, "No virtual router here has it; VI_1 has VRID 51."));
    EXPECT_TRUE(tells(net.b, "Adverts of VRID 51 come to eth0 from 192.168.1.1 (MAC " + mac_of(net.a)));
    EXPECT_TRUE(tells(net.b, "give both ends the same virtual_router_id"));
}

TEST_F(Why, the_passwords_do_not_match) {
    TwoRouters net;
    net.a.run_xvrrpd(published(100).text());
    net.b.run_xvrrpd(replaced(published(90).text(), "auth_pass 1111", "auth_pass 2222"));
    ASSERT_TRUE(net.a.becomes("MASTER"));
    ASSERT_TRUE(net.b.becomes("MASTER"));
    EXPECT_TRUE(tells(net.a, "An advert of 192.168.1.2 (MAC " + mac_of(net.b) + ") was refused "));
    EXPECT_TRUE(tells(net.a, "ago: wrong password."));
    EXPECT_TRUE(tells(net.b, "Give both ends the same auth_type and the same auth_pass"));
    for (const auto* secret : {"1111", "2222"})
        EXPECT_EQ(why(net.a).find(secret), std::string::npos) << why(net.a);
}

TEST_F(Why, the_peer_is_at_another_version) {
    TwoRouters net;
    net.a.run_xvrrpd(Instance{.priority = 100, .advert_int = "1"}.text());
    net.b.run_xvrrpd(Instance{.priority = 90, .version = 2, .advert_int = "1"}.text());
    ASSERT_TRUE(net.a.becomes("MASTER"));
    ASSERT_TRUE(net.b.becomes("MASTER"));
    EXPECT_TRUE(tells(net.a, "ago: it has VRRP version 2, and VI_1 has version 3."));
}

TEST_F(Why, unicast_comes_from_an_address_that_is_no_peer) {
    TwoRouters net;
    net.b.netns().ip("addr add 192.168.1.7/24 dev eth0");
    const auto unicast = [](const std::string& from, const std::string& to) {
        return "    unicast_src_ip " + from + "\n    unicast_peer {\n        " + to + "\n    }\n";
    };
    net.a.run_xvrrpd(Instance{.priority = 100, .more = unicast("192.168.1.1", "192.168.1.2")}.text());
    net.b.run_xvrrpd(Instance{.priority = 90, .more = unicast("192.168.1.7", "192.168.1.1")}.text());
    ASSERT_TRUE(net.a.becomes("MASTER"));
    ASSERT_TRUE(net.b.becomes("MASTER"));
    EXPECT_TRUE(tells(net.a, "An advert of 192.168.1.7 (MAC " + mac_of(net.b) + ") was refused "));
    EXPECT_TRUE(tells(net.a, " ago: 192.168.1.7 is not in unicast_peer."));
    EXPECT_TRUE(
        tells(net.a, "Add this address to unicast_peer here, or set unicast_src_ip at the other end"));
    EXPECT_TRUE(tells(net.b, "it went to 192.168.1.2, and VI_1 hears what goes to 192.168.1.7."));
}

// As behind a switch that sends every VLAN to this port.
TEST_F(Why, the_other_end_is_in_another_vlan) {
    TwoRouters net;
    net.a.run_xvrrpd(Instance{.priority = 100}.text());
    ASSERT_TRUE(net.a.becomes("MASTER"));
    const Bytes tagged = Ethernet{} / Vlan{.id = 20} / Ipv4{.source = IpAddress::v4(192, 168, 1, 2)} /
                         Vrrp{.vrid = 51, .priority = 150};
    EXPECT_TRUE(wait_until([&] {
        net.wire.send(tagged);
        return why(net.a).find("They have a tag of VLAN 20, and VI_1 hears adverts without a tag.") !=
               std::string::npos;
    })) << why(net.a);
    EXPECT_EQ(net.a.state(), "MASTER");
}

TEST_F(Why, a_check_flaps) {
    const TemporaryDirectory files("flapping");
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    const auto state = files.path() + "/state";
    a.netns().must("chmod 755 " + files.write("chk", "#!/bin/sh\nif [ -e " + state + " ]; then rm " + state +
                                                         "; else touch " + state + "; exit 1; fi\n"));
    a.run_xvrrpd("global_defs {\n    script_user root\n}\nvrrp_script chk {\n    script \"" + files.path() +
                 "/chk\"\n    interval 0.2\n}\n" +
                 Instance{.more = "    track_script {\n        chk weight -30\n    }\n"}.text());
    ASSERT_TRUE(a.becomes("MASTER"));
    EXPECT_TRUE(tells(a, " times within 10 min (see xvrrpctl events)."));
    EXPECT_TRUE(tells(a, "Its priority changed "));
    EXPECT_TRUE(
        tells(a, "Let the check that changes the priority be slower to change its mind: rise and fall"));
}

TEST_F(Why, a_script_fails) {
    const TemporaryDirectory files("script");
    TwoRouters net;
    net.a.netns().must("chmod 755 " + files.write("chk", "#!/bin/sh\necho no route\nexit 3\n"));
    net.a.run_xvrrpd(
        "global_defs {\n    script_user root\n}\nvrrp_script chk {\n    script \"" + files.path() +
        "/chk\"\n    interval 0.2\n}\n" +
        Instance{.priority = 110, .more = "    track_script {\n        chk weight -30\n    }\n"}.text());
    net.b.run_xvrrpd(Instance{.priority = 100}.text());
    ASSERT_TRUE(net.b.becomes("MASTER"));
    ASSERT_TRUE(net.a.becomes("BACKUP"));
    EXPECT_TRUE(tells(net.a, "Priority 100 of 192.168.1.2 is higher than our 80."));
    EXPECT_TRUE(tells(net.a, "Script chk fails: it exited with status 3, and said \"no route\", for "));
    EXPECT_TRUE(tells(net.a, ": this adds -30 to the priority."));
    EXPECT_TRUE(tells(net.a, "; bad results in a row: "));
    EXPECT_TRUE(tells(net.a, "With all checks good it is 110, which is enough."));
    EXPECT_NE(net.a.xvrrpctl("events").output.find("(chk) script fails: exited with status 3: no route"),
              std::string::npos)
        << net.a.xvrrpctl("events").output;
}

TEST_F(Why, answers_for_all_in_json_and_refuses_names_that_nobody_has) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    a.run_xvrrpd(Instance{}.text() +
                 replaced(replaced(Instance{.addresses = "192.168.1.101/24"}.text(), "VI_1", "VI_2"),
                          "router_id 51", "router_id 52"));
    ASSERT_TRUE(a.becomes("MASTER"));
    const auto all = nlohmann::json::parse(a.xvrrpctl("-j why").output);
    EXPECT_EQ(all["schema"], 1);
    ASSERT_EQ(all["instances"].size(), 2U);
    EXPECT_EQ(all["instances"][1]["name"], "VI_2");
    EXPECT_FALSE(all["instances"][0]["because"].empty());
    EXPECT_FALSE(all["instances"][0]["to_change"].empty());
    EXPECT_EQ(nlohmann::json::parse(a.xvrrpctl("-j why VI_2").output)["instances"].size(), 1U);
    const auto nobody = a.xvrrpctl("why VI_9");
    EXPECT_EQ(nobody.status, 1);
    EXPECT_EQ(nobody.output, "xvrrpctl: no virtual router is named \"VI_9\"\n");
}

} // namespace xvrrp::test
