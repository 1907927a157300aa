// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/background.h"

#include "daemon/exit_code.h"

#include <array>
#include <utility>

#include <fcntl.h>
#include <paths.h>
#include <sys/wait.h>
#include <unistd.h>

namespace xvrrp::daemon {

os::Fd fork_to_background() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        ::_exit(kExitFatal);
    os::Fd from_child(ends[0]);
    os::Fd to_parent(ends[1]);
    const auto child = ::fork();
    if (child < 0)
        ::_exit(kExitFatal);
    if (child == 0) {
        ::setsid();
        return to_parent;
    }
    to_parent.reset();
    char ready = 0;
    if (::read(from_child.get(), &ready, 1) == 1)
        ::_exit(kExitOk);
    int status = 0;
    ::waitpid(child, &status, 0);
    ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : kExitFatal);
}

void leave_foreground(os::Fd to_parent, StandardError standard_error) {
    const os::Fd nowhere(::open(_PATH_DEVNULL, O_RDWR | O_CLOEXEC));
    for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (nowhere && (file != STDERR_FILENO || standard_error == StandardError::Closed))
            ::dup2(nowhere.get(), file);
    }
    // A failure here needs no handling: the parent then reports a failed start.
    if (::chdir("/") == 0 && ::write(to_parent.get(), "1", 1) == 1)
        to_parent.reset();
}

void open_standard_files() {
    for (int file = ::open(_PATH_DEVNULL, O_RDWR); file >= 0; file = ::open(_PATH_DEVNULL, O_RDWR)) {
        if (file > STDERR_FILENO) {
            ::close(file);
            return;
        }
    }
}

} // namespace xvrrp::daemon
