// SPDX-License-Identifier: GPL-2.0-or-later
#include "support/port.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <utility>

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/socket.h>

namespace xvrrp::test {

namespace {

constexpr std::size_t kLongestFrame = 1 << 16;
constexpr std::size_t kAddresses = 12; // both MAC addresses; a VLAN tag follows them
constexpr int kReceiveBuffer = 64 << 20;

void enable(int fd, int level, int option, int value) {
    EXPECT_EQ(setsockopt(fd, level, option, &value, sizeof value), 0) << std::strerror(errno);
}

void put_back_vlan_tag(core::Bytes& frame, const tpacket_auxdata& aux) {
    if ((aux.tp_status & TP_STATUS_VLAN_VALID) == 0 || frame.size() < kAddresses)
        return;
    core::Bytes tag;
    core::put16(tag, (aux.tp_status & TP_STATUS_VLAN_TPID_VALID) != 0 ? aux.tp_vlan_tpid : ETH_P_8021Q);
    core::put16(tag, aux.tp_vlan_tci);
    frame.insert(frame.begin() + kAddresses, tag.begin(), tag.end());
}

void read_ancillary(msghdr& message, Frame& frame) {
    for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SO_TIMESTAMPNS) {
            timespec at{};
            std::memcpy(&at, CMSG_DATA(part), sizeof at);
            frame.time = std::chrono::system_clock::time_point(std::chrono::seconds(at.tv_sec) +
                                                               std::chrono::nanoseconds(at.tv_nsec));
        }
        if (part->cmsg_level == SOL_PACKET && part->cmsg_type == PACKET_AUXDATA) {
            tpacket_auxdata aux{};
            std::memcpy(&aux, CMSG_DATA(part), sizeof aux);
            put_back_vlan_tag(frame.bytes, aux);
        }
    }
}

} // namespace

Port::Port(const NetNs& netns, const std::string& interface) {
    const Inside inside(netns);
    fd_.reset(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
    EXPECT_TRUE(fd_) << std::strerror(errno);
    enable(fd_.get(), SOL_SOCKET, SO_RCVBUFFORCE, kReceiveBuffer);
    enable(fd_.get(), SOL_SOCKET, SO_TIMESTAMPNS, 1);
    enable(fd_.get(), SOL_PACKET, PACKET_AUXDATA, 1);
    // The socket receives only from here on, and only from this interface.
    sockaddr_ll at{};
    at.sll_family = AF_PACKET;
    at.sll_protocol = htons(ETH_P_ALL);
    at.sll_ifindex = static_cast<int>(if_nametoindex(interface.c_str()));
    EXPECT_GT(at.sll_ifindex, 0) << netns.name() << ": no interface " << interface;
    EXPECT_EQ(bind(fd_.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at), 0) << std::strerror(errno);
    packet_mreq promiscuous{};
    promiscuous.mr_ifindex = at.sll_ifindex;
    promiscuous.mr_type = PACKET_MR_PROMISC;
    setsockopt(fd_.get(), SOL_PACKET, PACKET_ADD_MEMBERSHIP, &promiscuous, sizeof promiscuous);
}

void Port::send(core::ByteView frame) {
    const ssize_t sent = ::send(fd_.get(), frame.data(), frame.size(), 0);
    EXPECT_EQ(sent, static_cast<ssize_t>(frame.size())) << std::strerror(errno);
}

bool Port::receive_one(int flags) {
    static std::array<std::uint8_t, kLongestFrame> buffer;
    alignas(cmsghdr) std::array<std::uint8_t, 256> ancillary;
    sockaddr_ll from{};
    iovec bytes{buffer.data(), buffer.size()};
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof from;
    message.msg_iov = &bytes;
    message.msg_iovlen = 1;
    message.msg_control = ancillary.data();
    message.msg_controllen = ancillary.size();
    const ssize_t length = recvmsg(fd_.get(), &message, flags);
    if (length < 0)
        return errno == ENETDOWN; // this error comes once when the interface goes down
    Frame frame;
    frame.bytes.assign(buffer.begin(), buffer.begin() + length);
    frame.outgoing = from.sll_pkttype == PACKET_OUTGOING;
    read_ancillary(message, frame);
    frames_.push_back(std::move(frame));
    return true;
}

const std::vector<Frame>& Port::frames() {
    while (receive_one(MSG_DONTWAIT)) {
    }
    return frames_;
}

std::vector<Frame> Port::take() {
    frames();
    return std::exchange(frames_, {});
}

std::vector<Frame> Port::matching(const FramePredicate& predicate) {
    std::vector<Frame> found;
    std::ranges::copy_if(frames(), std::back_inserter(found), predicate);
    return found;
}

void Port::clear() {
    frames();
    frames_.clear();
}

std::optional<Frame> Port::wait_for(const FramePredicate& predicate, Duration timeout) {
    const auto end = std::chrono::steady_clock::now() + timeout;
    for (std::size_t seen = 0;;) {
        for (frames(); seen < frames_.size(); ++seen)
            if (predicate(frames_[seen]))
                return frames_[seen];
        const auto left = std::chrono::ceil<Duration>(end - std::chrono::steady_clock::now());
        if (left <= Duration(0))
            return std::nullopt;
        pollfd readable{fd_.get(), POLLIN, 0};
        poll(&readable, 1, static_cast<int>(left.count()));
    }
}

} // namespace xvrrp::test
