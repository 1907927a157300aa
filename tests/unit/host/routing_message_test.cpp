// SPDX-License-Identifier: GPL-2.0-or-later
// Requests for routes with the header of a tunnel, with MPLS labels and in the table of a VRF.
#include "attributes.h"
#include "host/routing_message.h"

#include <gtest/gtest.h>
#include <linux/lwtunnel.h>
#include <linux/mpls_iptunnel.h>

namespace xvrrp::host {
namespace {

core::IpAddress ip(const char* text) {
    return core::IpAddress::from_text(text).value();
}

core::Route route_with(core::Encap encap) {
    core::Route route;
    route.destination = {ip("192.0.2.0"), 24};
    core::NextHop hop;
    hop.interface = "eth0";
    hop.encap = std::move(encap);
    route.hops = {hop};
    return route;
}

core::Bytes request(const core::Route& route, const core::RoutingNumbers& numbers = {{{7}}, 0},
                    core::RoutingOperation::Kind kind = core::RoutingOperation::Kind::Add) {
    core::Bytes bytes;
    append_routing_request(bytes, 1, {kind, route, numbers});
    EXPECT_LE(bytes.size(), request_bound(route));
    return bytes;
}

// Returns "TYPE: NUMBER=BYTES ..." of the header.
std::string header_of(const core::Encap& encap) {
    const auto message = request(route_with(encap));
    const auto attributes = attributes_of<rtmsg>(message);
    if (!attributes.contains(RTA_ENCAP))
        return "none";
    std::string text = hex(attributes.at(RTA_ENCAP_TYPE)) + ":";
    for (const auto& [type, value] : attributes_in(attributes.at(RTA_ENCAP)))
        text += " " + std::to_string(type) + "=" + hex(value);
    return text;
}

core::TunnelHeader full(core::Family family, const char* destination, const char* source) {
    return {.family = family,
            .id = 5,
            .destination = ip(destination),
            .source = ip(source),
            .tos = 16,
            .ttl = 7,
            .flags = std::uint16_t{256}};
}

// The numbers are those of linux/lwtunnel.h, which ip(8) uses as well: 2 is ip and 4 is ip6.
TEST(RoutingMessage, has_the_header_of_a_tunnel) {
    EXPECT_EQ(header_of({}), "none");
    EXPECT_EQ(header_of(full(core::Family::Ipv4, "10.0.0.2", "10.0.0.1")),
              "0200: 1=0000000000000005 2=0a000002 3=0a000001 4=07 5=10 6=0001");
    EXPECT_EQ(
        header_of(full(core::Family::Ipv6, "2001:db8::2", "2001:db8::1")),
        "0400: 1=0000000000000005 2=20010db8000000000000000000000002 3=20010db8000000000000000000000001 "
        "4=07 5=10 6=0001");
    EXPECT_EQ(header_of(core::TunnelHeader{.destination = ip("10.0.0.2")}), "0200: 2=0a000002");
}

// RFC 3032 section 2.1: 20 bits of the label, and the mark of the last entry.
TEST(RoutingMessage, has_a_stack_of_labels) {
    EXPECT_EQ(header_of(core::MplsLabels{{100}}), "0100: 1=00064100");
    EXPECT_EQ(header_of(core::MplsLabels{{100, 1048575}}), "0100: 1=00064000fffff100");
}

TEST(RoutingMessage, has_a_header_for_each_of_several_next_hops) {
    auto route = route_with(core::TunnelHeader{.id = 1});
    route.hops.push_back(route.hops.front());
    route.hops.back().encap = core::MplsLabels{{7}};
    const auto message = request(route, {{{7}, {8}}, 0});
    const auto attributes = attributes_of<rtmsg>(message);
    EXPECT_FALSE(attributes.contains(RTA_ENCAP));
    auto hops = attributes.at(RTA_MULTIPATH);
    std::vector<std::string> types;
    while (hops.size() >= sizeof(rtnexthop)) {
        rtnexthop hop{};
        std::memcpy(&hop, hops.data(), sizeof hop);
        types.push_back(
            hex(attributes_in(hops.subspan(sizeof hop, hop.rtnh_len - sizeof hop)).at(RTA_ENCAP_TYPE)));
        hops = hops.subspan(hop.rtnh_len);
    }
    EXPECT_EQ(types, (std::vector<std::string>{"0200", "0100"}));
}

// The table of a VRF may need the attribute, or fit into the byte of the fixed header.
TEST(RoutingMessage, has_the_table_of_the_vrf) {
    auto route = route_with({});
    route.vrf = "red";
    for (const auto kind : {core::RoutingOperation::Kind::Add, core::RoutingOperation::Kind::Remove}) {
        const auto large = request(route, {{{7}}, 1000}, kind);
        EXPECT_EQ(hex(attributes_of<rtmsg>(large).at(RTA_TABLE)), "e8030000");
        const auto small = request(route, {{{7}}, 10}, kind);
        rtmsg info{};
        std::memcpy(&info, small.data() + sizeof(nlmsghdr), sizeof info);
        EXPECT_EQ(info.rtm_table, 10);
        EXPECT_FALSE(attributes_of<rtmsg>(small).contains(RTA_TABLE));
    }
}

} // namespace
} // namespace xvrrp::host
