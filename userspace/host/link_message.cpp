// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/link_message.h"

#include "host/netlink_attributes.h"

#include <linux/if.h>
#include <linux/if_link.h>

namespace xvrrp::host {

namespace {

using core::Bytes;
using Kind = core::LinkOperation::Kind;

// The data of each kind of interface.
Bytes data_of(const core::MadeLink& link) {
    Bytes data;
    if (!link.ipvlan) {
        append_attribute(data, IFLA_MACVLAN_MODE, bytes_of(std::uint32_t{MACVLAN_MODE_PRIVATE}));
        return data;
    }
    append_attribute(data, IFLA_IPVLAN_MODE, bytes_of(std::uint16_t{IPVLAN_MODE_L2}));
    append_attribute(data, IFLA_IPVLAN_FLAGS, bytes_of(static_cast<std::uint16_t>(*link.ipvlan)));
    return data;
}

void append_description(Bytes& out, const core::MadeLink& link, core::InterfaceIndex base) {
    append_text(out, IFLA_IFNAME, link.name);
    append_attribute(out, IFLA_LINK, bytes_of(base.index));
    if (!link.ipvlan)
        append_attribute(out, IFLA_ADDRESS, link.mac.octets);
    Bytes info;
    append_text(info, IFLA_INFO_KIND, kind_of(link));
    append_attribute(info, IFLA_INFO_DATA, data_of(link));
    append_attribute(out, IFLA_LINKINFO, info);
}

} // namespace

void append_link_request(Bytes& out, std::uint32_t sequence, const core::LinkOperation& operation) {
    nlmsghdr header{};
    header.nlmsg_type = operation.kind == Kind::Remove ? RTM_DELLINK : RTM_NEWLINK;
    header.nlmsg_flags = static_cast<std::uint16_t>(
        NLM_F_REQUEST | (operation.kind == Kind::Create ? NLM_F_CREATE | NLM_F_EXCL : 0));
    header.nlmsg_seq = sequence;
    ifinfomsg info{};
    if (operation.kind != Kind::Create)
        info.ifi_index = operation.index.index;
    if (operation.kind == Kind::Raise)
        info.ifi_flags = info.ifi_change = IFF_UP;
    const std::size_t start = begin_request(out, header, info);
    if (operation.kind == Kind::Create)
        append_description(out, operation.target, operation.index);
    if (operation.kind == Kind::Join)
        append_attribute(out, IFLA_MASTER, bytes_of(operation.vrf.index));
    end_request(out, start);
}

} // namespace xvrrp::host
