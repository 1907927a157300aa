// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/named_pipe.h"

#include "os/os_error.h"

#include <cerrno>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace xvrrp::os {

namespace {

// The default is 64 kB, which the lines of a few thousand instances fill. The kernel takes memory only for what waits.
constexpr int kSize = 1 << 20;

constexpr mode_t kMode = 0600;

constexpr int kOpen = O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;

// A daemon with few capabilities may not open the pipe of another user, but it may own it for a moment.
Fd open_as_owner(const std::string& path) {
    const Fd place(::open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));

    struct stat there {};

    constexpr auto kSameGroup = static_cast<gid_t>(-1);
    if (!place || ::fstat(place.get(), &there) != 0 || !S_ISFIFO(there.st_mode) ||
        ::fchownat(place.get(), "", ::geteuid(), kSameGroup, AT_EMPTY_PATH) != 0)
        return {};
    Fd fd(::open(("/proc/self/fd/" + std::to_string(place.get())).c_str(), kOpen));
    if (::fchownat(place.get(), "", there.st_uid, kSameGroup, AT_EMPTY_PATH) != 0)
        return {};
    return fd;
}

Result<Fd> open_pipe(const std::string& path) {
    struct stat status {};

    if (::lstat(path.c_str(), &status) != 0)
        return failure(os_error("open " + path));
    if (!S_ISFIFO(status.st_mode))
        return failure(Error{"open " + path, "it is there, and it is no named pipe",
                             "remove it, or use another path", ENOTSUP});
    Fd fd(::open(path.c_str(), kOpen | O_NOFOLLOW));
    if (!fd && errno == EACCES)
        fd = open_as_owner(path);
    if (!fd)
        return failure(os_error("open " + path));
    if (::fstat(fd.get(), &status) != 0 || !S_ISFIFO(status.st_mode))
        return failure(Error{"open " + path, "somebody replaced it", {}, ENOTSUP});
    return fd;
}

} // namespace

Result<Owner> find_owner(const std::string& user, const std::string& group) {
    Owner owner{::geteuid(), ::getegid()};
    if (!user.empty()) {
        const auto* account = ::getpwnam(user.c_str());
        if (account == nullptr)
            return failure(Error{"find user " + user, "there is no such user", {}, ENOENT});
        owner = {account->pw_uid, account->pw_gid};
    }
    if (!group.empty()) {
        const auto* found = ::getgrnam(group.c_str());
        if (found == nullptr)
            return failure(Error{"find group " + group, "there is no such group", {}, ENOENT});
        owner.group = found->gr_gid;
    }
    return owner;
}

Result<NamedPipe> NamedPipe::open(const std::string& path, const Owner& owner) {
    const bool made = ::mkfifo(path.c_str(), kMode) == 0;
    if (!made && errno != EEXIST)
        return failure(os_error("make the named pipe " + path));
    auto fd = open_pipe(path);
    if (!fd)
        return failure(fd.error());
    if (made && (::fchmod(fd->get(), kMode) != 0 || ::fchown(fd->get(), owner.user, owner.group) != 0)) {
        auto error = os_error("give " + path + " to its user");
        ::unlink(path.c_str());
        return failure(std::move(error));
    }
    ::fcntl(fd->get(), F_SETPIPE_SZ, kSize); // a smaller one does as well
    return NamedPipe(std::move(*fd));
}

// The kernel writes up to PIPE_BUF bytes at once or not at all.
bool NamedPipe::put(std::string_view text) const {
    return text.size() <= kMostAtOnce &&
           ::write(fd_.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

bool NamedPipe::is_still_at(const std::string& path) const {
    struct stat ours {};

    struct stat there {};

    return ::fstat(fd_.get(), &ours) == 0 && ::lstat(path.c_str(), &there) == 0 &&
           ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

} // namespace xvrrp::os
