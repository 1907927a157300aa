// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/netlink_channel.h"

#include "os/os_error.h"

#include <algorithm>

#include <linux/rtnetlink.h>
#include <netlink/errno.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <sys/socket.h>

namespace xvrrp::host {

namespace {

constexpr int kReceiveBuffer = 8 << 20; // about 20000 changes of addresses
constexpr int kSendBuffer = 128 << 10;
constexpr std::size_t kDatagram = 64 << 10;
constexpr std::size_t kRefusalCost = 2048; // more than the kernel charges a receive buffer for one refusal

void set_option(int fd, int level, int option, int value) {
    setsockopt(fd, level, option, &value, sizeof value);
}

// The number of requests that may all be refused without the loss of a refusal.
std::size_t refusals_that_fit(const Channel& channel) {
    int bytes = 0;
    socklen_t length = sizeof bytes;
    getsockopt(channel.fd(), SOL_SOCKET, SO_RCVBUF, &bytes, &length);
    return std::max<std::size_t>(1, static_cast<std::size_t>(bytes) / kRefusalCost);
}

// rtnetlink works through a datagram within sendmsg, so all refusals are there when sendmsg returns.
void send_chunk(Channel& channel, const Batch& batch, std::size_t begin, std::size_t end,
                const core::Bytes& requests) {
    const std::uint32_t first = channel.sequence + 1;
    channel.sequence += static_cast<std::uint32_t>(end - begin);
    const auto outcome_unknown = [&](const Error& error) {
        for (auto index = begin; index < end; ++index)
            batch.unknown(index, error);
    };
    if (auto sent = send_requests(channel, requests, "change " + batch.what); !sent)
        return outcome_unknown(sent.error());
    for (;;) {
        const auto read = read_datagram(channel, [&](nlmsghdr& message) {
            const auto refusal = read_refusal(message);
            const std::size_t index = refusal ? begin + (refusal->sequence - first) : end;
            if (index < end)
                batch.refused(index, *refusal);
        });
        if (!read)
            return outcome_unknown(read.error());
        if (*read == Read::Lost)
            return outcome_unknown(
                os::os_error("learn which changes of " + batch.what + " were refused", ENOBUFS));
        if (*read == Read::Nothing)
            return;
    }
}

} // namespace

void FreeSocket::operator()(nl_sock* socket) const {
    nl_socket_free(socket);
}

int Channel::fd() const {
    return nl_socket_get_fd(socket.get());
}

std::uint32_t Channel::port() const {
    return nl_socket_get_local_port(socket.get());
}

Result<Channel> open_channel() {
    Channel channel;
    channel.buffer.resize(kDatagram);
    channel.socket.reset(nl_socket_alloc());
    if (!channel.socket)
        return failure(os::os_error("open a netlink socket", ENOMEM));
    if (const int error = nl_connect(channel.socket.get(), NETLINK_ROUTE); error < 0)
        return failure(Error{"open a netlink socket", nl_geterror(error), {}, 0});
    const int fd = channel.fd();
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBuffer, sizeof kReceiveBuffer) < 0)
        set_option(fd, SOL_SOCKET, SO_RCVBUF, kReceiveBuffer);
    set_option(fd, SOL_SOCKET, SO_SNDBUF, kSendBuffer);
    set_option(fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
    set_option(fd, SOL_NETLINK, NETLINK_CAP_ACK, 1);
    return channel;
}

Result<> subscribe(const Channel& channel, std::initializer_list<int> groups, const std::string& doing) {
    for (const int group : groups) {
        if (const int error = nl_socket_add_memberships(channel.socket.get(), group, RTNLGRP_NONE); error < 0)
            return failure(Error{doing, nl_geterror(error), {}, 0});
    }
    return {};
}

Result<Read> read_datagram(Channel& channel, const std::function<void(nlmsghdr&)>& take) {
    core::Bytes& buffer = channel.buffer;
    sockaddr_nl sender{};
    socklen_t sender_length = sizeof sender;
    const ssize_t length = recvfrom(channel.fd(), buffer.data(), buffer.size(), MSG_DONTWAIT | MSG_TRUNC,
                                    reinterpret_cast<sockaddr*>(&sender), &sender_length);
    if (length < 0 && errno == EAGAIN)
        return Read::Nothing;
    if (length < 0 && errno == ENOBUFS)
        return Read::Lost;
    if (length < 0)
        return failure(os::os_error("read from netlink"));
    if (static_cast<std::size_t>(length) > buffer.size())
        return Read::Lost;
    if (sender.nl_pid != 0)
        return Read::Datagram; // the sender is not the kernel
    int left = static_cast<int>(length);
    for (auto* message = reinterpret_cast<nlmsghdr*>(buffer.data()); nlmsg_ok(message, left) != 0;
         message = nlmsg_next(message, &left))
        take(*message);
    return Read::Datagram;
}

Result<> send_requests(const Channel& channel, const core::Bytes& requests, const std::string& doing) {
    sockaddr_nl kernel{};
    kernel.nl_family = AF_NETLINK;
    while (sendto(channel.fd(), requests.data(), requests.size(), 0,
                  reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel) < 0)
        if (errno != EINTR)
            return failure(os::os_error(doing));
    return {};
}

void send_batch(Channel& channel, const Batch& batch) {
    const std::size_t most = refusals_that_fit(channel);
    core::Bytes requests;
    for (std::size_t begin = 0, end = 0; begin < batch.count; begin = end) {
        requests.clear();
        while (end < batch.count && end - begin < most && requests.size() + batch.longest <= kDatagram) {
            const auto sequence = channel.sequence + 1 + static_cast<std::uint32_t>(end - begin);
            batch.append(requests, sequence, end++);
        }
        send_chunk(channel, batch, begin, end, requests);
    }
}

} // namespace xvrrp::host
