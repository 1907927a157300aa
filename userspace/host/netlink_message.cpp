// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/netlink_message.h"

#include "host/netlink_attributes.h"

#include <xvrrp/protocol.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include <linux/if.h>
#include <linux/if_addr.h>

namespace xvrrp::host {

namespace {

constexpr std::uint32_t kForEver = std::numeric_limits<std::uint32_t>::max();
// The originator of an address (proto in ip-address(8)). Linux before 5.18 ignores it and does not report it.
constexpr std::uint8_t kMark = VRRP_IP_PROTOCOL;

const nlattr* nested(const nlattr* nest, int type) {
    return nest == nullptr ? nullptr
                           : nla_find(static_cast<const nlattr*>(nla_data(nest)), nla_len(nest), type);
}

core::ByteView payload_of(const nlattr* attribute) {
    if (attribute == nullptr)
        return {};
    return {static_cast<const std::uint8_t*>(nla_data(attribute)),
            static_cast<std::size_t>(nla_len(attribute))};
}

// Returns 0 if there are fewer bytes.
template <class Value>
Value read_as(core::ByteView bytes) {
    Value value{};
    if (bytes.size() >= sizeof value)
        std::memcpy(&value, bytes.data(), sizeof value);
    return value;
}

// IFLA_INFO_KIND is the kind of the interface, IFLA_INFO_SLAVE_KIND that of its master.
std::string link_kind(nlmsghdr& message, int attribute_of_info) {
    const nlattr* info = nlmsg_find_attr(&message, sizeof(ifinfomsg), IFLA_LINKINFO);
    return text(payload_of(nested(info, attribute_of_info)));
}

// IFLA_VRF_TABLE and its like mean something else in each kind of interface.
const nlattr* link_data(nlmsghdr& message, int attribute_of_data) {
    const nlattr* info = nlmsg_find_attr(&message, sizeof(ifinfomsg), IFLA_LINKINFO);
    return nested(nested(info, IFLA_INFO_DATA), attribute_of_data);
}

// Messages are about the first namespace, because no socket is in another one.
core::InterfaceIndex here(int index) {
    return {index, {}};
}

core::InterfaceIndex vrf_of(nlmsghdr& message) {
    int master = 0;
    if (link_kind(message, IFLA_INFO_SLAVE_KIND) == "vrf")
        read_attribute<ifinfomsg>(message, IFLA_MASTER, master);
    return here(master);
}

std::optional<core::IpvlanMode> ipvlan_mode(nlmsghdr& message) {
    if (link_kind(message, IFLA_INFO_KIND) != "ipvlan" ||
        read_as<std::uint16_t>(payload_of(link_data(message, IFLA_IPVLAN_MODE))) != IPVLAN_MODE_L2)
        return std::nullopt;
    return static_cast<core::IpvlanMode>(
        read_as<std::uint16_t>(payload_of(link_data(message, IFLA_IPVLAN_FLAGS))));
}

// The index counts only if it is of this namespace: it means nothing in another one.
core::InterfaceIndex parent_of(nlmsghdr& message) {
    int parent = 0;
    if (attribute<ifinfomsg>(message, IFLA_LINK_NETNSID).empty())
        read_attribute<ifinfomsg>(message, IFLA_LINK, parent);
    return here(parent);
}

std::uint32_t flags_of(core::Family family, const core::AddressAttributes& attributes) {
    std::uint32_t flags = attributes.noprefixroute ? IFA_F_NOPREFIXROUTE : 0;
    if (family == core::Family::Ipv4)
        return flags;
    flags |= attributes.detects_duplicates ? 0 : IFA_F_NODAD;
    flags |= attributes.home ? IFA_F_HOMEADDRESS : 0;
    flags |= attributes.mngtmpaddr ? IFA_F_MANAGETEMPADDR : 0;
    return flags;
}

// Reads those attributes that the configuration has words for. own is the address itself.
core::AddressAttributes read_attributes(nlmsghdr& message, const ifaddrmsg& info, core::ByteView own) {
    core::AddressAttributes out;
    const core::ByteView other_end = attribute<ifaddrmsg>(message, IFA_ADDRESS);
    if (other_end.size() == own.size() && !std::ranges::equal(other_end, own))
        out.peer = core::IpAddress::from_bytes(other_end);
    const auto flags = read_as<std::uint32_t>(attribute<ifaddrmsg>(message, IFA_FLAGS));
    out.noprefixroute = (flags & IFA_F_NOPREFIXROUTE) != 0;
    if (info.ifa_family == AF_INET) {
        out.scope = info.ifa_scope;
        out.label = text(attribute<ifaddrmsg>(message, IFA_LABEL));
        if (const core::ByteView broadcast = attribute<ifaddrmsg>(message, IFA_BROADCAST); !broadcast.empty())
            out.broadcast = core::IpAddress::from_bytes(broadcast);
        return out;
    }
    out.home = (flags & IFA_F_HOMEADDRESS) != 0;
    out.mngtmpaddr = (flags & IFA_F_MANAGETEMPADDR) != 0;
    const auto preferred =
        read_as<std::uint32_t>(attribute<ifaddrmsg>(message, IFA_CACHEINFO)); // its first field
    if (preferred != kForEver)
        out.preferred_lifetime = preferred;
    return out;
}

// The attributes of a new address. A request to remove one needs none of them.
void append_attributes(core::Bytes& out, core::Family family, const core::AddressAttributes& attributes) {
    append_attribute(out, IFA_FLAGS, bytes_of(flags_of(family, attributes)));
    append_attribute(out, IFA_PROTO, bytes_of(kMark));
    if (attributes.broadcast)
        append_attribute(out, IFA_BROADCAST, attributes.broadcast->bytes());
    if (!attributes.label.empty())
        append_text(out, IFA_LABEL, attributes.label);
    if (attributes.preferred_lifetime) {
        ifa_cacheinfo lifetimes{};
        lifetimes.ifa_prefered = *attributes.preferred_lifetime;
        lifetimes.ifa_valid = kForEver;
        append_attribute(out, IFA_CACHEINFO, bytes_of(lifetimes));
    }
}

} // namespace

std::optional<LinkEvent> read_link(nlmsghdr& message) {
    if (message.nlmsg_type != RTM_NEWLINK && message.nlmsg_type != RTM_DELLINK)
        return std::nullopt;
    const auto* info = header_of<ifinfomsg>(message);
    if (info == nullptr || info->ifi_family != AF_UNSPEC)
        return std::nullopt;
    const core::ByteView name = attribute<ifinfomsg>(message, IFLA_IFNAME);
    if (name.empty())
        return std::nullopt; // wireless events come as links without a name

    LinkEvent event;
    event.gone = message.nlmsg_type == RTM_DELLINK;
    event.link.index = here(info->ifi_index);
    event.link.name = text(name);
    event.link.up = (info->ifi_flags & IFF_UP) != 0 && (info->ifi_flags & IFF_RUNNING) != 0;
    event.link.enabled = (info->ifi_flags & IFF_UP) != 0;
    event.link.kind = link_kind(message, IFLA_INFO_KIND);
    event.link.parent = parent_of(message);
    event.link.vrf = vrf_of(message);
    event.link.ipvlan = ipvlan_mode(message);
    if (event.link.kind == "vrf")
        event.link.table = read_as<std::uint32_t>(payload_of(link_data(message, IFLA_VRF_TABLE)));
    event.link.arp = (info->ifi_flags & IFF_NOARP) == 0;
    const core::ByteView mac = attribute<ifinfomsg>(message, IFLA_ADDRESS);
    if (mac.size() == event.link.mac.octets.size())
        std::copy(mac.begin(), mac.end(), event.link.mac.octets.begin());
    return event;
}

std::optional<AddressEvent> read_address(nlmsghdr& message) {
    if (message.nlmsg_type != RTM_NEWADDR && message.nlmsg_type != RTM_DELADDR)
        return std::nullopt;
    const auto* info = header_of<ifaddrmsg>(message);
    if (info == nullptr || (info->ifa_family != AF_INET && info->ifa_family != AF_INET6))
        return std::nullopt;
    // If the address has a peer, IFA_ADDRESS is the peer's and IFA_LOCAL is ours. An IPv6 address without a
    // peer has only IFA_ADDRESS.
    core::ByteView bytes = attribute<ifaddrmsg>(message, IFA_LOCAL);
    if (bytes.empty())
        bytes = attribute<ifaddrmsg>(message, IFA_ADDRESS);
    if (bytes.size() != (info->ifa_family == AF_INET ? 4U : 16U))
        return std::nullopt;

    AddressEvent event;
    event.gone = message.nlmsg_type == RTM_DELADDR;
    event.secondary = (info->ifa_flags & IFA_F_SECONDARY) != 0;
    event.tentative = info->ifa_family == AF_INET6 && (info->ifa_flags & IFA_F_TENTATIVE) != 0;
    event.address.interface = here(static_cast<int>(info->ifa_index));
    event.address.address.address = core::IpAddress::from_bytes(bytes);
    event.address.address.prefix_length = info->ifa_prefixlen;
    event.address.attributes = read_attributes(message, *info, bytes);
    const core::ByteView mark = attribute<ifaddrmsg>(message, IFA_PROTO);
    event.address.marked = mark.size() == 1 && mark[0] == kMark;
    return event;
}

std::optional<Refusal> read_refusal(nlmsghdr& message) {
    if (message.nlmsg_type != NLMSG_ERROR && message.nlmsg_type != NLMSG_DONE)
        return std::nullopt;
    const int* error = header_of<int>(message); // nlmsgerr begins with the error, and DONE has nothing else
    if (error == nullptr || *error >= 0)
        return std::nullopt;
    Refusal refusal{message.nlmsg_seq, -*error, {}};
    if ((message.nlmsg_flags & NLM_F_ACK_TLVS) != 0 && (message.nlmsg_flags & NLM_F_CAPPED) != 0)
        refusal.reason = text(attribute<nlmsgerr>(message, NLMSGERR_ATTR_MSG));
    return refusal;
}

void append_dump_request(core::Bytes& out, std::uint16_t type, std::uint32_t sequence) {
    // Both dumps start with a family, and zeroes mean "all". ifinfomsg is the longer header.
    constexpr std::uint32_t kLength = sizeof(nlmsghdr) + sizeof(ifinfomsg);
    append(out, nlmsghdr{kLength, type, NLM_F_REQUEST | NLM_F_DUMP, sequence, 0});
    append(out, ifinfomsg{});
}

void append_address_request(core::Bytes& out, std::uint32_t sequence,
                            const core::AddressOperation& operation) {
    const bool add = operation.kind == core::AddressOperation::Kind::Add;
    const core::InterfaceAddress& carried = operation.target.address;
    const core::Family family = carried.address.family;
    const core::IpAddress other_end = operation.target.attributes.peer.value_or(carried.address);

    nlmsghdr header{};
    header.nlmsg_type = add ? RTM_NEWADDR : RTM_DELADDR;
    header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | (add ? NLM_F_CREATE | NLM_F_EXCL : 0));
    header.nlmsg_seq = sequence;

    ifaddrmsg info{};
    info.ifa_family = static_cast<std::uint8_t>(native(family));
    info.ifa_prefixlen = carried.prefix_length;
    info.ifa_scope = operation.target.attributes.scope;
    info.ifa_index = static_cast<std::uint32_t>(operation.target.interface.index);

    const std::size_t start = begin_request(out, header, info);
    append_attribute(out, IFA_LOCAL, carried.address.bytes());
    append_attribute(out, IFA_ADDRESS, other_end.bytes());
    if (add)
        append_attributes(out, family, operation.target.attributes);
    end_request(out, start);
}

} // namespace xvrrp::host
