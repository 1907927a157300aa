// SPDX-License-Identifier: GPL-2.0-or-later
// The effect of the same options in xvrrpd and in Debian's keepalived, each beside the other.
#include "daemon.h"
#include "support/wire.h"
#include "takeover.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace xvrrp::test {

namespace {

using core::IpAddress;
using std::chrono::milliseconds;
using std::chrono::system_clock;

// The parameter is the daemon that has the option.
class BesideKeepalived : public RootTest, public ::testing::WithParamInterface<Daemon> {};

class WrongPassword : public RootTest {};

class OneFile : public RootTest, public ::testing::WithParamInterface<Daemon> {};

constexpr milliseconds kRoom{1000};
constexpr milliseconds kMasterDown = master_down(milliseconds(200));

bool has_all(const VrrpHost& host, const std::vector<IpAddress>& addresses) {
    return std::ranges::all_of(addresses, [&](const auto& each) { return host.netns().has(each); });
}

bool has_none(const VrrpHost& host, const std::vector<IpAddress>& addresses) {
    return std::ranges::none_of(addresses, [&](const auto& each) { return host.netns().has(each); });
}

std::string with_password(const std::string& password) {
    auto text = published(100).text();
    return text.replace(text.find("1111"), 4, password);
}

bool answers_ping(const VrrpHost& bystander, const std::string& address = "192.168.1.100") {
    return bystander.netns().run("ping -c 1 -W 1 " + address).status == 0;
}

std::string read_sample() {
    std::ifstream file(XVRRP_GOLDEN_DIR "/copied.conf");
    return {std::istreambuf_iterator<char>(file), {}};
}

// Three instances as found in a keepalived.conf: version 2 with a password, version 3, IPv6.
const auto* const kFile = R"(! Configuration File for keepalived

global_defs {
    router_id LVS_DEVEL     # what keepalived's samples say
    vrrp_version 2
    vrrp_garp_master_refresh 60
    vrrp_garp_master_repeat 2
}

vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority 100
    advert_int 1
    authentication {
        auth_type PASS
        auth_pass 1111
    }
    virtual_ipaddress {
        192.168.1.100/24
        192.168.1.101/24
    }
}

vrrp_instance VI_2 {
    state BACKUP
    interface eth0
    virtual_router_id 52
    version 3
    priority 100
    advert_int 0.3
    garp_master_delay 1
    virtual_ipaddress {
        192.168.1.102/24
    }
}

vrrp_instance VI_6 {
    state BACKUP
    interface eth0
    virtual_router_id 61
    version 3
    priority 100
    advert_int 0.3
    virtual_ipaddress {
        fe80::5:100/64
        2001:db8::100/64
    }
}
)";

std::vector<IpAddress> addresses_of_file() {
    return {IpAddress::v4(192, 168, 1, 100), IpAddress::v4(192, 168, 1, 101), IpAddress::v4(192, 168, 1, 102),
            IpAddress::from_text("fe80::5:100").value(), IpAddress::from_text("2001:db8::100").value()};
}

std::string who(const ::testing::TestParamInfo<Daemon>& each) {
    return name_of(each.param);
}

} // namespace

TEST_P(BesideKeepalived, nopreempt_leaves_a_master_of_lower_priority_alone) {
    TwoRouters net;
    run(net.a, peer_of(GetParam()), Instance{.priority = kSecondPriority}.text());
    ASSERT_TRUE(net.a.becomes("MASTER"));
    run(net.b, GetParam(), Instance{.priority = 100, .more = "    nopreempt\n"}.text());
    net.wire.wait_for(advert_from(net.b.address()), 2 * kMasterDown);
    EXPECT_TRUE(adverts(net.wire.frames(), net.b.address()).empty());
    EXPECT_TRUE(leads(net.a, net.b));
    net.a.daemon().kill();
    EXPECT_TRUE(net.b.becomes("MASTER"));
}

TEST_P(BesideKeepalived, preempt_delay_is_waited_for) {
    constexpr milliseconds kDelay{1500};
    TwoRouters net;
    run(net.a, peer_of(GetParam()), Instance{.priority = kSecondPriority}.text());
    ASSERT_TRUE(net.a.becomes("MASTER"));
    const auto before = system_clock::now();
    run(net.b, GetParam(), Instance{.priority = 100, .more = "    preempt_delay 1.5\n"}.text());
    const auto after = system_clock::now();
    const auto taken = net.wire.wait_for(advert_from(net.b.address()));
    ASSERT_TRUE(taken);
    EXPECT_GT(taken->time - before, kDelay);
    EXPECT_LT(taken->time - after, kDelay + kMasterDown + kRoom);
    EXPECT_TRUE(leads(net.b, net.a));
}

TEST_P(BesideKeepalived, no_accept_leaves_the_address_unanswered) {
    TwoRouters net;
    const auto answers = [&] { return answers_ping(net.bystander); };
    run(net.a, GetParam(), Instance{.priority = 100, .more = "    no_accept\n"}.text());
    run(net.b, peer_of(GetParam()), Instance{.priority = kSecondPriority, .more = "    accept\n"}.text());
    ASSERT_TRUE(leads(net.a, net.b));
    EXPECT_FALSE(answers());
    EXPECT_EQ(net.bystander.netns().run("arping -c 1 -w 2 -I eth0 192.168.1.100").status, 0);
    net.a.daemon().terminate();
    ASSERT_TRUE(net.b.becomes("MASTER"));
    EXPECT_TRUE(wait_until(answers));
}

// vrrp_strict allows no password, and its address answers nobody.
TEST_P(BesideKeepalived, the_sample_that_many_copy_runs_word_for_word) {
    TwoRouters net;
    const auto vip = IpAddress::v4(192, 168, 200, 16);
    const auto sample = read_sample();
    auto second = sample;
    second.replace(second.find("priority 100"), 12, "priority 90");
    net.bystander.netns().ip("route add " + vip.text() + " dev eth0");
    run(net.a, GetParam(), sample);
    run(net.b, peer_of(GetParam()), second);
    const auto expect_strict = [&](const VrrpHost& host) {
        const auto heard = net.wire.wait_for(advert_from(host.address()));
        ASSERT_TRUE(heard);
        EXPECT_EQ(read_advert(*heard)->advert.authentication, core::Authentication());
        EXPECT_FALSE(answers_ping(net.bystander, vip.text()));
        EXPECT_EQ(net.bystander.netns().run("arping -c 1 -w 2 -I eth0 " + vip.text()).status, 0);
    };
    ASSERT_TRUE(leads(net.a, net.b, std::chrono::seconds(12), vip));
    expect_strict(net.a);
    net.a.daemon().terminate();
    ASSERT_TRUE(net.b.becomes("MASTER"));
    ASSERT_TRUE(wait_until([&] { return net.b.netns().has(vip); }));
    expect_strict(net.b);
}

TEST_P(BesideKeepalived, use_vmac_needs_no_use_vmac_of_the_other) {
    TwoRouters net;
    const auto answers = [&] { return answers_ping(net.bystander); };
    run(net.a, GetParam(), Instance{.priority = 100, .more = "    use_vmac\n"}.text());
    run(net.b, peer_of(GetParam()), Instance{.priority = kSecondPriority}.text());
    ASSERT_TRUE(leads(net.a, net.b));
    EXPECT_TRUE(wait_until(answers));
    net.a.daemon().terminate();
    ASSERT_TRUE(net.b.becomes("MASTER"));
    EXPECT_TRUE(wait_until(answers));
    run(net.a, GetParam(), Instance{.priority = 100, .more = "    use_vmac\n"}.text());
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_TRUE(wait_until(answers));
}

TEST_F(WrongPassword, is_believed_by_neither) {
    TwoRouters net;
    net.a.run_xvrrpd(with_password("1111"));
    net.b.run_keepalived(with_password("2222"));
    EXPECT_TRUE(net.a.becomes("MASTER"));
    EXPECT_TRUE(net.b.becomes("MASTER"));
    // keepalived sends only one advert, because each advert that it rejects starts its advert timer again.
    EXPECT_TRUE(wait_until([&] { return net.a.instance()["drops"]["auth_data"] > 0; }));
    EXPECT_EQ(net.a.counter("advertisement-rcvd"), 0U);
    EXPECT_TRUE(net.b.daemon().says("received an invalid passwd")) << net.b.log();
    EXPECT_EQ(net.a.state(), "MASTER");
    EXPECT_EQ(net.b.state(), "MASTER");
}

// Both hosts have exactly the same file, so the first one stays MASTER.
TEST_P(OneFile, serves_either_daemon) {
    TwoRouters net;
    const auto addresses = addresses_of_file();
    net.a.link_local();
    net.b.link_local();
    run(net.a, GetParam(), kFile);
    ASSERT_TRUE(wait_until([&] { return has_all(net.a, addresses); })) << net.a.log();
    run(net.b, peer_of(GetParam()), kFile);
    net.wire.wait_for(advert_from(net.b.address()),
                      std::chrono::seconds(4)); // more than any master-down interval
    EXPECT_TRUE(has_all(net.a, addresses));
    EXPECT_TRUE(has_none(net.b, addresses)) << net.b.log();

    net.a.daemon().terminate();
    EXPECT_TRUE(wait_until([&] { return has_all(net.b, addresses) && has_none(net.a, addresses); }));
    run(net.a, GetParam(), kFile);
    net.wire.clear();
    net.wire.wait_for(advert_from(net.a.address()), std::chrono::seconds(4));
    EXPECT_TRUE(adverts(net.wire.frames(), net.a.address()).empty());
    EXPECT_TRUE(has_all(net.b, addresses));
    EXPECT_TRUE(has_none(net.a, addresses)) << net.a.log();
}

INSTANTIATE_TEST_SUITE_P(Of, BesideKeepalived, ::testing::Values(Daemon::Xvrrpd, Daemon::Keepalived), who);
INSTANTIATE_TEST_SUITE_P(And, OneFile, ::testing::Values(Daemon::Xvrrpd, Daemon::Keepalived), who);

} // namespace xvrrp::test
