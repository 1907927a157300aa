// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/client.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace xvrrp::tools {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kLongestLine = 1U << 20U;
constexpr std::size_t kReplyLimit = 256U << 20U; // 4000 virtual routers need about 8 MiB

struct Socket {
    explicit Socket(int descriptor) : fd(descriptor) {}

    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    Socket(Socket&&) = delete;
    Socket& operator=(Socket&&) = delete;

    ~Socket() {
        if (fd >= 0)
            ::close(fd);
    }

    int fd;
};

const char* remedy(int code) {
    switch (code) {
    case EACCES:
    case EPERM:
        return "ask as root; the group of --control-group may read the status too";
    case ETIMEDOUT:
        return "it is stopped or busy; look at its log";
    case EPIPE:
    case ECONNRESET:
        return "it closed the connection; look at its log";
    case ENAMETOOLONG:
        return "use a shorter --runtime-dir";
    default:
        return "is the daemon running? with another --runtime-dir?";
    }
}

Exchange no_daemon(const std::string& path, int code) {
    return {{},
            "no xvrrpd answers on " + path + ": " + std::generic_category().message(code) + " (" +
                remedy(code) + ")"};
}

// Returns 0 if fd is ready for events before the deadline, otherwise an errno value.
int wait_for(int fd, short events, Clock::time_point deadline) {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
        pollfd ready{fd, events, 0};
        const int count = ::poll(&ready, 1, static_cast<int>(std::max<decltype(left)>(left, 0)));
        if (count > 0)
            return 0;
        if (count == 0)
            return ETIMEDOUT;
        if (errno != EINTR)
            return errno;
    }
}

int send_all(int fd, std::string_view rest, Clock::time_point deadline) {
    while (!rest.empty()) {
        const ssize_t sent = ::send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent >= 0)
            rest.remove_prefix(static_cast<std::size_t>(sent));
        else if (errno != EAGAIN && errno != EINTR)
            return errno;
        else if (const int late = wait_for(fd, POLLOUT, deadline))
            return late;
    }
    return 0;
}

int receive_all(int fd, std::string& bytes, Clock::time_point deadline) {
    std::array<char, 65536> chunk{};
    while (bytes.size() < kReplyLimit) {
        if (const int late = wait_for(fd, POLLIN, deadline))
            return late;
        const ssize_t received = ::recv(fd, chunk.data(), chunk.size(), 0);
        if (received == 0)
            return 0;
        if (received > 0)
            bytes.append(chunk.data(), static_cast<std::size_t>(received));
        else if (errno != EAGAIN && errno != EINTR)
            return errno;
    }
    return EMSGSIZE;
}

// Returns a connected descriptor, or -1 and an errno value in code.
int connect_to(const std::string& socket_path, int& code) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket_path.size() >= sizeof address.sun_path) {
        code = ENAMETOOLONG;
        return -1;
    }
    std::memcpy(address.sun_path, socket_path.data(), socket_path.size());
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd >= 0 && ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return fd;
    code = errno;
    if (fd >= 0)
        ::close(fd);
    return -1;
}

// Hands over the whole lines and keeps the rest. Returns false if take wants no more.
bool take_lines(std::string& bytes, const TakeLine& take) {
    std::size_t done = 0;
    bool more = true;
    for (auto end = bytes.find('\n'); more && end != std::string::npos; end = bytes.find('\n', done)) {
        more = take(std::string_view(bytes).substr(done, end - done));
        done = end + 1;
    }
    bytes.erase(0, done);
    return more;
}

} // namespace

Exchange exchange(const std::string& socket_path, std::string_view request,
                  std::chrono::milliseconds timeout) {
    const auto deadline = Clock::now() + timeout;
    int code = 0;
    const Socket socket{connect_to(socket_path, code)};
    if (code != 0)
        return no_daemon(socket_path, code);

    Exchange done;
    code = send_all(socket.fd, request, deadline);
    if (code == 0)
        code = receive_all(socket.fd, done.bytes, deadline);
    return code == 0 ? done : no_daemon(socket_path, code);
}

std::string follow(const std::string& socket_path, std::string_view request,
                   std::chrono::milliseconds timeout, const TakeLine& take) {
    int code = 0;
    const Socket socket{connect_to(socket_path, code)};
    if (code == 0)
        code = send_all(socket.fd, request, Clock::now() + timeout);
    std::string bytes;
    std::array<char, 65536> chunk{};
    while (code == 0 && bytes.size() < kLongestLine) {
        pollfd ready{socket.fd, POLLIN, 0};
        if (::poll(&ready, 1, -1) < 0 && errno != EINTR)
            code = errno;
        const ssize_t received = ::recv(socket.fd, chunk.data(), chunk.size(), 0);
        if (received == 0)
            return "xvrrpd on " + socket_path + " closed the connection (did it stop? look at its log)";
        if (received < 0 && errno != EAGAIN && errno != EINTR)
            code = errno;
        bytes.append(chunk.data(), static_cast<std::size_t>(std::max<ssize_t>(received, 0)));
        if (!take_lines(bytes, take))
            return {};
    }
    return no_daemon(socket_path, code == 0 ? EMSGSIZE : code).failure;
}

} // namespace xvrrp::tools
