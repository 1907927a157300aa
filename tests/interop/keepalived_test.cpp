// SPDX-License-Identifier: GPL-2.0-or-later
// xvrrpd and Debian's keepalived share a virtual router. Their configurations differ only in the priority
// and, with unicast, in the peers.
#include "daemon.h"
#include "support/wire.h"
#include "takeover.h"

#include <algorithm>
#include <cctype>
#include <ostream>
#include <thread>
#include <tuple>

namespace xvrrp::test {

namespace {

using core::IpAddress;
using std::chrono::milliseconds;

enum class Casting { Multicast, Unicast };

struct Setting {
    std::string name;
    Instance instance;
    milliseconds interval{200};
    Casting casting = Casting::Multicast;
};

void PrintTo(const Setting& setting, std::ostream* out) {
    *out << setting.name;
}

std::string with_ipv6() {
    return "fe80::5:100/64\n        2001:db8::100/64";
}

Instance with_ah() {
    auto instance = published(0);
    instance.more.replace(instance.more.find("PASS"), 4, "AH");
    return instance;
}

std::vector<Setting> settings() {
    return {{"version_2", published(0), milliseconds(1000)},
            {"ah", with_ah(), milliseconds(1000)},
            {"ah_unicast", with_ah(), milliseconds(1000), Casting::Unicast},
            {"version_3", {}},
            {"ipv6", {.addresses = with_ipv6()}},
            {"group", {.more = "    mcast_dst_ip 239.1.2.3\n"}},
            {"ipv6_group", {.more = "    mcast_dst_ip ff02::118\n", .addresses = with_ipv6()}},
            {"unicast", {.more = "    check_unicast_src\n"}, milliseconds(200), Casting::Unicast},
            {"ipv6_unicast",
             {.more = "    check_unicast_src\n", .addresses = with_ipv6()},
             milliseconds(200),
             Casting::Unicast},
            {"use_vmac", {.more = "    use_vmac\n"}},
            {"ipv6_use_vmac", {.more = "    use_vmac\n", .addresses = with_ipv6()}}};
}

// AH covers a number that must not come twice, so nobody can stand in.
bool uses_ah(const Setting& setting) {
    return setting.name.starts_with("ah");
}

// a runs the first daemon, b the second.
struct Pair : TwoRouters {
    Setting setting;
    Daemon first; // the daemon with the higher priority
    bool ipv6;
    IpAddress vip;
    IpAddress source_a;
    IpAddress source_b;
    Port at_b{b.netns(), "eth0"}; // records at b, because a bystander does not get unicast adverts

    explicit Pair(const std::tuple<Setting, Daemon>& parameters)
        : setting(std::get<0>(parameters)), first(std::get<1>(parameters)),
          ipv6(setting.instance.addresses.find(':') != std::string::npos),
          vip(ipv6 ? IpAddress::from_text("2001:db8::100").value() : virtual_address()),
          source_a(source_of(a, "2001:db8::1")), source_b(source_of(b, "2001:db8::2")) {}

    void start_a() { start(a, first, 100, source_a, source_b); }

    void start_b() { start(b, peer_of(first), kSecondPriority, source_b, source_a); }

    ::testing::AssertionResult a_leads(Duration timeout = kPatience) const {
        return leads(a, b, timeout, vip);
    }

    void expect_no_complaints() const {
        const auto& xvrrpd = first == Daemon::Xvrrpd ? a : b;
        auto log = (first == Daemon::Xvrrpd ? b : a).log();
        std::ranges::transform(log, log.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        for (const auto* complaint :
             {"invalid", "bogus", "too long", "too short", "mismatch", "expected", "checksum"})
            EXPECT_EQ(log.find(complaint), std::string::npos) << complaint << " is in\n" << log;
        const auto instance = xvrrpd.instance();
        for (const auto& [reason, count] : instance["drops"].items())
            EXPECT_EQ(count, 0) << reason;
        EXPECT_EQ(xvrrpd.counter("address-list-errors"), 0U);
        EXPECT_GT(xvrrpd.counter("advertisement-rcvd"), 0U);
    }

private:
    IpAddress source_of(const VrrpHost& host, const std::string& global) const {
        if (!ipv6)
            return host.address();
        if (setting.casting == Casting::Multicast)
            return host.link_local();
        host.netns().ip("addr add " + global + "/64 dev eth0 nodad");
        return IpAddress::from_text(global).value();
    }

    void start(VrrpHost& host, Daemon daemon, int priority, const IpAddress& source,
               const IpAddress& peer) const {
        auto instance = setting.instance;
        instance.priority = priority;
        if (setting.casting == Casting::Unicast)
            instance.more += "    unicast_src_ip " + source.text() + "\n    unicast_peer {\n        " +
                             peer.text() + "\n    }\n";
        run(host, daemon, instance.text());
    }
};

std::vector<Setting> settings_without_ah() {
    auto all = settings();
    std::erase_if(all, uses_ah);
    return all;
}

// keepalived is BACKUP.
class StoppedMaster : public RootTest, public ::testing::WithParamInterface<Setting> {};

class Keepalived : public RootTest, public ::testing::WithParamInterface<std::tuple<Setting, Daemon>> {};

} // namespace

TEST_P(Keepalived, shares_an_address_when_the_master_is_killed_and_returns) {
    Pair net(GetParam());
    net.start_a();
    net.start_b();
    ASSERT_TRUE(net.a_leads());
    hear(net.at_b, net.source_a);
    net.a.die();
    expect_takeover(net.at_b, net.source_a, net.source_b, master_down(net.setting.interval));
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_TRUE(wait_until([&] { return net.b.netns().has(net.vip); }));

    net.start_a();
    EXPECT_TRUE(net.a_leads()); // a preempts
    EXPECT_TRUE(net.a_leads(milliseconds(0)));
    net.expect_no_complaints();
}

TEST_P(Keepalived, shares_an_address_when_the_master_leaves_and_returns) {
    Pair net(GetParam());
    net.start_a();
    net.start_b();
    ASSERT_TRUE(net.a_leads());
    hear(net.at_b, net.source_a);
    net.a.daemon().terminate();
    expect_takeover(net.at_b, net.source_a, net.source_b, skew(net.setting.interval));
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_EQ(net.a.daemon().wait(), 0) << net.a.log();
    EXPECT_TRUE(wait_until([&] { return net.b.netns().has(net.vip) && !net.a.netns().has(net.vip); }));

    net.start_a();
    EXPECT_TRUE(net.a_leads());
    net.expect_no_complaints();
    net.b.daemon().terminate(); // the BACKUP leaves without an advert
    EXPECT_EQ(net.b.daemon().wait(), 0) << net.b.log();
    EXPECT_EQ(net.a.state(), "MASTER");
    EXPECT_TRUE(net.a.netns().has(net.vip));
}

TEST_P(StoppedMaster, does_not_lose_to_keepalived_within_two_seconds) {
    Pair net({GetParam(), Daemon::Xvrrpd});
    net.start_a();
    net.start_b();
    ASSERT_TRUE(net.a_leads());
    ASSERT_TRUE(wait_until([&] { return net.a.instance()["stand_in"]["lent"] == true; })) << net.a.status();
    net.a.daemon().stop();
    net.at_b.clear();
    std::this_thread::sleep_for(milliseconds(2000));
    const auto seen = adverts(net.at_b.frames(), net.source_a).size();
    net.a.daemon().resume();
    EXPECT_GE(seen, static_cast<std::size_t>(milliseconds(1500) / net.setting.interval));
    std::this_thread::sleep_for(milliseconds(500));
    EXPECT_TRUE(net.a_leads(milliseconds(0)));
    EXPECT_TRUE(adverts(net.at_b.frames(), net.source_b).empty());
}

INSTANTIATE_TEST_SUITE_P(With, StoppedMaster, ::testing::ValuesIn(settings_without_ah()),
                         [](const auto& each) { return each.param.name; });

INSTANTIATE_TEST_SUITE_P(With, Keepalived,
                         ::testing::Combine(::testing::ValuesIn(settings()),
                                            ::testing::Values(Daemon::Xvrrpd, Daemon::Keepalived)),
                         [](const auto& each) {
                             return std::get<0>(each.param).name + "_and_" +
                                    name_of(std::get<1>(each.param)) + "_first";
                         });

} // namespace xvrrp::test
