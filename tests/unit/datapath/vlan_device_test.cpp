// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/vlan_device.h"

#include <cstring>
#include <initializer_list>
#include <string_view>

#include <gtest/gtest.h>
#include <linux/if_link.h>
#include <linux/if_vlan.h>
#include <linux/rtnetlink.h>

namespace xvrrp::datapath {

namespace {

using core::Bytes;

template <class Value>
Bytes bytes_of(const Value& value) {
    Bytes out(sizeof value);
    std::memcpy(out.data(), &value, sizeof value);
    return out;
}

Bytes text(std::string_view text) {
    return {text.begin(), text.end()};
}

Bytes joined(std::initializer_list<Bytes> parts) {
    Bytes out;
    for (const auto& each : parts)
        out.insert(out.end(), each.begin(), each.end());
    return out;
}

Bytes attribute(std::uint16_t type, const Bytes& value) {
    const rtattr head{static_cast<std::uint16_t>(RTA_LENGTH(value.size())), type};
    auto out = joined({bytes_of(head), value});
    out.resize(RTA_ALIGN(out.size()));
    return out;
}

Bytes answer(std::uint16_t type, const Bytes& attributes) {
    nlmsghdr head{};
    head.nlmsg_type = type;
    head.nlmsg_len = static_cast<std::uint32_t>(NLMSG_LENGTH(sizeof(ifinfomsg)) + attributes.size());
    return joined({bytes_of(head), bytes_of(ifinfomsg{}), attributes});
}

// The kernel leaves the flags out if there are none.
Bytes link_of(std::string_view kind, std::uint32_t flags) {
    auto vlan = attribute(IFLA_VLAN_ID, bytes_of(std::uint16_t{100}));
    if (flags != 0)
        vlan = joined({vlan, attribute(IFLA_VLAN_FLAGS, bytes_of(ifla_vlan_flags{flags, ~0U}))});
    return joined({attribute(IFLA_IFNAME, text("eth0.100")),
                   attribute(IFLA_LINKINFO, joined({attribute(IFLA_INFO_KIND, text(kind)),
                                                    attribute(IFLA_INFO_DATA, vlan)}))});
}

} // namespace

TEST(VlanDevice, leaves_its_tag_in_the_frames_with_reorder_hdr_off) {
    EXPECT_TRUE(says_tag_in_frames(answer(RTM_NEWLINK, link_of("vlan", 0))));
    EXPECT_TRUE(says_tag_in_frames(answer(RTM_NEWLINK, link_of("vlan", VLAN_FLAG_GVRP))));
    EXPECT_FALSE(says_tag_in_frames(answer(RTM_NEWLINK, link_of("vlan", VLAN_FLAG_REORDER_HDR))));
}

// The same attribute number means something else there.
TEST(VlanDevice, is_no_interface_of_another_kind) {
    EXPECT_FALSE(says_tag_in_frames(answer(RTM_NEWLINK, link_of("macvlan", 0))));
    EXPECT_FALSE(says_tag_in_frames(answer(RTM_NEWLINK, attribute(IFLA_IFNAME, text("eth0")))));
}

TEST(VlanDevice, is_not_found_in_an_answer_that_is_cut_off_or_an_error) {
    EXPECT_FALSE(says_tag_in_frames(answer(NLMSG_ERROR, link_of("vlan", 0))));
    const auto whole = answer(RTM_NEWLINK, link_of("vlan", 0));
    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_FALSE(says_tag_in_frames({whole.data(), length})) << length;
}

} // namespace xvrrp::datapath
