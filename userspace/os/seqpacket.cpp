// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/seqpacket.h"

#include "os/os_error.h"
#include "os/peer.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

namespace xvrrp::os {

namespace {

constexpr std::size_t kRoomForFile = CMSG_SPACE(sizeof(int));

// The only descriptor, because there is room for no other one.
Fd file_of(msghdr& message) {
    const auto* header = CMSG_FIRSTHDR(&message);
    if (header == nullptr || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS ||
        header->cmsg_len != CMSG_LEN(sizeof(int)))
        return {};
    int file = -1;
    std::memcpy(&file, CMSG_DATA(header), sizeof file);
    return Fd(file);
}

} // namespace

void wait_at_most(int socket, core::Duration patience) {
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(patience).count();
    const timeval limit{us / 1'000'000, us % 1'000'000};
    for (const int direction : {SO_SNDTIMEO, SO_RCVTIMEO})
        ::setsockopt(socket, SOL_SOCKET, direction, &limit, sizeof limit);
}

Result<Fd> connect_to(const std::string& path, core::Duration patience) {
    const auto doing = "connect to " + path;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return failure(os_error(doing, ENAMETOOLONG));
    std::ranges::copy(path, address.sun_path);
    Fd socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    if (!socket)
        return failure(os_error(doing));
    wait_at_most(socket.get(), patience);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return failure(os_error(doing));
    const auto peer = peer_of(socket.get());
    if (!peer || !peer->may_do_all())
        return failure(Error{doing, "another user than root listens there", {}, EPERM});
    return socket;
}

Result<> send_packet(int socket, const core::Bytes& bytes, int file) {
    iovec part{const_cast<std::uint8_t*>(bytes.data()), bytes.size()};
    alignas(cmsghdr) std::array<char, kRoomForFile> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (file >= 0) {
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        auto* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof file);
        std::memcpy(CMSG_DATA(header), &file, sizeof file);
    }
    if (::sendmsg(socket, &message, MSG_NOSIGNAL) < 0)
        return failure(os_error("send a packet"));
    return {};
}

Result<Packet> receive_packet(int socket, std::size_t most) {
    Packet packet{core::Bytes(most), {}};
    iovec part{packet.bytes.data(), packet.bytes.size()};
    alignas(cmsghdr) std::array<char, kRoomForFile> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const auto size = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (size < 0)
        return failure(os_error("receive a packet"));
    packet.bytes.resize(static_cast<std::size_t>(size));
    packet.file = file_of(message);
    return packet;
}

} // namespace xvrrp::os
