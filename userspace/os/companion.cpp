// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/companion.h"

#include "os/os_error.h"

#include <array>
#include <csignal>
#include <filesystem>

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace xvrrp::os {

namespace {

namespace fs = std::filesystem;

constexpr int kPatienceMs = 1000;

struct Attributes {
    posix_spawnattr_t attributes{};
    posix_spawn_file_actions_t files{};

    Attributes() {
        ::posix_spawnattr_init(&attributes);
        ::posix_spawn_file_actions_init(&files);
    }

    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;

    ~Attributes() {
        ::posix_spawn_file_actions_destroy(&files);
        ::posix_spawnattr_destroy(&attributes);
    }

    void take_ordinary_priority() {
        const sched_param ordinary{};
        ::posix_spawnattr_setschedparam(&attributes, &ordinary);
        ::posix_spawnattr_setschedpolicy(&attributes, SCHED_OTHER);
    }

    void take_default_signals() {
        sigset_t signals;
        sigfillset(&signals);
        ::posix_spawnattr_setsigdefault(&attributes, &signals);
        sigemptyset(&signals);
        ::posix_spawnattr_setsigmask(&attributes, &signals);
    }

    // posix_spawn() copies no memory, and stops only the thread that calls it until the program runs.
    Result<pid_t> start(const std::string& program, char* const* arguments) {
        take_ordinary_priority();
        take_default_signals();
        ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSCHEDULER | POSIX_SPAWN_SETSIGDEF |
                                                    POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
        pid_t pid = 0;
        const int error = ::posix_spawn(&pid, program.c_str(), &files, &attributes, arguments, ::environ);
        if (error != 0)
            return failure(os_error("start " + program, error));
        return pid;
    }
};

} // namespace

Result<Companion> Companion::start(const std::string& program, int at, int shared) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return failure(os_error("start " + program));
    Companion companion{0, Fd(ends[0])};
    const Fd other(ends[1]);
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    Attributes with;
    ::posix_spawn_file_actions_adddup2(&with.files, other.get(), at);
    const Fd apart(shared < 0 ? -1 : ::fcntl(shared, F_DUPFD_CLOEXEC, at + 2)); // not where the socket goes
    if (apart)
        ::posix_spawn_file_actions_adddup2(&with.files, apart.get(), at + 1);
    ::posix_spawn_file_actions_addclosefrom_np(&with.files, at + (apart ? 2 : 1));
    std::string name = fs::path(program).filename();
    std::array<char*, 2> arguments{name.data(), nullptr};
    const auto pid = with.start(program, arguments.data());
    if (!pid)
        return failure(pid.error());
    companion.pid = *pid;
    return companion;
}

Result<> start_alone(std::vector<std::string> arguments) {
    std::vector<char*> words;
    words.reserve(arguments.size() + 1);
    for (auto& each : arguments)
        words.push_back(each.data());
    words.push_back(nullptr);
    Attributes with;
    ::posix_spawn_file_actions_addclosefrom_np(&with.files, STDERR_FILENO + 1);
    if (const auto pid = with.start(arguments.front(), words.data()); !pid)
        return failure(pid.error());
    return {};
}

void Companion::bury(pid_t pid) {
    ::kill(pid, SIGKILL);
    const Fd ended(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    pollfd end{ended.get(), POLLIN, 0};
    ::poll(&end, 1, kPatienceMs);
    ::waitpid(pid, nullptr, WNOHANG);
}

std::string find_companion(const std::string& name) {
    std::error_code error;
    const auto here = fs::read_symlink("/proc/self/exe", error).parent_path();
    for (const auto& path : {here / name, here / "../libexec/xvrrpd" / name}) {
        if (fs::exists(path, error))
            return fs::weakly_canonical(path, error);
    }
    return {};
}

} // namespace xvrrp::os
