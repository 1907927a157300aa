// SPDX-License-Identifier: GPL-2.0-or-later
// The leftovers of a daemon that dies, and their use by its successor.
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <filesystem>
#include <thread>

namespace xvrrp::test {

namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

class Restart : public RootTest {};

// The number of the XDP program of eth0. The kernel never gives a number twice.
json root_program(const VrrpHost& host) {
    return json::parse(host.netns().must("ip -j -d link show eth0"))[0]["xdp"]["prog"]["id"];
}

json peers(const VrrpHost& host) {
    return json::parse(
        host.netns().must("bpftool -j map dump pinned " + host.bpf_dir() + "/abi_*/vrrp_peers"));
}

std::size_t visible(VrrpHost& host, TwoRouters& net, const core::Bytes& advert, std::size_t copies) {
    Port arrived(host.netns(), "eth0");
    for (std::size_t i = 0; i < copies; ++i)
        net.wire.send(advert);
    arrived.wait_for([](const Frame&) { return false; }, milliseconds(200));
    return arrived.matching([&](const Frame& each) { return each.bytes == advert; }).size();
}

} // namespace

TEST_F(Restart, keeps_the_attachment_of_a_daemon_that_was_killed) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    const auto program = root_program(net.b);
    ASSERT_TRUE(program.is_number()) << program;
    net.b.daemon().kill();
    EXPECT_EQ(root_program(net.b), program);
    net.b.run_xvrrpd(Instance{.priority = 90}.text());
    EXPECT_EQ(root_program(net.b), program);
    EXPECT_EQ(net.b.status()["interfaces"][0]["reused"], true);
    EXPECT_EQ(net.b.status()["interfaces"][0]["mode"], "native");
    // The successor works: it hears the master, and it notices when the master is gone.
    ASSERT_TRUE(wait_until([&] { return net.b.counter("keepalive") > 5; }));
    EXPECT_TRUE(leads(net.a, net.b));
    net.a.daemon().kill();
    EXPECT_TRUE(net.b.becomes("MASTER"));
}

TEST_F(Restart, keeps_the_attachment_of_a_daemon_that_handed_over) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    const auto program = root_program(net.b);
    net.b.daemon().signal(SIGQUIT);
    EXPECT_EQ(net.b.daemon().wait(), 0) << net.b.log();
    EXPECT_EQ(root_program(net.b), program);
    net.b.run_xvrrpd(Instance{.priority = 90}.text());
    EXPECT_EQ(root_program(net.b), program);
    EXPECT_TRUE(leads(net.a, net.b));
}

TEST_F(Restart, finds_nothing_of_a_daemon_that_left) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    for (auto* const host : {&net.a, &net.b}) {
        host->daemon().terminate();
        EXPECT_EQ(host->daemon().wait(), 0) << host->log();
        EXPECT_TRUE(root_program(*host).is_null());
        EXPECT_FALSE(std::filesystem::exists(host->bpf_dir()));
        EXPECT_EQ(host->netns().run("ip link show xvrrp0").status, 1);
        EXPECT_EQ(host->netns().must("tc qdisc show dev eth0").find("clsact"), std::string::npos);
    }
}

TEST_F(Restart, takes_a_map_of_another_size_in_its_stride) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    net.b.daemon().kill();
    auto config = Instance{.priority = 90}.text();
    for (const auto* vrid : {"52", "53", "54"}) {
        auto another = Instance{.priority = 90}.text();
        another = another.substr(another.find("vrrp_instance"));
        another.replace(another.find("VI_1"), 4, std::string("VI_") + vrid);
        another.replace(another.find("_id 51") + 4, 2, vrid);
        another.replace(another.find("1.100"), 5, std::string("1.2") + vrid);
        config += another;
    }
    net.b.run_xvrrpd(config);
    ASSERT_TRUE(wait_until([&] { return net.b.counter("keepalive") > 5; }));
    EXPECT_EQ(net.b.status()["instances"].size(), 4U);
    EXPECT_EQ(net.b.instance()["state"], "BACKUP");
}

TEST_F(Restart, takes_back_an_address_that_a_killed_master_left_behind) {
    TwoRouters net;
    auto of_a = Instance{.priority = 100};
    of_a.more = "    nopreempt\n";
    ASSERT_TRUE(net.elect(of_a, {.priority = 90}));
    net.a.kill_with_runner();
    EXPECT_TRUE(net.a.has_vip());
    ASSERT_TRUE(net.b.becomes("MASTER"));
    net.a.run_xvrrpd(of_a.text());
    EXPECT_TRUE(leads(net.b, net.a));
}

// Above the budget of an interface the adverts for a live daemon are consumed. For a dead daemon all go up
// the stack.
TEST_F(Restart, passes_every_advert_up_when_nobody_listens_any_more) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    const auto advert = net.wire.wait_for(advert_from(net.a.address()));
    ASSERT_TRUE(advert);
    EXPECT_LT(visible(net.b, net, advert->bytes, 1000), 500U);
    net.b.kill_with_runner();                // it would take the programs away
    std::this_thread::sleep_for(seconds(6)); // the heartbeat is stale then
    EXPECT_EQ(visible(net.b, net, advert->bytes, 1000), 1000U);
    net.b.run_xvrrpd(Instance{.priority = 90}.text());
    EXPECT_LT(visible(net.b, net, advert->bytes, 1000), 500U);
}

TEST_F(Restart, passes_every_advert_up_once_the_daemon_left) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    const auto advert = net.wire.wait_for(advert_from(net.a.address()));
    ASSERT_TRUE(advert);
    net.b.daemon().terminate();
    ASSERT_EQ(net.b.daemon().wait(), 0) << net.b.log();
    EXPECT_EQ(visible(net.b, net, advert->bytes, 1000), 1000U);
}

TEST_F(Restart, shows_bpftool_who_was_heard_and_when) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    const auto peer = [&] { return peers(net.b)[1]["formatted"]["value"]; };
    EXPECT_TRUE(
        wait_until([&] { return peer()["priority"] == 100; })); // a BACKUP may not have heard anybody yet
    EXPECT_EQ(peer()["version"], 3);
    EXPECT_EQ(peer()["interval_cs"], 20);
    const auto first = peer()["last_seen_ns"].get<std::uint64_t>();
    const auto now = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
    EXPECT_LT(now - first, 2'000'000'000U);
    EXPECT_TRUE(wait_until([&] { return peer()["last_seen_ns"].get<std::uint64_t>() > first; }));
}

} // namespace xvrrp::test
