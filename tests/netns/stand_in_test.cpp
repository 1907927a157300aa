// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel stands in for a MASTER whose daemon is stopped or killed: nothing moves for the time of the lease, and at its
// end the host says that it leaves and answers for nothing any more.
#include "core/vrrp/frame.h"
#include "datapath/tcx.h"
#include "support/questioned.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <thread>

#include <unistd.h>

namespace xvrrp::test {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

class StandingIn : public RootTest {};

std::string unicast(const std::string& source, const std::string& peers) {
    return "    unicast_src_ip " + source + "\n    unicast_peer {\n        " + peers + "\n    }\n";
}

// The two routers speak to each other alone.
Instance unicast(const std::string& interval, int priority, bool is_a, const std::string& more = "") {
    const std::string addresses[] = {"192.168.1.1", "192.168.1.2"};
    return every(interval, priority, unicast(addresses[is_a ? 0 : 1], addresses[is_a ? 1 : 0]) + more);
}

bool is_lent(const VrrpHost& host) {
    return host.instance()["stand_in"]["lent"] == true;
}

nlohmann::json peer_of(const VrrpHost& host, const std::string& address) {
    const auto instance = host.instance();
    for (const auto& each : instance["stand_in"]["peers"]) {
        if (each["address"] == address)
            return each;
    }
    return {};
}

// The adverts without the identification, which the kernel does not count on, and without the sum over it.
std::vector<core::Bytes> comparable(Port& port, const core::IpAddress& source) {
    std::vector<core::Bytes> out;
    for (const auto& frame : port.matching(advert_from(source))) {
        out.push_back(frame.bytes);
        if (frame.ether_type() == 0x0800)
            for (const auto offset : {18U, 19U, 24U, 25U})
                out.back()[offset] = 0;
    }
    return out;
}

// What arrives at the port while the daemon of the host is stopped is the kernel's.
std::vector<core::Bytes> kernels_adverts(VrrpHost& host, const core::IpAddress& source, Port& port,
                                         milliseconds time) {
    host.daemon().stop();
    std::this_thread::sleep_for(20ms);
    port.clear();
    std::this_thread::sleep_for(time);
    const auto out = comparable(port, source);
    host.daemon().resume();
    return out;
}

// The processor time that the daemon has used so far.
milliseconds cpu_time(VrrpHost& host) {
    std::ifstream in("/proc/" + std::to_string(host.daemon().pid()) + "/stat");
    std::string text((std::istreambuf_iterator<char>(in)), {});
    std::istringstream fields(text.substr(text.rfind(')') + 2));
    std::string skipped;
    for (int field = 3; field < 14; ++field)
        fields >> skipped;
    long user = 0;
    long kernel = 0;
    fields >> user >> kernel;
    return milliseconds((user + kernel) * 1000 / ::sysconf(_SC_CLK_TCK));
}

} // namespace

TEST_F(StandingIn, for_a_master_with_a_unicast_peer_moves_nothing) {
    for (const auto& [interval, bound] : {std::pair{"1", 1500ms}, {"0.1", 150ms}}) {
        Questioned net;
        Port at_b(net.b.netns(), "eth0");
        ASSERT_TRUE(net.elect(unicast(interval, 100, true), unicast(interval, 90, false))) << interval;
        ASSERT_TRUE(wait_until([&] { return is_lent(net.a); })) << net.a.status();
        at_b.clear();
        net.a.daemon().stop();
        std::this_thread::sleep_for(2s);
        EXPECT_TRUE(net.is_answered_by(net.a)) << interval;
        net.a.daemon().resume();
        std::this_thread::sleep_for(500ms);
        EXPECT_TRUE(adverts(at_b.frames(), net.b.address()).empty()) << interval;
        EXPECT_TRUE(leads(net.a, net.b)) << interval;
        EXPECT_EQ(net.b.counter("master-transitions"), 0u) << interval;
        EXPECT_GT(net.a.instance()["stand_in"]["adverts"], 0) << net.a.status();
        EXPECT_LE(largest_gap(adverts(at_b.frames(), net.a.address())), milliseconds(bound)) << interval;
    }
}

TEST_F(StandingIn, sends_to_unicast_peers_byte_for_byte_what_the_daemon_sends) {
    struct Row {
        std::string source;
        std::string peer;
        std::string addresses;
    };

    for (const auto& row :
         {Row{"192.168.1.1", "192.168.1.2", "192.168.1.100/24"},
          Row{"2001:db8::1", "2001:db8::2", "fe80::5:100/64"}, Row{"fe80::1", "fe80::2", "fe80::5:100/64"}}) {
        SCOPED_TRACE(row.source);
        Lan lan("lan");
        VrrpHost a(lan, "a", "192.168.1.1/24");
        VrrpHost b(lan, "b", "192.168.1.2/24");
        for (const auto& [host, number] : {std::pair(&a, "1"), {&b, "2"}})
            host->netns().must("ip addr add 2001:db8::" + std::string(number) +
                               "/64 dev eth0 nodad; "
                               "ip addr add fe80::" +
                               number + "/64 dev eth0 nodad");
        Port at_b(b.netns(), "eth0");
        a.run_xvrrpd(Instance{.priority = 100,
                              .advert_int = "0.1",
                              .more = unicast(row.source, row.peer) + "    unicast_ttl 77\n",
                              .addresses = row.addresses}
                         .text());
        ASSERT_TRUE(a.becomes("MASTER"));
        ASSERT_TRUE(wait_until([&] { return is_lent(a); })) << a.status();
        const auto source = core::IpAddress::from_text(row.source).value();
        at_b.clear();
        ASSERT_TRUE(wait_until([&] { return comparable(at_b, source).size() > 3; }));
        const auto daemons = comparable(at_b, source);
        const auto kernels = kernels_adverts(a, source, at_b, 1s);
        ASSERT_GE(kernels.size(), 3u);
        for (const auto& each : kernels)
            EXPECT_EQ(each, daemons.back());
    }
}

TEST_F(StandingIn, follows_a_unicast_peer_to_another_mac) {
    TwoRouters net;
    Port at_c(net.bystander.netns(), "eth0");
    auto of_a = every("0.1", 100, unicast("192.168.1.1", "192.168.1.2\n        192.168.1.3"));
    ASSERT_TRUE(net.elect(of_a, unicast("0.1", 90, false)));
    const auto served_at = [&](const core::MacAddress& mac) {
        return peer_of(net.a, "192.168.1.3")["mac"] == mac.text();
    };
    ASSERT_TRUE(wait_until([&] { return served_at(net.bystander.netns().mac("eth0")); })) << net.a.status();
    const core::MacAddress moved{{0x02, 0, 0, 0, 0x77, 0x01}};
    net.bystander.netns().ip("link set eth0 address " + moved.text());
    EXPECT_TRUE(wait_until([&] {
        at_c.send(core::gratuitous_arp(moved, net.bystander.address()));
        std::this_thread::sleep_for(100ms);
        return served_at(moved);
    })) << net.a.status();
    const auto seen = kernels_adverts(net.a, net.a.address(), at_c, 1s);
    ASSERT_GE(seen.size(), 8u);
    for (const auto& each : seen) {
        const bool is_to_c = each[33] == 3;
        const auto mac = is_to_c ? moved : net.b.netns().mac("eth0");
        EXPECT_TRUE(std::equal(mac.octets.begin(), mac.octets.end(), each.begin()));
    }
    EXPECT_TRUE(leads(net.a, net.b));
}

TEST_F(StandingIn, says_which_unicast_peer_cannot_be_served_and_serves_it_as_soon_as_it_is_there) {
    TwoRouters net;
    Port at_b(net.b.netns(), "eth0");
    auto of_a = every("0.1", 100, unicast("192.168.1.1", "192.168.1.2\n        192.168.1.77"));
    ASSERT_TRUE(net.elect(of_a, unicast("0.1", 90, false)));
    ASSERT_TRUE(wait_until([&] { return is_lent(net.a); })) << net.a.status();
    const auto absent = peer_of(net.a, "192.168.1.77");
    EXPECT_EQ(absent["trouble"], "the MAC address of the peer is not known") << net.a.status();
    EXPECT_EQ(absent["mac"], nullptr);
    EXPECT_EQ(peer_of(net.a, "192.168.1.2")["trouble"], nullptr);
    EXPECT_GE(kernels_adverts(net.a, net.a.address(), at_b, 1s).size(), 8u);
    EXPECT_TRUE(leads(net.a, net.b));
    net.bystander.netns().ip("addr add 192.168.1.77/24 dev eth0");
    EXPECT_TRUE(wait_until([&] { return peer_of(net.a, "192.168.1.77")["trouble"] == nullptr; }))
        << net.a.status();
    EXPECT_GE(kernels_adverts(net.a, net.a.address(), net.wire, 1s).size(), 8u);
}

TEST_F(StandingIn, yields_to_a_better_unicast_peer_within_one_advert) {
    Questioned net;
    Port at_b(net.b.netns(), "eth0");
    ASSERT_TRUE(net.elect(unicast("0.1", 100, true, "    stand_in 20\n"), unicast("0.1", 90, false)));
    ASSERT_TRUE(wait_until([&] { return is_lent(net.a); })) << net.a.status();
    net.a.daemon().stop();
    net.b.write_config(unicast("0.1", 150, false).text());
    ASSERT_EQ(net.b.xvrrpctl("reload").status, 0);
    ASSERT_TRUE(net.b.becomes("MASTER"));
    const auto first = at_b.wait_for(advert_from(net.b.address()));
    ASSERT_TRUE(first);
    std::this_thread::sleep_for(500ms);
    for (const auto& seen : adverts(at_b.frames(), net.a.address()))
        EXPECT_LE(seen.time, first->time + 10ms);
    EXPECT_FALSE(net.is_answered_by(net.a));
    net.a.daemon().resume();
    EXPECT_TRUE(leads(net.b, net.a));
    EXPECT_EQ(net.a.instance()["reason"], "higher_priority");
}

TEST_F(StandingIn, is_not_there_without_pins) {
    Questioned net;
    net.a.run_xvrrpd(every("0.1", 100).text(), {"--bpf-dir", net.a.runtime_dir() + "2"});
    ASSERT_TRUE(net.a.becomes("MASTER"));
    const std::string trouble = net.a.status()["stand_in"]["trouble"];
    EXPECT_NE(trouble.find("runs without pins"), std::string::npos) << trouble;
    EXPECT_FALSE(is_lent(net.a));
    EXPECT_NE(net.a.netns().run("ip link show xvrrp0").status, 0);
    std::this_thread::sleep_for(11s); // a token that was lost would be looked for again
    const auto before = cpu_time(net.a);
    std::this_thread::sleep_for(1s);
    EXPECT_LT(cpu_time(net.a) - before, 300ms) << "the loop turns without a pause";
}

TEST_F(StandingIn, ends_with_a_resignation_and_nobody_has_two_answers) {
    Questioned net;
    ASSERT_TRUE(net.elect(every("0.1", 100, "    nopreempt\n"), every("0.1", 90)));
    net.a.daemon().stop();
    ASSERT_TRUE(net.wire.wait_for(resignation_from(net.a.address()), 6s));
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_EQ(net.b.instance()["reason"], "master_resigned");
    EXPECT_TRUE(net.a.has_vip()) << "its daemon cannot remove it";
    EXPECT_FALSE(net.is_answered_by(net.a));
    EXPECT_TRUE(net.is_answered_by(net.b));
    net.wire.clear();
    net.a.daemon().resume();
    EXPECT_TRUE(leads(net.b, net.a));
    EXPECT_EQ(net.a.instance()["reason"], "lease_ended") << net.a.log();
    EXPECT_TRUE(adverts(net.wire.frames(), net.a.address()).empty());
    EXPECT_TRUE(net.is_answered_by(net.b));
}

TEST_F(StandingIn, for_a_master_that_is_killed_ends_the_same_way) {
    Questioned net;
    ASSERT_TRUE(net.elect(every("0.1", 100), every("0.1", 90)));
    net.wire.clear();
    net.a.daemon().kill();
    const auto resigned = net.wire.wait_for(resignation_from(net.a.address()), 6s);
    ASSERT_TRUE(resigned);
    EXPECT_LE(largest_gap(adverts(net.wire.frames(), net.a.address())), 150ms);
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_FALSE(net.is_answered_by(net.a));
    EXPECT_TRUE(net.is_answered_by(net.b));
}

TEST_F(StandingIn, tells_nobody_a_mac_for_an_address_that_is_lost_until_it_is_ours_again) {
    Questioned net;
    ASSERT_TRUE(net.elect(every("0.1", 100), every("0.1", 90)));
    const auto mac = net.a.netns().mac("eth0");
    // The host asks for a neighbour and names the virtual address as the one that asks.
    auto tells = [&, last = 32]() mutable {
        const auto nobody = "192.168.1." + std::to_string(++last);
        net.wire.clear();
        net.a.netns().must("ip route replace " + nobody +
                           " dev eth0 src 192.168.1.100; bash -c 'echo > /dev/udp/" + nobody + "/9'");
        const auto asks = [&mac](const Frame& frame) {
            return frame.ether_type() == 0x0806 &&
                   std::equal(mac.octets.begin(), mac.octets.end(), frame.bytes.begin() + 22) &&
                   core::IpAddress::from_bytes(core::ByteView(frame.bytes).subspan(28, 4)) ==
                       virtual_address();
        };
        return net.wire.wait_for(asks, 500ms).has_value();
    };
    EXPECT_TRUE(tells());
    net.a.kill_with_runner(); // the address stays
    ASSERT_TRUE(net.wire.wait_for(resignation_from(net.a.address()), 6s));
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_FALSE(tells());
    net.wire.clear();
    net.a.run_xvrrpd(every("0.1", 150).text());
    EXPECT_TRUE(leads(net.a, net.b)) << net.a.log();
    EXPECT_TRUE(net.wire.wait_for(test::gratuitous_arp(mac, virtual_address())));
    EXPECT_TRUE(tells());
}

TEST_F(StandingIn, yields_to_a_better_router_within_one_advert) {
    Questioned net;
    ASSERT_TRUE(net.elect(every("0.1", 100, "    stand_in 20\n"), every("0.1", 90)));
    net.a.daemon().stop();
    net.b.write_config(every("0.1", 150).text());
    ASSERT_EQ(net.b.xvrrpctl("reload").status, 0);
    ASSERT_TRUE(net.b.becomes("MASTER"));
    const auto first = net.wire.wait_for(advert_from(net.b.address()));
    ASSERT_TRUE(first);
    std::this_thread::sleep_for(500ms);
    for (const auto& seen : adverts(net.wire.frames(), net.a.address()))
        EXPECT_LE(seen.time, first->time + 10ms);
    EXPECT_FALSE(net.is_answered_by(net.a));
    net.a.daemon().resume();
    EXPECT_TRUE(leads(net.b, net.a));
    EXPECT_EQ(net.a.instance()["reason"], "higher_priority");
}

TEST_F(StandingIn, ends_with_the_carrier) {
    Questioned net;
    ASSERT_TRUE(net.elect(every("0.1", 100, "    stand_in 20\n"), every("0.1", 90)));
    net.a.daemon().stop();
    net.a.netns().must("ip link set eth0 down");
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_EQ(net.b.instance()["reason"], "master_down");
    net.a.netns().must("ip link set eth0 up");
    std::this_thread::sleep_for(500ms);
    net.wire.clear();
    std::this_thread::sleep_for(500ms);
    EXPECT_TRUE(adverts(net.wire.frames(), net.a.address()).empty()) << "a gate does not open by itself";
    net.a.daemon().resume();
    EXPECT_TRUE(leads(net.a, net.b)) << net.a.log();
}

TEST_F(StandingIn, in_the_namespace_that_the_configuration_names_moves_nothing_and_leaves_nothing) {
    Questioned net;
    net.a.write_config("net_namespace " + net.a.netns().name() + "\n" + every("0.1", 100).text());
    std::optional<Process> daemon;
    const auto start = [&] {
        daemon.reset();
        daemon.emplace(net.a.xvrrpd_command()); // in the namespace of this test
        EXPECT_TRUE(daemon->says("Entering MASTER STATE")) << daemon->output();
    };
    start();
    net.b.run_xvrrpd(every("0.1", 90).text());
    std::this_thread::sleep_for(500ms);
    EXPECT_NE(net.a.netns().ifindex("xvrrp0"), 0);
    net.wire.clear();
    daemon->stop();
    std::this_thread::sleep_for(1s);
    daemon->resume();
    daemon->kill();
    std::this_thread::sleep_for(300ms);
    start();
    std::this_thread::sleep_for(500ms);
    EXPECT_TRUE(adverts(net.wire.frames(), net.b.address()).empty());
    EXPECT_LE(largest_gap(adverts(net.wire.frames(), net.a.address())), 150ms);
    EXPECT_EQ(net.b.counter("master-transitions"), 0u);
    daemon->kill();
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_EQ(net.b.instance()["reason"], "master_resigned");
    EXPECT_TRUE(wait_until([&] {
        return !net.a.has_vip() && net.a.netns().ifindex("xvrrp0") == 0 &&
               !std::filesystem::exists(net.a.bpf_dir());
    })) << daemon->output();
}

TEST_F(StandingIn, goes_on_with_another_token_when_one_is_lost) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    host.run_xvrrpd(every("0.1", 100).text());
    ASSERT_TRUE(host.becomes("MASTER"));
    const auto turns = [&] { return host.status()["stand_in"]["turns"].get<std::uint64_t>(); };
    EXPECT_TRUE(wait_until([&, before = turns()] { return turns() > before; }));
    host.netns().must("ip link set xvrrp0 down");
    EXPECT_TRUE(wait_until([&, before = turns()] { return turns() > before + 10; }, 3s)) << host.log();
    host.netns().must("ip link del xvrrp0");
    EXPECT_TRUE(wait_until([&, before = turns()] { return turns() > before + 10; }, 3s)) << host.log();
    EXPECT_EQ(host.status()["stand_in"]["trouble"], nullptr);
}

TEST_F(StandingIn, is_not_there_where_it_is_switched_off) {
    Questioned net;
    ASSERT_TRUE(net.elect(every("0.1", 100, "    stand_in off\n"), every("0.1", 90)));
    EXPECT_EQ(net.a.instance()["stand_in"]["lent"], false);
    EXPECT_EQ(net.a.netns().run("ip link show xvrrp0").status, 1);
    EXPECT_EQ(net.a.netns().must("tc qdisc show dev eth0").find("clsact"), std::string::npos);
    net.a.daemon().kill();
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_EQ(net.b.instance()["reason"], "master_down");
}

TEST_F(StandingIn, leaves_nothing_behind_when_the_daemon_leaves) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    host.run_xvrrpd(every("0.1", 100).text());
    ASSERT_TRUE(host.becomes("MASTER"));
    EXPECT_NE(host.netns().must("ip -o link").find("xvrrp0"), std::string::npos);
    const auto fences = [&host] {
        const Inside inside(host.netns());
        return datapath::programs_on_tcx(host.netns().ifindex("eth0"), datapath::Side::Out).size() +
               (host.netns().must("tc filter show dev eth0 egress").empty() ? 0 : 1);
    };
    EXPECT_TRUE(wait_until([&] { return fences() == 1; }));
    host.daemon().terminate();
    EXPECT_EQ(host.daemon().wait(), 0);
    EXPECT_EQ(host.netns().run("ip link show xvrrp0").status, 1);
    EXPECT_EQ(fences(), 0u);
}

} // namespace xvrrp::test
