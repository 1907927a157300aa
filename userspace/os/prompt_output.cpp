// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/prompt_output.h"

#include <algorithm>
#include <cerrno>
#include <climits>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace xvrrp::os {

namespace {

bool has_room(int fd) {
    pollfd ready{fd, POLLOUT, 0};
    return ::poll(&ready, 1, 0) == 1 && (ready.revents & POLLOUT) != 0;
}

} // namespace

// A socket cannot be opened again, but send() knows MSG_DONTWAIT. A regular file has no reader, so writing to
// it does not wait. Any other file that cannot be opened again is polled for room before each write.
PromptOutput PromptOutput::to(int fd) {
    struct stat status {};

    if (::fstat(fd, &status) != 0 || S_ISREG(status.st_mode))
        return {Kind::File, fd, {}, {}};
    if (S_ISSOCK(status.st_mode))
        return {Kind::Socket, fd, {}, {}};
    const auto name = "/proc/self/fd/" + std::to_string(fd);
    os::Fd again(::open(name.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!again)
        return {Kind::Pollable, fd, {}, {}};
    const int number = again.get();
    return {Kind::File, number, std::move(again), {}};
}

PromptOutput PromptOutput::to_socket(std::string path) {
    return {Kind::Datagrams, -1, {}, std::move(path)};
}

bool PromptOutput::put(std::string_view text) {
    if (!put_rest())
        return false;
    const auto written = write(text);
    if (written < 0)
        return false;
    rest_ = text.substr(static_cast<std::size_t>(written));
    return true;
}

bool PromptOutput::put_rest() {
    if (rest_.empty())
        return true;
    if (const auto written = write(rest_); written > 0)
        rest_.erase(0, static_cast<std::size_t>(written));
    return rest_.empty();
}

long PromptOutput::write(std::string_view text) {
    switch (kind_) {
    case Kind::Pollable:
        // a pipe that poll() reports as writable takes this much without waiting
        return has_room(fd_) ? ::write(fd_, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF)) : -1;
    case Kind::File:
        return ::write(fd_, text.data(), text.size());
    case Kind::Socket:
        return ::send(fd_, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    case Kind::Datagrams:
        break;
    }
    for (int attempt = 0; attempt < 2; ++attempt) {
        if (!owned_ && !connect())
            return -1;
        const auto sent = ::send(fd_, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent >= 0 || errno == EAGAIN)
            return sent;
        owned_.reset(); // the reader was restarted, so the next write connects again
    }
    return -1;
}

bool PromptOutput::connect() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(address.sun_path, sizeof address.sun_path - 1);
    owned_.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    fd_ = owned_.get();
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return true;
    owned_.reset();
    return false;
}

} // namespace xvrrp::os
