// SPDX-License-Identifier: GPL-2.0-or-later
// xvrrpd and Debian's keepalived share a virtual router, from one configuration but for the priority.
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <algorithm>
#include <cctype>
#include <ostream>

namespace xvrrp::test {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::seconds;

enum class First { Xvrrpd, Keepalived }; // who has the higher priority

struct Setting {
    const char* name;
    int version;
    First first;
};

void PrintTo(const Setting& setting, std::ostream* out) {
    *out << setting.name;
}

Instance configuration(int version, int priority) {
    if (version == 2)
        return published(priority);
    return {.priority = priority, .version = 3, .advert_int = "0.5"};
}

milliseconds interval(int version) {
    return version == 2 ? milliseconds(1000) : milliseconds(500);
}

milliseconds skew(int version) { // of priority 90; RFC 3768 and RFC 9568 section 6.1
    return version == 2 ? milliseconds(1000 * 166 / 256) : milliseconds(500 * 166 / 256);
}

class Keepalived : public RootTest, public ::testing::WithParamInterface<Setting> {
protected:
    void start_first(TwoRouters& net) const { start(net.a, GetParam().first == First::Xvrrpd, 100); }

    void start_second(TwoRouters& net) const { start(net.b, GetParam().first != First::Xvrrpd, 90); }

    const VrrpHost& xvrrpd(const TwoRouters& net) const {
        return GetParam().first == First::Xvrrpd ? net.a : net.b;
    }

    const VrrpHost& keepalived(const TwoRouters& net) const {
        return GetParam().first == First::Xvrrpd ? net.b : net.a;
    }

    void expect_no_complaints(const TwoRouters& net) const {
        auto log = keepalived(net).log();
        std::ranges::transform(log, log.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        for (const auto* complaint :
             {"invalid", "bogus", "too long", "too short", "mismatch", "expected", "checksum"})
            EXPECT_EQ(log.find(complaint), std::string::npos) << complaint << " is in\n" << log;
        auto instance = xvrrpd(net).instance();
        for (const auto& [reason, count] : instance["drops"].items())
            EXPECT_EQ(count, 0) << reason;
        EXPECT_EQ(xvrrpd(net).counter("address-list-errors"), 0U);
        EXPECT_GT(xvrrpd(net).counter("advertisement-rcvd"), 0U);
    }

private:
    static void start(VrrpHost& host, bool ours, int priority) {
        const auto text = configuration(GetParam().version, priority).text();
        if (ours)
            host.run_xvrrpd(text);
        else
            host.run_keepalived(text);
    }
};

// From the last advert of the first to the first advert of the second after it.
milliseconds silence(TwoRouters& net) {
    const auto taken = net.wire.wait_for(advert_from(net.b.address()));
    const auto before = adverts(net.wire.frames(), net.a.address());
    if (!taken || before.empty())
        return milliseconds::max();
    return duration_cast<milliseconds>(taken->time - before.back().time);
}

constexpr milliseconds kEarly{30}; // both ends round
constexpr milliseconds kRoom{1000};

} // namespace

TEST_P(Keepalived, shares_an_address_when_the_master_is_killed_and_returns) {
    TwoRouters net;
    start_first(net);
    start_second(net);
    ASSERT_TRUE(leads(net.a, net.b));
    net.wire.clear();
    net.wire.wait_for(advert_from(net.a.address()));
    net.a.daemon().kill();
    const auto down = 3 * interval(GetParam().version) + skew(GetParam().version);
    const auto taken_after = silence(net);
    EXPECT_GT(taken_after, down - kEarly);
    EXPECT_LT(taken_after, down + kRoom);
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_TRUE(wait_until([&] { return net.b.has_vip(); }));

    start_first(net);
    EXPECT_TRUE(leads(net.a, net.b)); // preempts
    EXPECT_TRUE(leads(net.a, net.b, milliseconds(0)));
    expect_no_complaints(net);
}

TEST_P(Keepalived, shares_an_address_when_the_master_leaves_and_returns) {
    TwoRouters net;
    start_first(net);
    start_second(net);
    ASSERT_TRUE(leads(net.a, net.b));
    net.wire.clear();
    net.wire.wait_for(advert_from(net.a.address()));
    net.a.daemon().terminate();
    const auto taken_after = silence(net);
    EXPECT_GT(taken_after, skew(GetParam().version) - kEarly);
    EXPECT_LT(taken_after, skew(GetParam().version) + kRoom);
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_EQ(net.a.daemon().wait(), 0) << net.a.log();
    EXPECT_TRUE(wait_until([&] { return net.b.has_vip() && !net.a.has_vip(); }));

    start_first(net);
    EXPECT_TRUE(leads(net.a, net.b));
    expect_no_complaints(net);
    net.b.daemon().terminate(); // the BACKUP leaves without a word
    EXPECT_EQ(net.b.daemon().wait(), 0) << net.b.log();
    EXPECT_EQ(net.a.state(), "MASTER");
    EXPECT_TRUE(net.a.has_vip());
}

INSTANTIATE_TEST_SUITE_P(With, Keepalived,
                         ::testing::Values(Setting{"version_2_and_xvrrpd_first", 2, First::Xvrrpd},
                                           Setting{"version_2_and_keepalived_first", 2, First::Keepalived},
                                           Setting{"version_3_and_xvrrpd_first", 3, First::Xvrrpd},
                                           Setting{"version_3_and_keepalived_first", 3, First::Keepalived}),
                         [](const auto& each) { return std::string(each.param.name); });

} // namespace xvrrp::test
