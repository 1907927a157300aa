// SPDX-License-Identifier: GPL-2.0-or-later
// IGMP reports of the VRRP group, with and without disable_local_igmp.
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <algorithm>

namespace xvrrp::test {

namespace {

class LocalIgmp : public RootTest {};

// An IGMP packet that names 224.0.0.18.
bool is_report(const Frame& frame) {
    const core::Bytes group{224, 0, 0, 18};
    const auto& bytes = frame.bytes;
    return bytes.size() > 34 && frame.ether_type() == 0x0800 && bytes[23] == 2 &&
           std::search(bytes.begin() + 34, bytes.end(), group.begin(), group.end()) != bytes.end();
}

std::string reports(const VrrpHost& host) {
    return host.netns().must("sysctl -n net.ipv4.igmp_link_local_mcast_reports");
}

} // namespace

TEST_F(LocalIgmp, is_as_always_without_the_keyword) {
    TwoRouters net;
    net.a.run_xvrrpd(Instance{}.text());
    EXPECT_TRUE(net.wire.wait_for(is_report));
    EXPECT_EQ(reports(net.a), "1\n");
}

TEST_F(LocalIgmp, is_quiet_from_the_first_group_on_and_as_before_at_the_end) {
    TwoRouters net;
    net.a.run_xvrrpd("global_defs {\n    disable_local_igmp\n}\n" + Instance{}.text());
    ASSERT_TRUE(net.a.becomes("MASTER"));
    EXPECT_TRUE(net.wire.wait_for(advert_from(net.a.address())));
    EXPECT_TRUE(net.wire.wait_for(advert_from(net.a.address())));
    EXPECT_EQ(reports(net.a), "0\n");
    net.a.daemon().terminate();
    EXPECT_EQ(net.a.daemon().wait(), 0) << net.a.log();
    EXPECT_EQ(reports(net.a), "1\n");
    EXPECT_TRUE(net.wire.matching(is_report).empty());
}

} // namespace xvrrp::test
