// SPDX-License-Identifier: GPL-2.0-or-later
#include "support/process.h"

#include <cerrno>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace xvrrp::test {

namespace {

constexpr int kNotStarted = 127;

// Runs between fork and exec, so it allocates nothing and only makes system calls.
[[noreturn]] void become(char* const* arguments, const char* network, int output) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpgid(0, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    if (*network != '\0' && setns(open(network, O_RDONLY | O_CLOEXEC), CLONE_NEWNET) < 0)
        _exit(kNotStarted);
    dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    execvp(arguments[0], arguments);
    dprintf(STDERR_FILENO, "%s: errno %d\n", arguments[0], errno);
    _exit(kNotStarted);
}

int meaning(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

bool wait_until(const std::function<bool()>& predicate, Duration timeout) {
    const auto end = std::chrono::steady_clock::now() + timeout;
    while (!predicate()) {
        if (std::chrono::steady_clock::now() >= end)
            return predicate();
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

Process::Process(const std::vector<std::string>& command, const std::string& network)
    : output_(memfd_create("output", MFD_CLOEXEC)) {
    // The file is opened for appending, so that every process of the group writes at the end.
    fcntl(output_.get(), F_SETFL, O_APPEND);
    std::vector<char*> arguments;
    for (const auto& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    pid_ = fork();
    if (pid_ == 0)
        become(arguments.data(), network.c_str(), output_.get());
    if (pid_ > 0)
        setpgid(pid_, pid_); // in the parent and in the child, because either may run first
    else
        status_ = kNotStarted;
}

Process::Process(Process&& other) noexcept
    : output_(std::move(other.output_)), pid_(std::exchange(other.pid_, -1)), status_(other.status_) {}

Process::~Process() {
    kill();
}

void Process::signal(int number) const {
    if (pid_ > 0 && !status_)
        ::kill(pid_, number);
}

void Process::signal_group(int number) const {
    if (pid_ > 0)
        ::kill(-pid_, number);
}

void Process::kill() {
    signal_group(SIGKILL); // also to children that outlived it
    wait();
}

std::optional<int> Process::wait(Duration timeout) {
    const auto ended = [this] {
        int status = 0;
        if (!status_ && pid_ > 0 && waitpid(pid_, &status, WNOHANG) == pid_)
            status_ = meaning(status);
        return status_.has_value() || pid_ < 0;
    };
    wait_until(ended, timeout);
    return status_;
}

std::string Process::output() const {
    struct stat file {};

    fstat(output_.get(), &file);
    std::string text(static_cast<std::size_t>(file.st_size), '\0');
    const ssize_t length = pread(output_.get(), text.data(), text.size(), 0);
    text.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
    return text;
}

bool Process::says(const std::string& text, Duration timeout) const {
    return wait_until([&] { return output().find(text) != std::string::npos; }, timeout);
}

} // namespace xvrrp::test
