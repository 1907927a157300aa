// SPDX-License-Identifier: GPL-2.0-or-later
// A program that a test runs. It is started, signalled and waited for, and never left behind.
#pragma once

#include "os/fd.h"

#include <chrono>
#include <csignal>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace xvrrp::test {

using Duration = std::chrono::milliseconds;

// Nothing that is waited for should take this long. A loaded machine that builds beside the tests does.
inline constexpr Duration kPatience = std::chrono::seconds(20);

// Asks again every few milliseconds, and returns the last answer.
bool wait_until(const std::function<bool()>& predicate, Duration timeout = kPatience);

class Process {
public:
    // network is the file of a network namespace, or empty for our own. The process starts in a group of its
    // own and dies with us. If it cannot be started, it exits with 127.
    explicit Process(const std::vector<std::string>& command, const std::string& network = {});
    Process(Process&& other) noexcept;
    Process& operator=(Process&&) = delete;
    ~Process(); // kill()

    pid_t pid() const { return pid_; }

    bool running() { return !wait(Duration(0)); }

    void signal(int number) const; // only to the process itself

    void terminate() const { signal(SIGTERM); }

    void stop() const { signal_group(SIGSTOP); } // with its children, like a machine that hangs

    void resume() const { signal_group(SIGCONT); }

    void kill(); // with its children; all are gone when this returns

    // Returns the exit status, 128 + signal if a signal ended it, or nothing if it still runs at the end of
    // the time.
    std::optional<int> wait(Duration timeout = kPatience);
    // Returns the standard output and standard error so far.
    std::string output() const;
    bool says(const std::string& text, Duration timeout = kPatience) const;

private:
    void signal_group(int number) const;

    os::Fd output_;
    pid_t pid_ = -1;
    std::optional<int> status_;
};

struct Finished {
    int status = 0;
    std::string output;
};

} // namespace xvrrp::test
