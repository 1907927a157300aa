// SPDX-License-Identifier: GPL-2.0-or-later
#include "runner/process.h"

#include "os/os_error.h"

#include <xvrrp/runner.h>

#include <algorithm>
#include <array>
#include <csignal>

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace xvrrp::runner {

namespace {

// A script that writes without end takes a bounded part of a turn.
constexpr int kReadsPerTurn = 16;
constexpr std::size_t kReadSize = 4096;

struct Pipe {
    os::Fd read;
    os::Fd write;
};

Result<Pipe> open_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return failure(os::os_error("open a pipe"));
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return Pipe{os::Fd(ends[0]), os::Fd(ends[1])};
}

// Returns nothing at the end of the file, and an empty text if there is nothing more for now.
std::optional<std::string> read_some(int fd) {
    std::array<char, kReadSize> piece{};
    const auto size = ::read(fd, piece.data(), piece.size());
    if (size > 0)
        return std::string(piece.data(), static_cast<std::size_t>(size));
    return size < 0 && (errno == EAGAIN || errno == EINTR) ? std::optional<std::string>("") : std::nullopt;
}

const std::string& name(const Job& job) {
    return job.script.arguments.front();
}

std::string name(const Delivery& delivery) {
    return "a mail by " + delivery.mail.server;
}

std::string name_of(const Task& task) {
    return std::visit([](const auto& each) -> std::string { return name(each); }, task);
}

} // namespace

void LastLine::add(std::string_view piece) {
    for (const char each : piece) {
        if (each == '\n') {
            if (!line_.empty())
                last_ = std::exchange(line_, {});
        } else if (line_.size() < XVRRP_RUNNER_LINE_MAX) {
            line_ += static_cast<unsigned char>(each) < ' ' || each == '\x7f' ? ' ' : each;
        }
    }
}

Result<Process> Process::start(const Task& task) {
    auto output = open_pipe();
    if (!output)
        return failure(output.error());
    auto trouble = open_pipe();
    if (!trouble)
        return failure(trouble.error());
    const auto pid = ::fork();
    if (pid < 0)
        return failure(os::os_error("start " + name_of(task)));
    if (pid == 0)
        become(task, output->write.get(), trouble->write.get());
    os::Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (!pidfd) {
        auto error = os::os_error("watch " + name_of(task));
        ::kill(pid, SIGKILL);
        ::waitpid(pid, nullptr, 0);
        return failure(std::move(error));
    }
    return Process(pid, std::move(pidfd), std::move(output->read), std::move(trouble->read));
}

bool Process::read_output() {
    for (int reads = 0; reads < kReadsPerTurn; ++reads) {
        const auto piece = read_some(output_.get());
        if (!piece)
            return false;
        if (piece->empty())
            return true;
        line_.add(*piece);
    }
    return true;
}

// The child leads a process group only once it has called setsid().
void Process::terminate() const {
    if (::kill(-pid_, SIGTERM) != 0)
        ::kill(pid_, SIGTERM);
}

void Process::kill() const {
    if (::kill(-pid_, SIGKILL) != 0)
        ::kill(pid_, SIGKILL);
}

core::RunOutcome Process::outcome_so_far() {
    read_output();
    return {core::RunOutcome::End::TimedOut, 0, line_.text()};
}

core::RunOutcome Process::outcome(bool timed_out) {
    using End = core::RunOutcome::End;
    read_output();
    if (timed_out)
        kill(); // its process group may have others left
    int status = 0;
    ::waitpid(pid_, &status, 0);
    if (const auto reason = read_some(trouble_.get()); reason && !reason->empty())
        return {End::NotStarted, 0, *reason};
    if (timed_out)
        return {End::TimedOut, 0, line_.text()};
    if (WIFSIGNALED(status))
        return {End::Killed, WTERMSIG(status), line_.text()};
    return {End::Exited, WEXITSTATUS(status), line_.text()};
}

} // namespace xvrrp::runner
