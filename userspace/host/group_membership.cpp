// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/group_membership.h"

#include "os/os_error.h"

#include <xvrrp/protocol.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include <linux/filter.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace xvrrp::host {

namespace {

using core::Family;

// The names of the same things in IPv4 and IPv6.
struct Vocabulary {
    int domain;
    int level;
    int multicast_all;
    int limit_reached; // the errno of a socket that has no room for another membership
    const char* room;  // the remedy if a fresh socket has no room either
};

const Vocabulary& words(Family family) {
    static constexpr Vocabulary kIpv4{AF_INET, IPPROTO_IP, IP_MULTICAST_ALL, ENOBUFS,
                                      "see sysctl net.ipv4.igmp_max_memberships"};
    static constexpr Vocabulary kIpv6{AF_INET6, IPPROTO_IPV6, IPV6_MULTICAST_ALL, ENOMEM,
                                      "see sysctl net.core.optmem_max"};
    return family == Family::Ipv4 ? kIpv4 : kIpv6;
}

// The raw socket keeps the stack from answering. Its filter is attached before it can take a packet.
Result<os::Fd> open_deaf_socket(Family family, int protocol = VRRP_IP_PROTOCOL) {
    const auto& of = words(family);
    os::Fd fd(socket(of.domain, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol));
    if (!fd)
        return failure(
            os::os_error("open a raw socket for VRRP", errno, errno == EPERM ? "needs CAP_NET_RAW" : ""));
    sock_filter refuse = BPF_STMT(BPF_RET | BPF_K, 0);
    const sock_fprog program{1, &refuse};
    if (setsockopt(fd.get(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) < 0)
        return failure(os::os_error("attach a filter to the raw socket for VRRP"));
    const int off = 0;
    if (setsockopt(fd.get(), of.level, of.multicast_all, &off, sizeof off) < 0)
        return failure(os::os_error("restrict the raw socket for VRRP to its own groups"));
    return fd;
}

enum class Change { Join, Leave };

int change(const core::IpAddress& group, const os::Fd& fd, Change what, core::InterfaceIndex index) {
    const bool join = what == Change::Join;
    if (group.family == Family::Ipv4) {
        ip_mreqn request{};
        std::memcpy(&request.imr_multiaddr, group.bytes().data(), sizeof request.imr_multiaddr);
        request.imr_ifindex = index.index;
        return setsockopt(fd.get(), IPPROTO_IP, join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP, &request,
                          sizeof request);
    }
    ipv6_mreq request{};
    std::memcpy(&request.ipv6mr_multiaddr, group.bytes().data(), sizeof request.ipv6mr_multiaddr);
    request.ipv6mr_interface = static_cast<unsigned>(index.index);
    return setsockopt(fd.get(), IPPROTO_IPV6, join ? IPV6_JOIN_GROUP : IPV6_LEAVE_GROUP, &request,
                      sizeof request);
}

} // namespace

Result<> GroupMembership::keep_quiet(Family family) {
    if (std::ranges::find(sockets_, family, &Socket::family) != sockets_.end())
        return {};
    auto fd = open_deaf_socket(family);
    if (!fd)
        return failure(fd.error());
    sockets_.push_back({family, std::move(*fd)});
    return {};
}

Result<> GroupMembership::keep_quiet_for_ah() {
    if (ah_)
        return {};
    auto fd = open_deaf_socket(Family::Ipv4, VRRP_AH_IP_PROTOCOL);
    if (!fd)
        return failure(fd.error());
    ah_ = std::move(*fd);
    return {};
}

Result<> GroupMembership::join(const core::IpAddress& group, core::InterfaceIndex index,
                               const std::string& interface) {
    const bool is_member = std::ranges::any_of(
        members_, [&](const Member& member) { return member.group == group && member.index == index; });
    if (is_member)
        return {};
    const auto& of = words(group.family);
    const std::string doing = "join the VRRP group " + group.text() + " on " + interface;
    // The last socket nearly always has room. The others have the room that leave() has freed.
    for (std::size_t i = sockets_.size(); i-- > 0;) {
        if (sockets_[i].family != group.family)
            continue;
        if (change(group, sockets_[i].fd, Change::Join, index) == 0) {
            members_.push_back({group, index, i});
            return {};
        }
        if (errno != of.limit_reached)
            return failure(os::os_error(doing));
    }
    auto fd = open_deaf_socket(group.family);
    if (!fd)
        return failure(fd.error());
    if (change(group, *fd, Change::Join, index) < 0)
        return failure(os::os_error(doing, errno, errno == of.limit_reached ? of.room : ""));
    sockets_.push_back({group.family, std::move(*fd)});
    members_.push_back({group, index, sockets_.size() - 1});
    return {};
}

void GroupMembership::leave_all_but(const std::vector<core::IpAddress>& needed, core::InterfaceIndex index) {
    std::erase_if(members_, [&](const Member& member) {
        if (member.index != index || std::ranges::find(needed, member.group) != needed.end())
            return false;
        change(member.group, sockets_[member.socket].fd, Change::Leave, index);
        return true;
    });
}

} // namespace xvrrp::host
