// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/doctor/passage.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>

#include <netinet/in.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

namespace xvrrp::tools {

namespace {

constexpr int kVrrp = 112;
constexpr int kOneHop = 1;
constexpr std::chrono::milliseconds kPatience{200};

// Version 15, type 15 and VRID 0 do not exist. The number tells it from any other packet.
using Packet = std::array<std::uint8_t, 16>;

Packet packet() {
    Packet out{0xff};
    if (::getrandom(out.data() + 2, out.size() - 2, 0) < 0)
        out.back() = 1;
    return out;
}

class Socket {
public:
    explicit Socket(int family) : number_(::socket(family, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, kVrrp)) {}

    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    ~Socket() {
        if (number_ >= 0)
            ::close(number_);
    }

    int get() const { return number_; }

private:
    int number_;
};

struct Loopback {
    explicit Loopback(bool six) : size(six ? sizeof(sockaddr_in6) : sizeof(sockaddr_in)) {
        if (six) {
            auto* its = reinterpret_cast<sockaddr_in6*>(&address);
            its->sin6_family = AF_INET6;
            its->sin6_addr = IN6ADDR_LOOPBACK_INIT;
        } else {
            auto* its = reinterpret_cast<sockaddr_in*>(&address);
            its->sin_family = AF_INET;
            its->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        }
    }

    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address); }

    sockaddr_storage address{};
    socklen_t size;
};

// An IPv4 raw socket gets the IP header too.
bool arrives(const Socket& listener, const Packet& sent) {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + kPatience;
    for (auto left = kPatience; left.count() > 0;
         left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now())) {
        pollfd wait{listener.get(), POLLIN, 0};
        if (::poll(&wait, 1, static_cast<int>(left.count())) <= 0)
            return false;
        std::array<std::uint8_t, 256> got{};
        const auto size = ::recv(listener.get(), got.data(), got.size(), 0);
        if (size >= static_cast<ssize_t>(sent.size()) &&
            std::equal(sent.begin(), sent.end(), got.begin() + size - static_cast<ssize_t>(sent.size())))
            return true;
    }
    return false;
}

} // namespace

Passage passage_over_lo(const std::string& family) {
    const bool six = family == "ipv6";
    const Socket listener(six ? AF_INET6 : AF_INET);
    const Socket sender(six ? AF_INET6 : AF_INET);
    const Loopback here(six);
    if (listener.get() < 0 || sender.get() < 0 || ::bind(listener.get(), here.get(), here.size) != 0 ||
        ::setsockopt(sender.get(), six ? IPPROTO_IPV6 : IPPROTO_IP, six ? IPV6_UNICAST_HOPS : IP_TTL,
                     &kOneHop, sizeof kOneHop) != 0 ||
        ::setsockopt(sender.get(), SOL_SOCKET, SO_BINDTODEVICE, "lo", 3) != 0)
        return Passage::Unknown;
    const auto sent = packet();
    if (::sendto(sender.get(), sent.data(), sent.size(), 0, here.get(), here.size) < 0)
        return errno == EPERM ? Passage::NotSent : Passage::Unknown;
    return arrives(listener, sent) ? Passage::Free : Passage::NotReceived;
}

} // namespace xvrrp::tools
