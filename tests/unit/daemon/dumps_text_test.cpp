// SPDX-License-Identifier: GPL-2.0-or-later
// The texts of the dumps: tests/golden/dumps. XVRRP_UPDATE_GOLDEN=1 writes what is seen there.
#include "config/config.h"
#include "core/vrrp/vrrp_router.h"
#include "daemon/dumps/data.h"
#include "daemon/dumps/json.h"
#include "daemon/dumps/stats.h"
#include "os/whole_file.h"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace xvrrp::daemon {

namespace {

using namespace std::chrono_literals;

constexpr core::Duration kAhead = 1'700'000'000s;

core::TimePoint at(core::Duration since_boot) {
    return core::TimePoint(since_boot);
}

// An instance in each state, and one of everything that has lines of its own.
constexpr const char* kConfig = R"(
global_defs {
    router_id left
    script_user root
    enable_script_security
    notification_email {
        admin@example.com
    }
    notification_email_from left@example.com
    smtp_server 192.0.2.25
    dynamic_interfaces
    notify_fifo /run/fifo
    data_use_instance
}
instance blue
static_ipaddress {
    192.0.2.77/32 dev eth1
}
static_routes {
    198.51.100.0/24 via 10.0.0.9 dev eth0
}
vrrp_script web {
    script "/usr/bin/check 'a b'"
    interval 2
    weight 10
    rise 2
    fall 3
}
track_file load {
    file /run/load
}
vrrp_track_process proxy {
    process haproxy
    quorum 2
    weight 3
    fork_delay 1.5
}
vrrp_sync_group both {
    group {
        Leads
        Follows
    }
    notify_master "/usr/bin/told group" nobody
}
vrrp_instance Leads {
    interface eth0
    virtual_router_id 51
    version 3
    priority 100
    advert_int 0.5
    preempt_delay 5
    use_vmac
    virtual_ipaddress {
        10.0.0.100/24 brd 10.0.0.255
        10.0.0.101 dev eth1 label eth1:1 scope link
        10.0.0.103 peer 10.0.0.9
    }
    virtual_ipaddress_excluded {
        2001:db8::1/64
    }
    virtual_routes {
        192.0.2.0/24 via 10.0.0.9
    }
    virtual_rules {
        from 192.0.2.0/24 table 77 priority 12
    }
    notify_master "/usr/bin/told 'x y'"
    notify /usr/bin/any
    notify_deleted /usr/bin/gone
    smtp_alert
}
vrrp_instance Follows {
    interface eth0
    virtual_router_id 52
    version 3
    priority 90
    advert_int 1
    nopreempt
    virtual_ipaddress {
        fe80::100/64
        2001:db8::100/128
    }
}
vrrp_instance Fails {
    interface eth2
    virtual_router_id 53
    version 2
    priority 80
    advert_int 2
    authentication {
        auth_type PASS
        auth_pass secret
    }
    track_interface {
        eth1 weight 2
    }
    track_script {
        web
    }
    track_file {
        load weight 2 reverse
    }
    track_process {
        proxy
    }
    virtual_ipaddress {
        10.0.2.1/24
    }
}
vrrp_instance Begins {
    interface eth0
    virtual_router_id 54
    version 3
    dont_track_primary
    no_accept
    unicast_src_ip 10.0.0.1
    unicast_peer {
        10.0.0.2 min_ttl 3 max_ttl 9
    }
    unicast_ttl 9
    auth_hmac {
        key 1 hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
        active_key 1
    }
    virtual_ipaddress {
        10.0.0.104/24
    }
}
)";

Counted numbered(std::uint64_t first) {
    Counted out;
    for (auto& each : out.counts)
        each = first++;
    return out;
}

core::LinkObserved link(int index, const char* name, bool up,
                        const std::vector<std::pair<const char*, int>>& addresses) {
    core::LinkObserved out;
    out.link.index = {index, {}};
    out.link.name = name;
    out.link.mac = {{2, 0, 0, 0, 0, static_cast<std::uint8_t>(index)}};
    out.link.enabled = true;
    out.link.up = up;
    for (const auto& [address, length] : addresses)
        out.addresses.push_back(
            {core::IpAddress::from_text(address).value(), static_cast<std::uint8_t>(length)});
    return out;
}

void lead(core::RouterSnapshot& router) {
    router.state = core::State::Master;
    router.since = at(100s + 250us);
    router.holds = true;
    router.next_advert = at(110s);
    router.source = core::IpAddress::v4(10, 0, 0, 1);
    router.master_down = 1804687us;
}

void follow(core::RouterSnapshot& router) {
    router.state = core::State::Backup;
    router.since = at(90s);
    router.source = core::IpAddress::from_text("fe80::1");
    router.master = core::KnownMaster{core::IpAddress::from_text("fe80::2").value(), 150};
    router.master_interval = 2s;
    router.master_down = 7609375us;
    router.takeover = at(107s + 123456us);
}

void fail(core::RouterSnapshot& router) {
    router.state = core::State::Fault;
    router.since = at(80s);
    router.conditions.replace(
        {{.name = core::Reason::InterfaceDown, .owner = "eth2", .sentence = "eth2 is down"},
         {.name = core::Reason::TrackedFile, .owner = "load", .sentence = "4", .weight = -8}},
        at(80s));
    router.priority = core::effective_priority(router.config->priority, router.conditions);
    for (const auto& each : router.config->tracked)
        router.trackers.push_back({each, {.good = true, .value = 4, .sentence = {}}});
}

// Everything is as at the moment of 100 s after the boot.
DumpView view() {
    const auto parsed = config::parse({{"/etc/xvrrpd/xvrrpd.conf", kConfig}});
    for (const auto& each : parsed.diagnostics)
        EXPECT_LT(each.severity, config::Severity::Error) << each.message;
    DumpView out;
    out.globals = parsed.config;
    out.globals.routers.clear();
    std::uint64_t first = 0;
    for (auto& each : core::VrrpRouter(parsed.config.routers).snapshots({}, 10))
        out.routers.push_back({std::move(each), numbered(100 * ++first)});
    lead(out.routers.at(0).router);
    follow(out.routers.at(1).router);
    fail(out.routers.at(2).router);
    out.groups = {{"both", core::State::Master}};
    core::Check web("web", {.rise = 2, .fall = 3}, at(0s));
    web.take({.value = 0}, at(1s));
    web.take({.value = 1}, at(2s));
    out.checks.emplace("web", web);
    core::Quorum proxy("proxy", "haproxy", out.globals.processes.at(0).rule);
    proxy.take(3, at(1s));
    out.quorums.emplace("proxy", proxy);
    out.interfaces = {
        {"eth0", link(2, "eth0", true,
                      {{"10.0.0.1", 24}, {"2001:db8::5", 64}, {"fe80::1", 64}, {"2001:db8::1", 64}})},
        {"eth1", link(3, "eth1", true, {{"192.0.2.77", 32}})}, // 10.0.0.101 is not there
        {"eth2", link(4, "eth2", false, {{"10.0.2.9", 24}})},
        {"vrrp.51", link(5, "vrrp.51", true, {{"10.0.0.100", 24}, {"10.0.0.103", 32}})}};
    out.wall_clock_ahead = kAhead;
    prepare(out, [](const std::string& user, const std::string& group) { return user + '+' + group; });
    return out;
}

class DumpText : public testing::Test {
protected:
    void SetUp() override {
        setenv("TZ", "UTC", 1);
        tzset();
    }

    static void expect_golden(const std::string& text, const std::string& file) {
        const auto path = XVRRP_DUMPS_DIR "/" + file;
        if (std::getenv("XVRRP_UPDATE_GOLDEN") != nullptr)
            std::ofstream(path, std::ios::binary) << text;
        EXPECT_EQ(text, os::read_file(path).value_or("there is no such file"));
    }
};

nlohmann::json instance_of(const DumpView& seen, std::size_t place) {
    return nlohmann::json::parse(json_text(seen)).at(place);
}

} // namespace

TEST_F(DumpText, of_the_state_is_as_it_was_written_down) {
    expect_golden(data_text(view()), "keepalived.data");
}

TEST_F(DumpText, of_the_counters_is_as_it_was_written_down) {
    expect_golden(stats_text(view()), "keepalived.stats");
}

TEST_F(DumpText, in_json_is_as_it_was_written_down) {
    expect_golden(json_text(view()), "keepalived.json");
}

TEST_F(DumpText, in_the_second_version_of_json_is_as_it_was_written_down) {
    auto seen = view();
    seen.globals.dumps.json_version = 2;
    expect_golden(json_text(seen), "version_2.json");
}

TEST_F(DumpText, of_nothing_is_there_nevertheless) {
    DumpView nothing;
    EXPECT_EQ(stats_text(nothing), "");
    EXPECT_EQ(json_text(nothing), "[]\n");
    nothing.globals.dumps.json_version = 2;
    EXPECT_EQ(json_text(nothing), "{\"vrrp\":[],\"track_process\":[]}\n");
    EXPECT_NE(data_text(nothing).find("------< VRRP Topology >------\n------< VRRP Sockpool >------\n"),
              std::string::npos);
}

TEST_F(DumpText, tells_no_password) {
    const auto seen = view();
    EXPECT_EQ(data_text(seen).find("secret"), std::string::npos);
    EXPECT_EQ(json_text(seen).find("secret"), std::string::npos);
    EXPECT_EQ(instance_of(seen, 2)["data"]["auth_data"], "********");
}

TEST_F(DumpText, has_the_addresses_of_a_master_set_once_it_places_them) {
    auto seen = view();
    EXPECT_EQ(instance_of(seen, 0)["data"]["vips"][2],
              "10.0.0.103 dev vrrp.51@eth0 scope global peer 10.0.0.9/32 set");
    seen.routers[0].router.holds = false;
    EXPECT_EQ(instance_of(seen, 0)["data"]["vips"][2],
              "10.0.0.103 dev vrrp.51@eth0 scope global peer 10.0.0.9/32");
    EXPECT_EQ(instance_of(seen, 0)["data"]["vipset"], false);
}

// Readers in languages with types take no 1.0 for a whole number.
TEST_F(DumpText, writes_whole_numbers_as_such) {
    const auto text = json_text(view());
    EXPECT_NE(text.find(R"("adver_int":0.5,)"), std::string::npos);
    EXPECT_NE(text.find(R"("adver_int":1,"master_adver_int":2,)"), std::string::npos);
    EXPECT_NE(text.find(R"("last_transition":1700000100.00025,)"), std::string::npos);
}

TEST_F(DumpText, survives_bytes_that_are_no_utf_8) {
    auto seen = view();
    auto config = *seen.routers[0].router.config;
    config.notify.any = core::Script{{"/bin/\xff"}, {}, {}};
    seen.routers[0].router.config = std::make_shared<core::VirtualRouterConfig>(config);
    EXPECT_EQ(instance_of(seen, 0)["data"]["script"], "'/bin/\xef\xbf\xbd'");
}

} // namespace xvrrp::daemon
