// SPDX-License-Identifier: GPL-2.0-or-later
// Sends useless adverts as fast as one process can, and prints their number: adverts with a wrong checksum, a
// TTL of 64 or an unknown VRID, cut ones, and valid ones that lose. All but the valid ones would win if they
// were believed.
// Usage: flood INTERFACE SOURCE SECONDS LAST_VRID (for VRID 1 to LAST_VRID; the unknown one is 255)
#include "os/fd.h"
#include "support/packet.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>

namespace xvrrp::test {

namespace {

constexpr std::uint8_t kUnknownVrid = 255;
constexpr std::uint8_t kWins = 254;
constexpr std::uint8_t kLoses = 1;
constexpr core::Centiseconds kInterval{10};

std::vector<Bytes> frames(const IpAddress& source, unsigned last_vrid) {
    std::vector<Bytes> all;
    const Ethernet ethernet{.source = {{0x02, 0, 0, 0, 0, 0x66}}, .pad_to = 60};
    for (unsigned vrid = 1; vrid <= last_vrid; ++vrid) {
        const Vrrp wins{.vrid = static_cast<std::uint8_t>(vrid), .priority = kWins, .interval = kInterval};
        auto wrong = wins;
        wrong.checksum = 1;
        auto unknown = wins;
        unknown.vrid = kUnknownVrid;
        auto loses = wins;
        loses.priority = kLoses;
        all.push_back(ethernet / Ipv4{.source = source} / wrong);
        all.push_back(ethernet / Ipv4{.source = source, .ttl = 64} / wins);
        all.push_back(ethernet / Ipv4{.source = source} / unknown);
        all.push_back(cut(Ethernet{} / Ipv4{.source = source} / wins, 40));
        all.push_back(ethernet / Ipv4{.source = source} / loses);
    }
    return all;
}

os::Fd open_socket(const char* interface) {
    os::Fd fd(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
    sockaddr_ll at{};
    at.sll_family = AF_PACKET;
    at.sll_ifindex = static_cast<int>(if_nametoindex(interface));
    const int bypass = 1;
    if (!fd || at.sll_ifindex == 0 ||
        bind(fd.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 ||
        setsockopt(fd.get(), SOL_PACKET, PACKET_QDISC_BYPASS, &bypass, sizeof bypass) != 0)
        return {};
    return fd;
}

std::uint64_t send_for(int fd, std::vector<Bytes> all, std::chrono::seconds duration) {
    std::vector<iovec> parts;
    for (auto& frame : all)
        parts.push_back({frame.data(), frame.size()});
    std::vector<mmsghdr> messages(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    const auto end = std::chrono::steady_clock::now() + duration;
    std::uint64_t sent = 0;
    while (std::chrono::steady_clock::now() < end) {
        const int count = sendmmsg(fd, messages.data(), static_cast<unsigned>(messages.size()), 0);
        if (count < 0 && errno != ENOBUFS && errno != EINTR)
            break;
        sent += static_cast<std::uint64_t>(std::max(count, 0));
    }
    return sent;
}

int run(const char* interface, const char* source, const char* seconds, const char* last_vrid) {
    const auto address = IpAddress::from_text(source);
    const auto fd = open_socket(interface);
    if (!address || !fd) {
        std::fprintf(stderr, "flood: send from %s on %s: %s\n", source, interface, std::strerror(errno));
        return 1;
    }
    const auto sent = send_for(fd.get(), frames(*address, static_cast<unsigned>(std::stoul(last_vrid))),
                               std::chrono::seconds(std::stoul(seconds)));
    std::printf("%llu\n", static_cast<unsigned long long>(sent));
    return sent > 0 ? 0 : 1;
}

} // namespace

} // namespace xvrrp::test

int main(int argc, char** argv) {
    if (argc != 5) {
        std::fputs("usage: flood INTERFACE SOURCE SECONDS LAST_VRID\n", stderr);
        return 2;
    }
    return xvrrp::test::run(argv[1], argv[2], argv[3], argv[4]);
}
