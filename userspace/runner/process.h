// SPDX-License-Identifier: GPL-2.0-or-later
// A script that runs, or a mail that is sent: its process, and the last line that it wrote.
//
// A script has a session and a process group of its own, the account of its user, no file of ours open but the pipe for its
// output, a clean environment, and "/" as its directory.
#pragma once

#include "core/result.h"
#include "core/script.h"
#include "os/fd.h"
#include "runner/become.h"

#include <string>

#include <sys/types.h>

namespace xvrrp::runner {

// The last line of a text that comes in pieces, cut to XVRRP_RUNNER_LINE_MAX. Control characters become blanks.
class LastLine {
public:
    void add(std::string_view piece);

    // The last line that is not empty.
    std::string text() const { return line_.empty() ? last_ : line_; }

private:
    std::string line_; // the line that has not ended yet
    std::string last_;
};

class Process {
public:
    // An error is one of ours: no process or no pipe could be made. Whatever the new process itself finds, such as a
    // program that does not exist, is told by outcome().
    static Result<Process> start(const Task& task);

    int pidfd() const { return pidfd_.get(); }

    int output() const { return output_.get(); }

    pid_t group() const { return pid_; }

    // output() is readable. Returns false at its end.
    bool read_output();
    void terminate() const;
    void kill() const;
    // It still runs, and its time is over.
    core::RunOutcome outcome_so_far();
    // The process has ended: pidfd() is readable.
    core::RunOutcome outcome(bool timed_out);

private:
    Process(pid_t pid, os::Fd pidfd, os::Fd output, os::Fd trouble)
        : pid_(pid), pidfd_(std::move(pidfd)), output_(std::move(output)), trouble_(std::move(trouble)) {}

    pid_t pid_;
    os::Fd pidfd_;
    os::Fd output_;
    os::Fd trouble_; // the reason why the program was not started
    LastLine line_;
};

} // namespace xvrrp::runner
