// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/unicast_socket.h"

#include "os/os_error.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>

namespace xvrrp::host {

namespace {

using core::Family;

constexpr std::size_t kChunk = 256;
constexpr int kDatagramBuffer = 4 << 20;
constexpr std::size_t kSourceIpv4 = 12; // the offset of the source in an IPv4 header
constexpr std::size_t kSourceIpv6 = 8;

union Destination {
    sockaddr_in ipv4;
    sockaddr_in6 ipv6;
};

struct Message {
    Destination to{};
    iovec bytes{};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(in6_pktinfo))> control{};
};

Result<os::Fd> open_family(int domain) {
    os::Fd fd(socket(domain, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_RAW));
    if (!fd)
        return failure(os::os_error("open a raw socket for unicast adverts", errno,
                                    errno == EPERM ? "needs CAP_NET_RAW" : ""));
    const int on = 1;
    const int done = domain == AF_INET ? setsockopt(fd.get(), IPPROTO_IP, IP_HDRINCL, &on, sizeof on)
                                       : setsockopt(fd.get(), IPPROTO_IPV6, IPV6_HDRINCL, &on, sizeof on);
    if (done < 0)
        return failure(os::os_error("let a raw socket take IP headers"));
    if (setsockopt(fd.get(), SOL_SOCKET, SO_SNDBUFFORCE, &kDatagramBuffer, sizeof kDatagramBuffer) < 0)
        setsockopt(fd.get(), SOL_SOCKET, SO_SNDBUF, &kDatagramBuffer, sizeof kDatagramBuffer);
    return fd;
}

template <class Info>
void put_control(msghdr& header, Message& message, int level, int type, const Info& info) {
    header.msg_control = message.control.data();
    header.msg_controllen = CMSG_SPACE(sizeof info);
    cmsghdr* control = CMSG_FIRSTHDR(&header);
    control->cmsg_level = level;
    control->cmsg_type = type;
    control->cmsg_len = CMSG_LEN(sizeof info);
    std::memcpy(CMSG_DATA(control), &info, sizeof info);
}

void address_ipv4(msghdr& header, Message& message, const OutgoingPacket& outgoing) {
    message.to.ipv4.sin_family = AF_INET;
    std::memcpy(&message.to.ipv4.sin_addr, outgoing.destination.bytes().data(), sizeof(in_addr));
    header.msg_namelen = sizeof message.to.ipv4;
    in_pktinfo info{};
    std::memcpy(&info.ipi_spec_dst, &outgoing.packet[kSourceIpv4], sizeof info.ipi_spec_dst);
    put_control(header, message, IPPROTO_IP, IP_PKTINFO, info);
}

void address_ipv6(msghdr& header, Message& message, const OutgoingPacket& outgoing) {
    message.to.ipv6.sin6_family = AF_INET6;
    std::memcpy(&message.to.ipv6.sin6_addr, outgoing.destination.bytes().data(), sizeof(in6_addr));
    if (outgoing.destination.is_link_local())
        message.to.ipv6.sin6_scope_id = static_cast<std::uint32_t>(outgoing.scope.index);
    header.msg_namelen = sizeof message.to.ipv6;
    in6_pktinfo info{};
    std::memcpy(&info.ipi6_addr, &outgoing.packet[kSourceIpv6], sizeof info.ipi6_addr);
    put_control(header, message, IPPROTO_IPV6, IPV6_PKTINFO, info);
}

// sendmsg does not write through iov_base, which has a mutable type only because recvmsg shares it.
void fill(msghdr& header, Message& message, const OutgoingPacket& outgoing) {
    message.bytes = {const_cast<std::uint8_t*>(outgoing.packet.data()), outgoing.packet.size()};
    header.msg_name = &message.to;
    header.msg_iov = &message.bytes;
    header.msg_iovlen = 1;
    if (outgoing.destination.family == Family::Ipv4)
        address_ipv4(header, message, outgoing);
    else
        address_ipv6(header, message, outgoing);
}

// Returns how many packets the kernel took, from the first on, or -1 and errno if it refused the first one.
int send_chunk(int fd, std::span<const OutgoingPacket> packets) {
    std::array<Message, kChunk> messages;
    std::array<mmsghdr, kChunk> headers{};
    const std::size_t count = std::min(packets.size(), kChunk);
    for (std::size_t i = 0; i < count; ++i)
        fill(headers[i].msg_hdr, messages[i], packets[i]);
    return sendmmsg(fd, headers.data(), static_cast<unsigned>(count), MSG_DONTWAIT);
}

void send_family(const os::Fd& fd, std::span<const OutgoingPacket> packets,
                 std::vector<UnicastError>& errors) {
    while (!packets.empty()) {
        const int sent = send_chunk(fd.get(), packets);
        if (sent > 0) {
            packets = packets.subspan(static_cast<std::size_t>(sent));
            continue;
        }
        const int code = errno;
        if (code == EINTR)
            continue;
        const auto& destination = packets.front().destination;
        errors.push_back({destination, os::os_error("send to " + destination.text(), code)});
        packets = packets.subspan(1);
    }
}

std::size_t header_size(Family family) {
    return family == Family::Ipv4 ? 20 : 40;
}

} // namespace

Result<UnicastSocket> UnicastSocket::open() {
    auto ipv4 = open_family(AF_INET);
    if (!ipv4)
        return failure(ipv4.error());
    auto ipv6 = open_family(AF_INET6);
    if (!ipv6 && ipv6.error().code != EAFNOSUPPORT)
        return failure(ipv6.error());
    return UnicastSocket(std::move(*ipv4), ipv6 ? std::move(*ipv6) : os::Fd());
}

std::vector<UnicastError> UnicastSocket::send(std::span<const OutgoingPacket> packets) {
    std::vector<UnicastError> errors;
    for (const auto family : {Family::Ipv4, Family::Ipv6}) {
        std::vector<OutgoingPacket> mine;
        for (const auto& each : packets) {
            if (each.destination.family != family)
                continue;
            if (each.packet.size() >= header_size(family))
                mine.push_back(each);
            else
                errors.push_back(
                    {each.destination, os::os_error("send to " + each.destination.text(), EINVAL)});
        }
        send_family(family == Family::Ipv4 ? ipv4_ : ipv6_, mine, errors);
    }
    return errors;
}

} // namespace xvrrp::host
