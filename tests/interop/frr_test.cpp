// SPDX-License-Identifier: GPL-2.0-or-later
// xvrrpd and Debian's FRR share a virtual router.
//
// FRR always uses a macvlan with the virtual MAC, so xvrrpd uses one too (use_vmac).
#include "support/frr_host.h"
#include "support/vrrp_host.h"
#include "support/wire.h"
#include "takeover.h"

#include <ostream>

namespace xvrrp::test {

namespace {

using core::IpAddress;
using std::chrono::milliseconds;

struct Setting {
    const char* name;
    int version;
    milliseconds interval;
    std::vector<std::string> addresses{"192.168.1.100/24"};
};

void PrintTo(const Setting& setting, std::ostream* out) {
    *out << setting.name;
}

const auto kLinkLocalVip = IpAddress::from_text("fe80::5:100").value();

std::string configuration(const Setting& setting, int priority, const std::string& more = "") {
    std::string addresses;
    for (const auto& address : setting.addresses)
        addresses += (addresses.empty() ? "" : "\n        ") + address;
    return Instance{.priority = priority,
                    .version = setting.version,
                    .advert_int = std::to_string(static_cast<double>(setting.interval.count()) / 1000),
                    .more = "    use_vmac\n" + more,
                    .addresses = addresses}
        .text();
}

struct Pair {
    Lan lan{"lan"};
    VrrpHost ours{lan, "ours", "192.168.1.1/24"};
    FrrHost frr{lan, "frr", "192.168.1.2/24"};
    VrrpHost bystander{lan, "bystander", "192.168.1.3/24"};
    Port wire{bystander.netns(), "eth0"};
    Setting setting;
    IpAddress vip;
    IpAddress our_source;
    IpAddress frr_source;

    explicit Pair(const Setting& of) : setting(of) {
        const auto& first = setting.addresses.front();
        vip = IpAddress::from_text(first.substr(0, first.find('/'))).value();
        const bool ipv4 = vip.family == core::Family::Ipv4;
        our_source = ipv4 ? ours.address() : ours.link_local();
        // FRR sends from the lowest link-local address of its macvlan, and that is the virtual one.
        frr_source = ipv4 ? frr.address() : kLinkLocalVip;
    }

    void run_ours(int priority, const std::string& more = "") {
        ours.run_xvrrpd(configuration(setting, priority, more));
    }

    void run_frr(int priority, bool preempt = true) {
        frr.run({.priority = priority,
                 .version = setting.version,
                 .interval = setting.interval,
                 .preempt = preempt,
                 .addresses = setting.addresses});
    }

    ::testing::AssertionResult settles(const std::string& our_state, const std::string& frr_state) const {
        const bool we_lead = our_state == "MASTER";
        const auto settled = [&] {
            return ours.state() == our_state && frr.state() == frr_state &&
                   ours.netns().has(vip) == we_lead && frr.holds_addresses() != we_lead;
        };
        if (wait_until(settled, std::chrono::seconds(8)))
            return ::testing::AssertionSuccess();
        return ::testing::AssertionFailure() << "ours: " << ours.log() << "FRR: " << frr.log();
    }

    ::testing::AssertionResult we_lead() const { return settles("MASTER", "Backup"); }

    ::testing::AssertionResult frr_leads() const { return settles("BACKUP", "Master"); }

    void expect_nothing_refused() const {
        const auto instance = ours.instance();
        for (const auto& [reason, count] : instance["drops"].items())
            EXPECT_EQ(count, 0) << reason;
        EXPECT_EQ(ours.counter("address-list-errors"), 0U);
        EXPECT_GT(ours.counter("advertisement-rcvd"), 0U);
    }
};

class Frr : public RootTest, public ::testing::WithParamInterface<Setting> {};

const Setting kVersion3{"version_3", 3, milliseconds(200)};

class FrrPeer : public RootTest {};

} // namespace

TEST_P(Frr, takes_over_when_xvrrpd_is_killed_and_gives_back) {
    Pair net(GetParam());
    net.run_ours(100);
    net.run_frr(kSecondPriority);
    ASSERT_TRUE(net.we_lead());
    hear(net.wire, net.our_source);
    net.ours.die();
    expect_takeover(net.wire, net.our_source, net.frr_source, master_down(net.setting.interval));
    EXPECT_TRUE(net.frr.becomes("Master"));

    net.run_ours(100); // ours preempts
    EXPECT_TRUE(net.we_lead());
    net.expect_nothing_refused();
}

TEST_P(Frr, takes_over_when_xvrrpd_leaves) {
    Pair net(GetParam());
    net.run_ours(100);
    net.run_frr(kSecondPriority);
    ASSERT_TRUE(net.we_lead());
    hear(net.wire, net.our_source);
    net.ours.daemon().terminate();
    expect_takeover(net.wire, net.our_source, net.frr_source, skew(net.setting.interval));
    EXPECT_EQ(net.ours.daemon().wait(), 0) << net.ours.log();
    EXPECT_TRUE(net.frr.becomes("Master"));
    EXPECT_TRUE(wait_until([&] { return net.frr.holds_addresses(); }));
}

TEST_P(Frr, loses_the_address_when_it_is_killed_and_takes_it_back) {
    Pair net(GetParam());
    net.run_frr(100);
    net.run_ours(kSecondPriority);
    ASSERT_TRUE(net.frr_leads());
    hear(net.wire, net.frr_source);
    net.frr.kill();
    expect_takeover(net.wire, net.frr_source, net.our_source, master_down(net.setting.interval));
    EXPECT_TRUE(net.ours.becomes("MASTER"));
    EXPECT_TRUE(wait_until([&] { return net.ours.netns().has(net.vip); }));

    net.run_frr(100);
    EXPECT_TRUE(net.frr_leads());
    net.expect_nothing_refused();
}

TEST_P(Frr, hands_over_when_it_leaves) {
    Pair net(GetParam());
    net.run_frr(100);
    net.run_ours(kSecondPriority);
    ASSERT_TRUE(net.frr_leads());
    hear(net.wire, net.frr_source);
    net.frr.leave();
    expect_takeover(net.wire, net.frr_source, net.our_source, skew(net.setting.interval));
    EXPECT_TRUE(net.wire.wait_for(resignation_from(net.frr_source)));
    EXPECT_TRUE(net.ours.becomes("MASTER"));
    EXPECT_EQ(net.ours.instance()["reason"], "master_resigned");
    net.expect_nothing_refused();
}

TEST_F(FrrPeer, of_higher_priority_leaves_xvrrpd_alone_without_preempt) {
    Pair net(kVersion3);
    net.run_ours(kSecondPriority);
    ASSERT_TRUE(net.ours.becomes("MASTER"));
    net.run_frr(100, false);
    net.wire.wait_for(advert_from(net.frr_source), 2 * master_down(net.setting.interval));
    EXPECT_TRUE(adverts(net.wire.frames(), net.frr_source).empty());
    EXPECT_TRUE(net.we_lead());
}

TEST_F(FrrPeer, of_lower_priority_is_left_alone_with_nopreempt) {
    Pair net(kVersion3);
    net.run_frr(kSecondPriority);
    ASSERT_TRUE(net.frr.becomes("Master"));
    net.run_ours(100, "    nopreempt\n");
    net.wire.wait_for(advert_from(net.our_source), 2 * master_down(net.setting.interval));
    EXPECT_TRUE(adverts(net.wire.frames(), net.our_source).empty());
    EXPECT_TRUE(net.frr_leads());
    net.expect_nothing_refused();
}

// RFC 9568 section 5.2.9 requires a link-local address in the first place; FRR sends the addresses in the
// given order.
TEST_F(FrrPeer, with_a_global_address_alone_is_believed) {
    Pair net({"global", 3, milliseconds(200), {"2001:db8::100/64"}});
    net.run_frr(100);
    net.run_ours(kSecondPriority);
    ASSERT_TRUE(net.frr_leads());
    ASSERT_TRUE(wait_until([&] { return !net.ours.instance()["master"].is_null(); }));
    net.frr.leave();
    ASSERT_TRUE(net.ours.becomes("MASTER"));
    EXPECT_EQ(net.ours.instance()["reason"], "master_resigned");
    net.run_frr(100);
    EXPECT_TRUE(net.frr_leads());
    net.expect_nothing_refused();
}

TEST_F(FrrPeer, answers_from_the_same_mac) {
    Pair net(kVersion3);
    const auto& bystander = net.bystander.netns();
    const auto reaches = [&] { return bystander.run("ping -c 1 -W 1 192.168.1.100").status == 0; };
    const auto mac = [&] {
        return bystander.must("ip -4 neigh show 192.168.1.100 | sed -n 's/.*lladdr \\([^ ]*\\).*/\\1/p'");
    };
    net.run_ours(100);
    net.run_frr(kSecondPriority);
    ASSERT_TRUE(net.we_lead());
    EXPECT_TRUE(wait_until(reaches));
    EXPECT_EQ(mac(), "00:00:5e:00:01:33\n");
    net.ours.daemon().terminate();
    EXPECT_EQ(net.ours.daemon().wait(), 0) << net.ours.log();
    ASSERT_TRUE(net.frr.becomes("Master"));
    EXPECT_TRUE(wait_until(reaches));
    EXPECT_EQ(mac(), "00:00:5e:00:01:33\n");
    net.run_ours(100);
    ASSERT_TRUE(net.we_lead());
    EXPECT_TRUE(wait_until(reaches));
    EXPECT_EQ(mac(), "00:00:5e:00:01:33\n");
}

INSTANTIATE_TEST_SUITE_P(
    With, Frr,
    ::testing::Values(Setting{"version_2", 2, milliseconds(1000)}, kVersion3,
                      Setting{"ipv6", 3, milliseconds(200), {"fe80::5:100/64", "2001:db8::100/64"}}),
    [](const auto& each) { return std::string(each.param.name); });

} // namespace xvrrp::test
