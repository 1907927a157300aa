// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/packet_socket.h"

#include "os/os_error.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <sys/socket.h>

namespace xvrrp::host {

namespace {

constexpr std::size_t kChunk = 256;
constexpr int kPacketBuffer = 8 << 20;
constexpr int kPatience = 5; // the waits of a millisecond that one call of send() may spend
constexpr std::size_t kMacSize = 6;
constexpr std::size_t kEthernetHeader = 14;

struct Message {
    sockaddr_ll to{};
    iovec bytes{};
};

// sendmsg does not write through iov_base, which has a mutable type only because recvmsg shares it.
void address(Message& message, const OutgoingFrame& outgoing) {
    message.to.sll_family = AF_PACKET;
    message.to.sll_ifindex = outgoing.interface.index;
    if (outgoing.frame.size() >= kEthernetHeader) {
        message.to.sll_halen = kMacSize;
        std::memcpy(message.to.sll_addr, outgoing.frame.data(), kMacSize);
        std::memcpy(&message.to.sll_protocol, &outgoing.frame[2 * kMacSize], sizeof message.to.sll_protocol);
    }
    message.bytes.iov_base = const_cast<std::uint8_t*>(outgoing.frame.data());
    message.bytes.iov_len = outgoing.frame.size();
}

// Returns how many frames the kernel took, from the first on, or -1 and errno if it refused the first one.
int send_chunk(int fd, std::span<const OutgoingFrame> frames) {
    std::array<Message, kChunk> messages;
    std::array<mmsghdr, kChunk> headers{};
    const std::size_t count = std::min(frames.size(), kChunk);
    for (std::size_t i = 0; i < count; ++i) {
        address(messages[i], frames[i]);
        headers[i].msg_hdr.msg_name = &messages[i].to;
        headers[i].msg_hdr.msg_namelen = sizeof messages[i].to;
        headers[i].msg_hdr.msg_iov = &messages[i].bytes;
        headers[i].msg_hdr.msg_iovlen = 1;
    }
    return sendmmsg(fd, headers.data(), static_cast<unsigned>(count), MSG_DONTWAIT);
}

// EAGAIN means that our send buffer is full. ENOBUFS means that the interface's queue is full, for which no
// descriptor can be polled.
void wait_for_room(int fd, int code) {
    pollfd writable{fd, POLLOUT, 0};
    poll(&writable, code == EAGAIN ? 1 : 0, 1);
}

} // namespace

Result<PacketSocket> PacketSocket::open() {
    os::Fd fd(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd)
        return failure(
            os::os_error("open a packet socket", errno, errno == EPERM ? "needs CAP_NET_RAW" : ""));
    if (setsockopt(fd.get(), SOL_SOCKET, SO_SNDBUFFORCE, &kPacketBuffer, sizeof kPacketBuffer) < 0)
        setsockopt(fd.get(), SOL_SOCKET, SO_SNDBUF, &kPacketBuffer, sizeof kPacketBuffer);
    return PacketSocket(std::move(fd));
}

std::vector<SendError> PacketSocket::send(std::span<const OutgoingFrame> frames) {
    std::vector<SendError> errors;
    int patience = kPatience;
    while (!frames.empty()) {
        const int sent = send_chunk(fd_.get(), frames);
        if (sent > 0) {
            frames = frames.subspan(static_cast<std::size_t>(sent));
            continue;
        }
        const int code = errno;
        if (code == EINTR)
            continue;
        if ((code == EAGAIN || code == ENOBUFS) && patience-- > 0) {
            wait_for_room(fd_.get(), code);
            continue;
        }
        const auto interface = frames.front().interface;
        errors.push_back(
            {interface, os::os_error("send on interface index " + std::to_string(interface.index), code)});
        frames = frames.subspan(1);
    }
    return errors;
}

} // namespace xvrrp::host
