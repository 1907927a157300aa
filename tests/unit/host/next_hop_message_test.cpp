// SPDX-License-Identifier: GPL-2.0-or-later
// The questions for a route and a neighbour, and the kernel's answers, as bytes.
#include "attributes.h"
#include "host/netlink_attributes.h"
#include "host/next_hop_message.h"

#include <gtest/gtest.h>
#include <linux/neighbour.h>

namespace xvrrp::host {
namespace {

core::IpAddress address(const char* text) {
    return core::IpAddress::from_text(text).value();
}

template <class Header>
Header fixed_part(const core::Bytes& message) {
    Header out{};
    std::memcpy(&out, message.data() + sizeof(nlmsghdr), sizeof out);
    return out;
}

nlmsghdr header_of_bytes(const core::Bytes& message) {
    nlmsghdr out{};
    std::memcpy(&out, message.data(), sizeof out);
    return out;
}

template <class Header>
core::Bytes reply(std::uint16_t type, const Header& info,
                  const std::vector<std::pair<std::uint16_t, core::Bytes>>& attributes) {
    core::Bytes message;
    nlmsghdr header{};
    header.nlmsg_type = type;
    const auto start = begin_request(message, header, info);
    for (const auto& [number, value] : attributes)
        append_attribute(message, number, value);
    end_request(message, start);
    return message;
}

const core::Bytes kInterface7{7, 0, 0, 0};

RouteTo route_of(std::uint8_t type, const std::vector<std::pair<std::uint16_t, core::Bytes>>& attributes) {
    rtmsg info{};
    info.rtm_family = AF_INET;
    info.rtm_type = type;
    auto message = reply(RTM_NEWROUTE, info, attributes);
    return read_route(*reinterpret_cast<nlmsghdr*>(message.data())).value();
}

std::optional<core::MacAddress> mac_of(std::uint16_t state, bool with_address = true) {
    ndmsg info{};
    info.ndm_state = state;
    auto message = reply(
        RTM_NEWNEIGH, info,
        with_address
            ? std::vector<std::pair<std::uint16_t, core::Bytes>>{{NDA_LLADDR, core::Bytes{2, 0, 0, 0, 0, 9}}}
            : std::vector<std::pair<std::uint16_t, core::Bytes>>{});
    return read_neighbour(*reinterpret_cast<nlmsghdr*>(message.data())).value().mac;
}

TEST(NextHopMessage, asks_for_the_route_of_one_packet_with_its_source) {
    core::Bytes bytes;
    append_route_request(bytes, 5, {address("192.0.2.1"), address("198.51.100.1"), {3}});
    const auto header = header_of_bytes(bytes);
    EXPECT_EQ(header.nlmsg_type, RTM_GETROUTE);
    EXPECT_EQ(header.nlmsg_flags, NLM_F_REQUEST) << "no dump";
    EXPECT_EQ(header.nlmsg_seq, 5u);
    EXPECT_EQ(header.nlmsg_len, bytes.size());
    const auto info = fixed_part<rtmsg>(bytes);
    EXPECT_EQ(info.rtm_family, AF_INET);
    EXPECT_EQ(info.rtm_dst_len, 32);
    EXPECT_EQ(info.rtm_src_len, 32);
    const auto attributes = attributes_of<rtmsg>(bytes);
    EXPECT_EQ(hex(attributes.at(RTA_DST)), "c6336401");
    EXPECT_EQ(hex(attributes.at(RTA_SRC)), "c0000201");
    EXPECT_FALSE(attributes.contains(RTA_OIF)) << "routing decides";
}

TEST(NextHopMessage, names_the_interface_of_a_link_local_destination_only) {
    for (const auto& [to, expected] : {std::pair("fe80::2", true), {"2001:db8::2", false}}) {
        core::Bytes bytes;
        append_route_request(bytes, 1, {address("fe80::1"), address(to), {3}});
        EXPECT_EQ(fixed_part<rtmsg>(bytes).rtm_dst_len, 128);
        const auto attributes = attributes_of<rtmsg>(bytes);
        ASSERT_EQ(attributes.contains(RTA_OIF), expected) << to;
        if (expected) {
            EXPECT_EQ(hex(attributes.at(RTA_OIF)), "03000000");
        }
    }
}

TEST(NextHopMessage, reads_a_route_on_the_link_and_one_through_a_gateway_of_either_family) {
    const auto direct = route_of(RTN_UNICAST, {{RTA_OIF, kInterface7}});
    EXPECT_EQ(direct.interface.index, 7);
    EXPECT_FALSE(direct.gateway);
    EXPECT_EQ(direct.trouble, "");
    const auto through = route_of(RTN_UNICAST, {{RTA_OIF, kInterface7}, {RTA_GATEWAY, {192, 0, 2, 254}}});
    EXPECT_EQ(through.gateway, address("192.0.2.254"));
    core::Bytes via{AF_INET6, 0};
    const auto other = address("fe80::fe");
    via.insert(via.end(), other.octets.begin(), other.octets.end());
    EXPECT_EQ(route_of(RTN_UNICAST, {{RTA_OIF, kInterface7}, {RTA_VIA, via}}).gateway, other);
}

TEST(NextHopMessage, reads_the_routes_on_which_there_is_no_neighbour) {
    EXPECT_EQ(route_of(RTN_LOCAL, {{RTA_OIF, kInterface7}}).trouble, "it is an address of this host");
    EXPECT_EQ(route_of(RTN_UNREACHABLE, {}).trouble, "there is no route to it");
    EXPECT_EQ(route_of(RTN_UNICAST, {{RTA_OIF, kInterface7}, {RTA_ENCAP, core::Bytes(4)}}).trouble,
              "the route to it puts packets into others");
}

TEST(NextHopMessage, asks_for_one_neighbour) {
    core::Bytes bytes;
    append_neighbour_request(bytes, 6, {7}, address("2001:db8::2"));
    const auto header = header_of_bytes(bytes);
    EXPECT_EQ(header.nlmsg_type, RTM_GETNEIGH);
    EXPECT_EQ(header.nlmsg_flags, NLM_F_REQUEST) << "no dump";
    const auto info = fixed_part<ndmsg>(bytes);
    EXPECT_EQ(info.ndm_family, AF_INET6);
    EXPECT_EQ(info.ndm_ifindex, 7);
    EXPECT_EQ(hex(attributes_of<ndmsg>(bytes).at(NDA_DST)), "20010db8000000000000000000000002");
}

TEST(NextHopMessage, believes_a_neighbour_in_the_states_in_which_the_kernel_sends_to_it) {
    for (const auto state : {NUD_PERMANENT, NUD_NOARP, NUD_REACHABLE, NUD_PROBE, NUD_STALE, NUD_DELAY})
        EXPECT_EQ(mac_of(static_cast<std::uint16_t>(state)), (core::MacAddress{{2, 0, 0, 0, 0, 9}})) << state;
    for (const auto state : {NUD_INCOMPLETE, NUD_FAILED, NUD_NONE})
        EXPECT_FALSE(mac_of(static_cast<std::uint16_t>(state))) << state;
    EXPECT_FALSE(mac_of(NUD_REACHABLE, false));
}

TEST(NextHopMessage, takes_no_other_message) {
    auto refusal = reply(NLMSG_ERROR, nlmsgerr{}, {});
    EXPECT_FALSE(read_route(*reinterpret_cast<nlmsghdr*>(refusal.data())));
    EXPECT_FALSE(read_neighbour(*reinterpret_cast<nlmsghdr*>(refusal.data())));
}

} // namespace
} // namespace xvrrp::host
