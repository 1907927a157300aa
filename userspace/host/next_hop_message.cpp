// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/next_hop_message.h"

#include "host/netlink_attributes.h"

#include <linux/neighbour.h>

namespace xvrrp::host {

namespace {

// The states in which the kernel sends to the MAC of the entry.
constexpr int kValid = NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE | NUD_PROBE | NUD_STALE | NUD_DELAY;

nlmsghdr request_header(std::uint16_t type, std::uint32_t sequence) {
    nlmsghdr header{};
    header.nlmsg_type = type;
    header.nlmsg_flags = NLM_F_REQUEST;
    header.nlmsg_seq = sequence;
    return header;
}

std::uint8_t family_of(const core::IpAddress& address) {
    return static_cast<std::uint8_t>(native(address.family));
}

std::optional<core::IpAddress> address_in(core::ByteView bytes) {
    return bytes.size() == 4 || bytes.size() == 16 ? std::optional(core::IpAddress::from_bytes(bytes))
                                                   : std::nullopt;
}

// RTA_VIA is a gateway of the other family: two bytes with its number, then the address.
std::optional<core::IpAddress> gateway_of(nlmsghdr& message) {
    if (const auto gateway = attribute<rtmsg>(message, RTA_GATEWAY); !gateway.empty())
        return address_in(gateway);
    const auto via = attribute<rtmsg>(message, RTA_VIA);
    return via.size() < sizeof(rtvia) ? std::nullopt : address_in(via.subspan(sizeof(rtvia)));
}

std::string trouble_of(nlmsghdr& message, const rtmsg& route) {
    if (route.rtm_type == RTN_LOCAL)
        return "it is an address of this host";
    if (route.rtm_type != RTN_UNICAST)
        return "there is no route to it";
    return attribute<rtmsg>(message, RTA_ENCAP).empty() ? "" : "the route to it puts packets into others";
}

} // namespace

void append_route_request(core::Bytes& out, std::uint32_t sequence, const Destination& destination) {
    rtmsg info{};
    info.rtm_family = family_of(destination.address);
    info.rtm_dst_len = info.rtm_src_len = static_cast<std::uint8_t>(8 * destination.address.bytes().size());
    const auto start = begin_request(out, request_header(RTM_GETROUTE, sequence), info);
    append_attribute(out, RTA_DST, destination.address.bytes());
    append_attribute(out, RTA_SRC, destination.source.bytes());
    if (destination.address.is_link_local() && destination.address.family == core::Family::Ipv6)
        append_attribute(out, RTA_OIF, bytes_of(destination.scope.index));
    end_request(out, start);
}

std::optional<RouteTo> read_route(nlmsghdr& message) {
    const auto* route = message.nlmsg_type == RTM_NEWROUTE ? header_of<rtmsg>(message) : nullptr;
    if (route == nullptr)
        return {};
    RouteTo out;
    read_attribute<rtmsg>(message, RTA_OIF, out.interface.index);
    out.gateway = gateway_of(message);
    out.trouble = trouble_of(message, *route);
    return out;
}

void append_neighbour_request(core::Bytes& out, std::uint32_t sequence, core::InterfaceIndex interface,
                              const core::IpAddress& address) {
    ndmsg info{};
    info.ndm_family = family_of(address);
    info.ndm_ifindex = interface.index;
    const auto start = begin_request(out, request_header(RTM_GETNEIGH, sequence), info);
    append_attribute(out, NDA_DST, address.bytes());
    end_request(out, start);
}

std::optional<NeighbourEntry> read_neighbour(nlmsghdr& message) {
    const auto* entry = message.nlmsg_type == RTM_NEWNEIGH ? header_of<ndmsg>(message) : nullptr;
    if (entry == nullptr)
        return {};
    core::MacAddress mac;
    const bool known =
        (entry->ndm_state & kValid) != 0 && read_attribute<ndmsg>(message, NDA_LLADDR, mac.octets);
    return NeighbourEntry{known ? std::optional(mac) : std::nullopt};
}

} // namespace xvrrp::host
