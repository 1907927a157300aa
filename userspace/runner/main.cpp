// SPDX-License-Identifier: GPL-2.0-or-later
// xvrrp-runner runs scripts and sends mails for xvrrpd, which starts it itself or asks the service manager for it by a
// connection. It is no program for people.
#include "os/scheduling.h"
#include "runner/runner.h"

#include <xvrrp/runner.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <utility>

#include <fcntl.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

namespace {

bool is_socket(int fd) {
    int type = 0;
    socklen_t size = sizeof type;
    return ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}

} // namespace

int main() {
    if (!is_socket(XVRRP_RUNNER_SOCKET)) {
        std::cerr << "xvrrp-runner runs scripts for xvrrpd, which starts it or its socket\n";
        return EXIT_FAILURE;
    }
    static_assert(XVRRP_RUNNER_SOCKET == SD_LISTEN_FDS_START);
    const bool is_service = ::sd_listen_fds(0) > 0;
    ::fcntl(XVRRP_RUNNER_SOCKET, F_SETFD, FD_CLOEXEC);
    ::fcntl(XVRRP_RUNNER_SOCKET, F_SETFL, 0); // no answer may be lost where there is no room for it
    auto groups = xvrrp::runner::Groups::open(xvrrp::os::Fd(is_service ? -1 : XVRRP_RUNNER_GROUPS));
    auto watchdog = xvrrp::runner::Watchdog::from_environment();
    // It ends with the daemon, which still needs it while both are asked to stop.
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGPIPE})
        ::signal(signal, SIG_IGN);
    ::clearenv();
    ::setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
    // A runner that is started later is the child of a daemon with a processor and a nice value of its own.
    xvrrp::os::be_ordinary();
    // A script must not be what the kernel spares when memory is short.
    std::ofstream("/proc/self/oom_score_adj") << 0;
    const auto code = xvrrp::runner::Runner::run(XVRRP_RUNNER_SOCKET, std::move(groups), std::move(watchdog));
    if (code)
        return *code;
    std::cerr << code.error().text() << '\n';
    return EXIT_FAILURE;
}
