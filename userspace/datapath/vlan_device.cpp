// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/vlan_device.h"

#include "datapath/route_attributes.h"
#include "os/fd.h"

#include <linux/if_link.h>
#include <linux/if_vlan.h>
#include <sys/socket.h>

namespace xvrrp::datapath {

namespace {

constexpr std::size_t kLongestAnswer = 1 << 15;

} // namespace

bool says_tag_in_frames(core::ByteView answer) {
    const auto* message = reinterpret_cast<const nlmsghdr*>(answer.data());
    const auto left = static_cast<unsigned>(answer.size());
    if (!NLMSG_OK(message, left) || message->nlmsg_type != RTM_NEWLINK ||
        message->nlmsg_len < NLMSG_LENGTH(sizeof(ifinfomsg)))
        return false;
    const auto* about = static_cast<const ifinfomsg*>(NLMSG_DATA(message));
    const auto link =
        attributes<IFLA_LINKINFO + 1>(IFLA_RTA(about), message->nlmsg_len - NLMSG_LENGTH(sizeof *about));
    const auto info = nested<IFLA_INFO_DATA + 1>(link[IFLA_LINKINFO]);
    if (text_of(info[IFLA_INFO_KIND]) != "vlan" || !info[IFLA_INFO_DATA])
        return false;
    // The attribute is a struct ifla_vlan_flags, which begins with the flags. Without any flag the kernel leaves it out.
    const auto* flags = nested<IFLA_VLAN_FLAGS + 1>(info[IFLA_INFO_DATA])[IFLA_VLAN_FLAGS];
    return !flags || (number_of(flags) & VLAN_FLAG_REORDER_HDR) == 0;
}

bool leaves_tag_in_frames(int ifindex) {
    struct {
        nlmsghdr header{};
        ifinfomsg about{};
    } request;

    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = RTM_GETLINK;
    request.header.nlmsg_flags = NLM_F_REQUEST;
    request.about.ifi_index = ifindex;
    const os::Fd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    if (!socket || send(socket.get(), &request, sizeof request, 0) < 0)
        return false;
    core::Bytes answer(kLongestAnswer);
    const auto length = recv(socket.get(), answer.data(), answer.size(), 0);
    return length > 0 && says_tag_in_frames({answer.data(), static_cast<std::size_t>(length)});
}

} // namespace xvrrp::datapath
