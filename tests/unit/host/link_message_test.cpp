// SPDX-License-Identifier: GPL-2.0-or-later
// What the kernel tells of interfaces that the machine of the tests may not be able to make.
#include "attributes.h"
#include "host/link_message.h"
#include "host/netlink_attributes.h"
#include "host/netlink_message.h"

#include <gtest/gtest.h>
#include <linux/if.h>
#include <linux/if_link.h>

namespace xvrrp::host {
namespace {

core::Bytes nest_of(std::uint16_t type, const core::Bytes& inside) {
    core::Bytes bytes;
    append_attribute(bytes, type, inside);
    return bytes;
}

core::Bytes joined(core::Bytes first, const core::Bytes& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

// An interface as the kernel reports it, with this description (IFLA_LINKINFO) and under this master.
core::Link link_of(const core::Bytes& description, int master = 0) {
    core::Bytes message;
    nlmsghdr header{};
    header.nlmsg_type = RTM_NEWLINK;
    ifinfomsg info{};
    info.ifi_index = 9;
    const auto start = begin_request(message, header, info);
    append_text(message, IFLA_IFNAME, "red");
    append_attribute(message, IFLA_MASTER, bytes_of(master));
    append_attribute(message, IFLA_LINKINFO, description);
    end_request(message, start);
    const auto event = read_link(*reinterpret_cast<nlmsghdr*>(message.data()));
    return event ? event->link : core::Link{};
}

// An interface of this kind, with the data of its kind.
core::Link link_of(const std::string& kind, const core::Bytes& data) {
    core::Bytes name;
    append_text(name, IFLA_INFO_KIND, kind);
    return link_of(joined(name, nest_of(IFLA_INFO_DATA, data)));
}

// An interface with the index 7 of a master of this kind.
core::Link member_of(const std::string& kind) {
    core::Bytes description;
    append_text(description, IFLA_INFO_SLAVE_KIND, kind);
    return link_of(description, 7);
}

template <class Value>
core::Bytes value_of(std::uint16_t type, const Value& value) {
    core::Bytes bytes;
    append_attribute(bytes, type, bytes_of(value));
    return bytes;
}

TEST(LinkMessage, of_a_vrf_has_its_table) {
    const auto link = link_of("vrf", value_of(IFLA_VRF_TABLE, std::uint32_t{1000}));
    EXPECT_EQ(link.kind, "vrf");
    EXPECT_EQ(link.table, 1000U);
    EXPECT_EQ(link_of("vrf", {}).table, 0U);
}

TEST(LinkMessage, of_a_member_has_its_vrf_and_no_other_master) {
    EXPECT_EQ(member_of("vrf").vrf, core::InterfaceIndex{7});
    EXPECT_EQ(member_of("bridge").vrf, core::InterfaceIndex{});
}

// The first attribute of the data means something else there.
TEST(LinkMessage, of_another_kind_has_no_table) {
    EXPECT_EQ(link_of("macvlan", value_of(IFLA_MACVLAN_MODE, std::uint32_t{MACVLAN_MODE_PRIVATE})).table, 0U);
}

TEST(LinkMessage, of_an_ipvlan_has_its_mode_if_it_is_l2) {
    const auto ipvlan = [](std::uint16_t mode, std::uint16_t flags) {
        return link_of("ipvlan", joined(value_of(IFLA_IPVLAN_MODE, mode), value_of(IFLA_IPVLAN_FLAGS, flags)))
            .ipvlan;
    };
    EXPECT_EQ(ipvlan(IPVLAN_MODE_L2, 0), core::IpvlanMode::Bridge);
    EXPECT_EQ(ipvlan(IPVLAN_MODE_L2, IPVLAN_F_PRIVATE), core::IpvlanMode::Private);
    EXPECT_EQ(ipvlan(IPVLAN_MODE_L2, IPVLAN_F_VEPA), core::IpvlanMode::Vepa);
    EXPECT_EQ(ipvlan(IPVLAN_MODE_L3, 0), std::nullopt);
    EXPECT_EQ(link_of("macvlan", {}).ipvlan, std::nullopt);
}

// ---- Requests -----------------------------------------------------------------------------------------------

using Kind = core::LinkOperation::Kind;

const core::MadeLink kMacvlan{"vrrp.51", "eth0", core::virtual_mac(core::Family::Ipv4, 51)};
const core::MadeLink kIpvlan{"vrrp.51", "eth0", {}, core::IpvlanMode::Private};

struct Request {
    nlmsghdr header{};
    ifinfomsg info{};
    core::Bytes bytes{};
};

Request request(Kind kind, const core::MadeLink& link, int index, core::InterfaceIndex vrf = {}) {
    Request made;
    append_link_request(made.bytes, 7, {kind, link, {index}, vrf});
    EXPECT_LE(made.bytes.size(), kLongestLinkRequest);
    std::memcpy(&made.header, made.bytes.data(), sizeof made.header);
    std::memcpy(&made.info, made.bytes.data() + sizeof made.header, sizeof made.info);
    EXPECT_EQ(made.header.nlmsg_len, made.bytes.size());
    return made;
}

// Returns "KIND MAC DATA": the kind, the MAC if it is given, and the attributes of the kind.
std::string description(const core::MadeLink& link) {
    const auto made = request(Kind::Create, link, 2);
    EXPECT_EQ(made.header.nlmsg_type, RTM_NEWLINK);
    EXPECT_EQ(made.header.nlmsg_flags, NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL);
    EXPECT_EQ(made.info.ifi_index, 0);
    const auto attributes = attributes_of<ifinfomsg>(made.bytes);
    EXPECT_EQ(text(attributes.at(IFLA_IFNAME)), "vrrp.51");
    EXPECT_EQ(hex(attributes.at(IFLA_LINK)), "02000000");
    const auto info = attributes_in(attributes.at(IFLA_LINKINFO));
    std::string all = text(info.at(IFLA_INFO_KIND)) + ' ' +
                      (attributes.contains(IFLA_ADDRESS) ? hex(attributes.at(IFLA_ADDRESS)) : "-");
    for (const auto& [type, value] : attributes_in(info.at(IFLA_INFO_DATA)))
        all += ' ' + std::to_string(type) + '=' + hex(value);
    return all;
}

TEST(LinkRequest, makes_a_macvlan_with_its_mac_in_private_mode) {
    EXPECT_EQ(description(kMacvlan), "macvlan 00005e000133 1=01000000");
}

TEST(LinkRequest, makes_an_ipvlan_in_l2_mode_with_its_flags) {
    EXPECT_EQ(description(kIpvlan), "ipvlan - 1=0000 2=0100");
    EXPECT_EQ(description({"vrrp.51", "eth0", {}, core::IpvlanMode::Bridge}), "ipvlan - 1=0000 2=0000");
}

TEST(LinkRequest, puts_into_a_vrf_and_takes_out_of_it_by_the_master) {
    for (const int vrf : {9, 0}) {
        const auto joined = request(Kind::Join, kMacvlan, 5, {vrf});
        EXPECT_EQ(joined.header.nlmsg_type, RTM_NEWLINK);
        EXPECT_EQ(joined.header.nlmsg_flags, NLM_F_REQUEST);
        EXPECT_EQ(joined.info.ifi_index, 5);
        EXPECT_EQ(joined.info.ifi_change, 0U);
        const auto attributes = attributes_of<ifinfomsg>(joined.bytes);
        ASSERT_EQ(attributes.size(), 1U);
        EXPECT_EQ(hex(attributes.at(IFLA_MASTER)), vrf == 9 ? "09000000" : "00000000");
    }
}

TEST(LinkRequest, raises_and_removes_by_the_index_alone) {
    const auto raised = request(Kind::Raise, kIpvlan, 5);
    EXPECT_EQ(raised.header.nlmsg_type, RTM_NEWLINK);
    EXPECT_EQ(raised.header.nlmsg_flags, NLM_F_REQUEST);
    EXPECT_EQ(raised.info.ifi_index, 5);
    EXPECT_EQ(raised.info.ifi_flags & raised.info.ifi_change, unsigned{IFF_UP});
    const auto removed = request(Kind::Remove, kIpvlan, 5);
    EXPECT_EQ(removed.header.nlmsg_type, RTM_DELLINK);
    EXPECT_EQ(removed.info.ifi_index, 5);
    EXPECT_TRUE(attributes_of<ifinfomsg>(removed.bytes).empty());
}

} // namespace
} // namespace xvrrp::host
