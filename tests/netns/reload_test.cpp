// SPDX-License-Identifier: GPL-2.0-or-later
// A configuration that changes while the daemon runs.
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>

namespace xvrrp::test {

namespace {

using nlohmann::json;
using std::chrono::milliseconds;

class Reload : public RootTest {};

std::string router(int vrid, const std::string& addresses, const std::string& more = {},
                   const std::string& interface = "eth0") {
    const auto number = std::to_string(vrid);
    return "vrrp_instance VI_" + number + " {\n    interface " + interface +
           "\n    version 3\n    advert_int 0.2\n    virtual_router_id " + number + "\n" + more +
           "    virtual_ipaddress {\n" + addresses + "\n    }\n}\n";
}

// Reloads by SIGHUP, however often that was done before.
::testing::AssertionResult reload(VrrpHost& host, const std::string& config, const std::string& says) {
    const auto before = host.log().size();
    host.write_config(config);
    host.daemon().signal(SIGHUP);
    // The thread that loads larger programs has ordinary priority.
    const bool said = wait_until([&] { return host.log().find(says, before) != std::string::npos; },
                                 std::chrono::seconds(30));
    return said ? ::testing::AssertionSuccess() : ::testing::AssertionFailure() << host.log();
}

// A time that is so many seconds ahead, as reload_time_file has it.
std::string utc_in(int ahead) {
    const std::time_t when = std::time(nullptr) + ahead;
    std::tm fields{};
    std::array<char, 32> text{};
    ::gmtime_r(&when, &fields);
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%SZ\n", &fields)};
}

constexpr auto kLoaded = "reloaded ";
constexpr auto kNotLoaded = "is not loaded";

json of(const VrrpHost& host, const std::string& name) {
    const auto status = host.status();
    for (const auto& each : status["instances"]) {
        if (each["name"] == name)
            return each;
    }
    return nullptr;
}

bool becomes(const VrrpHost& host, const std::string& name, const std::string& state) {
    return wait_until([&] { return of(host, name).value("state", "") == state; });
}

core::IpAddress address(const char* text) {
    return *core::IpAddress::from_text(text);
}

auto monitor_addresses(VrrpHost& host) {
    return host.netns().start({"ip", "-o", "monitor", "address"});
}

template <class Monitor>
bool tells(Monitor& monitor, VrrpHost& host, const std::string& marker) {
    return wait_until([&] {
        host.netns().run("ip addr add " + marker + "/32 dev lo; ip addr del " + marker + "/32 dev lo");
        return monitor.output().find(marker) != std::string::npos;
    });
}

// More virtual routers than a reload changes in one slice. The first or the last of them has an address more.
std::string many(int priority, bool first_has_it) {
    constexpr int kMany = 70;
    const auto more = "    priority " + std::to_string(priority) + "\n";
    const std::string shared = "\n192.168.1.200/24";
    std::string text;
    for (int vrid = 1; vrid <= kMany; ++vrid)
        text += router(vrid,
                       "192.168.1." + std::to_string(100 + vrid) + "/24" +
                           (vrid == (first_has_it ? 1 : kMany) ? shared : ""),
                       more);
    return text;
}

} // namespace

TEST_F(Reload, of_a_priority_keeps_the_master_and_tells_the_network) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    const auto since = net.a.instance()["since_ns"];
    net.wire.clear();
    ASSERT_TRUE(reload(net.a, Instance{.priority = 150}.text(), kLoaded));
    EXPECT_NE(net.a.log().find("(VI_1) priority 100 -> 150"), std::string::npos) << net.a.log();
    const auto of_150 = [&](const Frame& frame) {
        const auto seen = read_advert(frame);
        return seen && seen->source == net.a.address() && seen->advert.priority == 150;
    };
    EXPECT_TRUE(net.wire.wait_for(of_150));
    EXPECT_EQ(net.a.instance()["since_ns"], since);
    EXPECT_TRUE(net.a.has_vip());
    EXPECT_TRUE(wait_until([&] { return net.b.instance()["master"]["priority"] == 150; }));
}

TEST_F(Reload, of_a_backup_above_the_master_makes_it_preempt) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    ASSERT_TRUE(reload(net.b, Instance{.priority = 150}.text(), kLoaded));
    EXPECT_TRUE(leads(net.b, net.a));
}

TEST_F(Reload, of_a_broken_file_changes_nothing_and_says_why) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    const auto before = net.a.instance();
    const std::string broken[] = {"vrrp_instance VI_1 {\n    interface eth0\n", "vrrp_instance VI_1 {\n}\n",
                                  Instance{.interface = "nowhere"}.text(), std::string(1000, '{')};
    for (const auto& text : broken) {
        ASSERT_TRUE(reload(net.a, text, kNotLoaded)) << text;
        EXPECT_NE(net.a.log().find("error: "), std::string::npos) << net.a.log();
    }
    net.a.netns().must("rm " + net.a.config_file());
    const auto said = net.a.xvrrpctl("reload");
    EXPECT_EQ(said.status, 1);
    EXPECT_NE(said.output.find("No such file"), std::string::npos) << said.output;
    EXPECT_EQ(net.a.instance()["since_ns"], before["since_ns"]);
    EXPECT_EQ(net.a.instance()["priority"], before["priority"]);
    EXPECT_TRUE(leads(net.a, net.b));
}

TEST_F(Reload, moves_an_address_between_two_masters_without_a_gap) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    a.run_xvrrpd(router(51, "192.168.1.100/24\n192.168.1.101/24") + router(52, "192.168.1.102/24"));
    ASSERT_TRUE(becomes(a, "VI_51", "MASTER") && becomes(a, "VI_52", "MASTER"));
    ASSERT_TRUE(wait_until([&] { return a.netns().has(address("192.168.1.102")); }));
    auto monitor = monitor_addresses(a);
    ASSERT_TRUE(tells(monitor, a, "198.51.100.1"));
    ASSERT_TRUE(reload(a, router(51, "192.168.1.100/24") + router(52, "192.168.1.101/24\n192.168.1.103/24"),
                       kLoaded));
    EXPECT_TRUE(wait_until(
        [&] { return a.netns().has(address("192.168.1.103")) && !a.netns().has(address("192.168.1.102")); }));
    EXPECT_TRUE(a.netns().has(address("192.168.1.101")));
    EXPECT_EQ(monitor.output().find("192.168.1.101"), std::string::npos) << monitor.output();
    EXPECT_EQ(of(a, "VI_51")["state"], "MASTER");
}

TEST_F(Reload, moves_an_address_from_the_first_to_the_last_that_it_changes) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    a.run_xvrrpd(many(100, true));
    ASSERT_TRUE(becomes(a, "VI_70", "MASTER"));
    ASSERT_TRUE(wait_until([&] { return a.netns().has(address("192.168.1.200")); }));
    auto monitor = monitor_addresses(a);
    ASSERT_TRUE(tells(monitor, a, "198.51.100.1"));
    ASSERT_TRUE(reload(a, many(90, false), kLoaded));
    ASSERT_TRUE(tells(monitor, a, "198.51.100.2"));
    EXPECT_EQ(of(a, "VI_70")["addresses"].size(), 2U);
    EXPECT_TRUE(a.netns().has(address("192.168.1.200")));
    EXPECT_EQ(monitor.output().find("192.168.1.200"), std::string::npos) << monitor.output();
    EXPECT_EQ(a.log().find("Entering", a.log().find("reloading")), std::string::npos) << a.log();
}

TEST_F(Reload, lets_removed_ones_resign_and_added_ones_stand) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    net.wire.clear();
    ASSERT_TRUE(reload(net.a, router(52, "192.168.1.102/24"), kLoaded));
    EXPECT_TRUE(net.wire.wait_for(resignation_from(net.a.address())));
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_FALSE(net.a.has_vip());
    EXPECT_TRUE(becomes(net.a, "VI_52", "MASTER"));
    EXPECT_TRUE(wait_until([&] { return net.a.netns().has(address("192.168.1.102")); }));
    EXPECT_EQ(net.a.status()["instances"].size(), 1U);
    // The kernel side does not know 51 any more, so it does not hear its adverts.
    const auto unknown = [&] { return net.a.status()["drops"]["vrid_unknown"].get<int>(); };
    const int before = unknown();
    EXPECT_TRUE(wait_until([&] { return unknown() > before; }));
    // After the return it is a backup of the new master.
    ASSERT_TRUE(reload(net.a, Instance{.priority = 80}.text(), kLoaded));
    EXPECT_TRUE(leads(net.b, net.a));
    EXPECT_FALSE(net.a.netns().has(address("192.168.1.102")));
}

TEST_F(Reload, takes_another_interface_into_service_and_leaves_the_first) {
    Lan lan("lan"), other("other");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    other.plug(a.netns(), "eth1");
    a.netns().ip("addr add 10.0.0.1/24 dev eth1");
    a.run_xvrrpd(Instance{}.text());
    ASSERT_TRUE(a.becomes("MASTER"));
    ASSERT_TRUE(reload(a, router(53, "10.0.0.100/24", {}, "eth1"), kLoaded));
    EXPECT_TRUE(becomes(a, "VI_53", "MASTER"));
    ASSERT_EQ(a.status()["interfaces"].size(), 1U);
    EXPECT_EQ(a.status()["interfaces"][0]["name"], "eth1");
    const auto shown = [&](const std::string& interface) {
        return json::parse(a.netns().must("ip -j -d link show " + interface))[0].contains("xdp");
    };
    EXPECT_FALSE(shown("eth0"));
    EXPECT_TRUE(shown("eth1"));
    EXPECT_EQ(a.netns().must("ip maddr show dev eth0").find("224.0.0.18"), std::string::npos);
    EXPECT_FALSE(a.has_vip());
}

TEST_F(Reload, changes_between_multicast_and_unicast_and_back) {
    TwoRouters net;
    const auto unicast = [](int priority, const VrrpHost& self, const VrrpHost& peer) {
        return Instance{.priority = priority,
                        .more = "    unicast_src_ip " + self.address().text() +
                                "\n    unicast_peer {\n        " + peer.address().text() + "\n    }\n"}
            .text();
    };
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    ASSERT_TRUE(reload(net.b, unicast(90, net.b, net.a), kLoaded));
    ASSERT_TRUE(reload(net.a, unicast(100, net.a, net.b), kLoaded));
    EXPECT_TRUE(leads(net.a, net.b));
    ASSERT_TRUE(reload(net.b, Instance{.priority = 90}.text(), kLoaded));
    ASSERT_TRUE(reload(net.a, Instance{.priority = 100}.text(), kLoaded));
    EXPECT_TRUE(leads(net.a, net.b));
}

TEST_F(Reload, moves_both_routers_to_another_group_one_after_the_other) {
    TwoRouters net;
    const auto member = [](const VrrpHost& host, const std::string& group) {
        return host.netns().must("ip maddr show dev eth0").find(group + "\n") != std::string::npos;
    };
    const std::string elsewhere = "    mcast_dst_ip 239.1.2.3\n";
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    const auto since = net.a.instance()["since_ns"];
    ASSERT_TRUE(reload(net.b, Instance{.priority = 90, .more = elsewhere}.text(), kLoaded));
    EXPECT_TRUE(net.b.becomes("MASTER")); // it hears no advert there
    EXPECT_TRUE(member(net.b, "239.1.2.3"));
    EXPECT_FALSE(member(net.b, "224.0.0.18"));
    ASSERT_TRUE(reload(net.a, Instance{.priority = 100, .more = elsewhere}.text(), kLoaded));
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_EQ(net.a.instance()["since_ns"], since);
    EXPECT_TRUE(member(net.a, "239.1.2.3"));
    EXPECT_FALSE(member(net.a, "224.0.0.18"));
}

TEST_F(Reload, gives_a_virtual_mac_and_takes_it_away) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    ASSERT_TRUE(reload(net.a, Instance{.priority = 100, .more = "    use_vmac\n"}.text(), kLoaded));
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_NE(net.a.netns().must("ip addr show dev vrrp.51").find("192.168.1.100"), std::string::npos);
    ASSERT_TRUE(reload(net.a, Instance{.priority = 100}.text(), kLoaded));
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_TRUE(wait_until([&] { return net.a.netns().ifindex("vrrp.51") == 0; }));
    EXPECT_NE(net.a.netns().must("ip addr show dev eth0").find("192.168.1.100"), std::string::npos);
}

TEST_F(Reload, is_shown_beforehand_by_diff_which_changes_nothing) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    net.a.write_config(Instance{.priority = 150, .more = "    garp_master_delay 1\n"}.text());
    auto said = net.a.xvrrpctl("diff " + net.a.config_file());
    EXPECT_EQ(said.output, "(VI_1) priority 100 -> 150\n(VI_1) garp_master_delay not set -> 1\n"
                           "1 changed, 0 added, 0 removed, 0 untouched; 0 lose mastership\n");
    EXPECT_EQ(said.status, 0);
    net.a.write_config(router(52, "192.168.1.102/24"));
    said = net.a.xvrrpctl("diff " + net.a.config_file());
    EXPECT_EQ(said.output, "(VI_1) removed, and is MASTER\n(VI_52) added: VRID 52 on eth0\n"
                           "0 changed, 1 added, 1 removed, 0 untouched; 1 lose mastership\n");
    said = net.a.xvrrpctl("diff /nonexistent");
    EXPECT_EQ(said.status, 1);
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_EQ(net.a.instance()["priority"]["base"], 100);
}

TEST_F(Reload, is_what_config_show_shows_and_that_can_be_loaded) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    a.run_xvrrpd(published(100).text());
    ASSERT_TRUE(a.becomes("MASTER"));
    EXPECT_EQ(a.xvrrpctl("config show").output.find("1111"), std::string::npos);
    const auto shown = a.xvrrpctl("config show --secrets").output;
    ASSERT_TRUE(reload(a, shown, "0 changed, 0 added, 0 removed, 1 untouched")) << shown;
}

// The map grows from 256 slots to half as many more, while a hears adverts at 40 ms and would take over after 140 ms.
TEST_F(Reload, of_more_than_there_was_room_for_loses_no_advert_of_those_that_stay) {
    TwoRouters net;
    const Instance of_b{.priority = 200, .advert_int = "0.04", .addresses = "10.0.1.51"};
    const auto backup = Instance{.priority = 100, .advert_int = "0.04", .addresses = "10.0.1.51"}.text();
    net.b.run_xvrrpd(of_b.text());
    ASSERT_TRUE(net.b.becomes("MASTER"));
    net.a.run_xvrrpd(backup);
    ASSERT_TRUE(wait_until([&] { return net.a.counter("keepalive") > 10; }));
    net.a.link_local();
    std::string many = backup;
    for (int vrid = 1; vrid <= 255; ++vrid) {
        const auto number = std::to_string(vrid);
        if (vrid != 1 && vrid != 51)
            many += router(vrid, "10.0.1." + number);
        if (vrid <= 60)
            many += "vrrp_instance V6_" + number +
                    " {\n    interface eth0\n    version 3\n    advert_int 0.2\n"
                    "    virtual_router_id " +
                    number + "\n    virtual_ipaddress {\n        fe80::5:" + number + "/64\n    }\n}\n";
    }
    const auto heard = net.a.counter("keepalive");
    ASSERT_TRUE(reload(net.a, many, "0 changed, 313 added, 0 removed, 1 untouched"));
    EXPECT_TRUE(becomes(net.a, "V6_60", "MASTER"));
    EXPECT_TRUE(becomes(net.a, "VI_255", "MASTER"));
    EXPECT_EQ(net.a.status()["instances"].size(), 314U);
    EXPECT_EQ(net.a.instance()["state"], "BACKUP");
    EXPECT_GT(net.a.counter("keepalive"), heard);
    EXPECT_EQ(net.a.log().find("(VI_1) Entering MASTER STATE"), std::string::npos) << net.a.log();
}

// The others must not notice the reload. The bound has room for a debug build on a busy machine. If the
// reload were not cut into slices, a reload of two hundred would take longer than ten intervals.
TEST_F(Reload, under_live_adverts_leaves_the_untouched_ones_on_time) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    VrrpHost bystander(lan, "bystander", "192.168.1.3/24");
    const auto config = [](int priority) {
        std::string text;
        for (int vrid = 1; vrid <= 200; ++vrid)
            text += "vrrp_instance VI_" + std::to_string(vrid) +
                    " {\n    interface eth0\n    version 3\n    advert_int 0.04\n    virtual_router_id " +
                    std::to_string(vrid) + "\n    priority " + std::to_string(vrid == 1 ? priority : 100) +
                    "\n    virtual_ipaddress {\n        10.0.1." + std::to_string(vrid) + "\n    }\n}\n";
        return text;
    };
    a.run_xvrrpd(config(100));
    ASSERT_TRUE(becomes(a, "VI_200", "MASTER"));
    Port wire(bystander.netns(), "eth0");
    for (int priority = 101; priority < 105; ++priority)
        ASSERT_TRUE(reload(a, config(priority), "1 changed, 0 added, 0 removed, 199 untouched"));
    wire.wait_for([](const Frame&) { return false; }, milliseconds(300));
    std::map<int, std::chrono::system_clock::time_point> last;
    std::chrono::nanoseconds longest{0};
    for (const auto& each : adverts(wire.frames(), a.address())) {
        if (const auto known = last.find(each.advert.vrid); known != last.end() && each.advert.vrid != 1)
            longest = std::max<std::chrono::nanoseconds>(longest, each.time - known->second);
        last[each.advert.vrid] = each.time;
    }
    EXPECT_EQ(last.size(), 200U);
    EXPECT_LT(longest, milliseconds(80));
    RecordProperty("longest_gap_us", static_cast<int>(longest / std::chrono::microseconds(1)));
    std::printf("longest gap between two adverts of an untouched virtual router: %.1f ms\n",
                static_cast<double>(longest.count()) / 1e6);
}

TEST_F(Reload, comes_at_the_time_in_a_file) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    const auto when = host.runtime_dir() + "/when";
    const auto reading = host.runtime_dir() + "/reading";
    const auto globals =
        "global_defs {\n    reload_time_file " + when + "\n    reload_file " + reading + "\n}\n";
    host.run_xvrrpd(globals + router(51, "192.168.1.100/24"));
    ASSERT_TRUE(host.becomes("MASTER"));
    host.write_config(globals + router(51, "192.168.1.101/24"));
    std::ofstream(reading) << "\n";
    std::ofstream(when) << utc_in(2);
    EXPECT_TRUE(wait_until([&] { return host.netns().has(address("192.168.1.101")); })) << host.log();
    EXPECT_FALSE(std::filesystem::exists(when));
    EXPECT_FALSE(std::filesystem::exists(reading));
    EXPECT_FALSE(host.netns().has(address("192.168.1.100")));
}

} // namespace xvrrp::test
