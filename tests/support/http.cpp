// SPDX-License-Identifier: GPL-2.0-or-later
#include "support/http.h"

#include <array>
#include <cstdlib>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace xvrrp::test {

HttpReply http_get(const NetNs& netns, std::uint16_t port, const std::string& path) {
    const Inside inside(netns);
    const os::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{10, 0};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return {};
    const auto request = "GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n";
    ::send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL);
    std::string said;
    std::array<char, 65536> buffer{};
    for (ssize_t got = 0; (got = ::recv(socket.get(), buffer.data(), buffer.size(), 0)) > 0;)
        said.append(buffer.data(), static_cast<std::size_t>(got));
    const auto end = said.find("\r\n\r\n");
    if (!said.starts_with("HTTP/1.") || end == std::string::npos)
        return {};
    return {std::atoi(said.c_str() + 9), said.substr(0, end), said.substr(end + 4)};
}

} // namespace xvrrp::test
