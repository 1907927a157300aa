// SPDX-License-Identifier: GPL-2.0-or-later
// Scripts as processes: what they get, how they end, and what is kept of what they write.
#include "runner/process.h"

#include <xvrrp/runner.h>

#include <algorithm>
#include <array>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

namespace xvrrp::runner {

namespace {

using End = core::RunOutcome::End;

constexpr int kPatienceMs = 10'000;

Process started(std::vector<std::string> arguments) {
    auto process = Process::start(Job{.id = 1, .script = {std::move(arguments), {}, {}}});
    EXPECT_TRUE(process) << (process ? "" : process.error().text());
    return std::move(*process);
}

// The account is the one that the tests run as, so that they need no root.
core::RunOutcome outcome(Process process) {
    pollfd ended{process.pidfd(), POLLIN, 0};
    EXPECT_EQ(::poll(&ended, 1, kPatienceMs), 1);
    return process.outcome(false);
}

core::RunOutcome shell(const std::string& script) {
    return outcome(started({"/bin/sh", "-c", script}));
}

} // namespace

TEST(Process, tells_how_the_script_ended) {
    EXPECT_EQ(shell("exit 0"), (core::RunOutcome{End::Exited, 0, {}}));
    EXPECT_EQ(shell("exit 255"), (core::RunOutcome{End::Exited, 255, {}}));
    EXPECT_EQ(shell("kill -9 $$"), (core::RunOutcome{End::Killed, 9, {}}));
}

TEST(Process, gives_each_argument_as_it_is) {
    EXPECT_EQ(outcome(started({"/bin/sh", "-c", "echo \"$0|$1|$2\"", "a b", "", "$HOME"})).line,
              "a b||$HOME");
}

TEST(Process, tells_why_a_program_cannot_be_started) {
    const auto missing = outcome(started({"/nonexistent/x"}));
    EXPECT_EQ(missing.end, End::NotStarted);
    EXPECT_EQ(missing.line, "run /nonexistent/x: No such file or directory");
    EXPECT_EQ(outcome(started({"/etc/passwd"})).line, "run /etc/passwd: Permission denied");
}

TEST(Process, tells_of_a_user_or_group_that_does_not_exist) {
    for (const auto& [user, group, reason] : std::initializer_list<std::array<std::string, 3>>{
             {"nobody-such", "", "find user nobody-such: there is no such user"},
             {"root", "nogroup-such", "find group nogroup-such: there is no such group"}}) {
        auto process = Process::start(Job{.id = 1, .script = {{"/bin/true"}, user, group}});
        ASSERT_TRUE(process);
        EXPECT_EQ(outcome(std::move(*process)).line, reason);
    }
}

TEST(Process, has_a_session_of_its_own_no_open_files_and_a_clean_environment) {
    ::setenv("LD_PRELOAD_OF_OURS", "1", 1);
    EXPECT_EQ(shell("[ \"$(ps -o sid= -p $$ | tr -d ' ')\" = $$ ] && echo own").line, "own");
    EXPECT_EQ(shell("ls /proc/self/fd | tr '\\n' ' '").line, "0 1 2 3 ") << "the last one is that of ls";
    EXPECT_EQ(shell("env | cut -d= -f1 | grep -v -e _ -e PWD -e SHLVL | sort | tr '\\n' ' '").line,
              "HOME LOGNAME PATH USER ");
    EXPECT_EQ(shell("pwd; umask").line, "0022");
    EXPECT_EQ(shell("[ -z \"$LD_PRELOAD_OF_OURS\" ] && pwd").line, "/");
}

TEST(Process, has_the_usual_limit_of_open_files) {
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit raised{before.rlim_max, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &raised), 0);
    EXPECT_EQ(shell("ulimit -Sn").line, std::to_string(std::min<rlim_t>(1024, before.rlim_max)));
    EXPECT_EQ(shell("ulimit -Hn").line, std::to_string(before.rlim_max));
    ::setrlimit(RLIMIT_NOFILE, &before);
}

TEST(Process, keeps_the_last_line_of_megabytes) {
    auto process = started({"/bin/sh", "-c", "yes 0123456789 | head -c 3000000; echo; echo the end >&2"});
    pollfd both[] = {{process.pidfd(), POLLIN, 0}, {process.output(), POLLIN, 0}};
    while (::poll(both, 2, kPatienceMs) > 0 && !(both[0].revents & POLLIN))
        process.read_output();
    EXPECT_EQ(process.outcome(false).line, "the end");
}

TEST(Process, is_ended_with_all_of_its_group) {
    auto process = started({"/bin/sh", "-c", "sleep 1000 & echo $!; wait"});
    pollfd output{process.output(), POLLIN, 0};
    ASSERT_EQ(::poll(&output, 1, kPatienceMs), 1);
    process.read_output();
    process.terminate();
    pollfd ended{process.pidfd(), POLLIN, 0};
    ASSERT_EQ(::poll(&ended, 1, kPatienceMs), 1);
    const auto end = process.outcome(true);
    EXPECT_EQ(end.end, End::TimedOut);
    const auto child = std::stoi(end.line);
    const auto gone = [&] {
        char state = 0;
        if (FILE* stat = ::fopen(("/proc/" + end.line + "/stat").c_str(), "r")) {
            if (::fscanf(stat, "%*d (%*[^)]) %c", &state) != 1)
                state = 0;
            ::fclose(stat);
        }
        return state == 0 || state == 'Z';
    };
    for (int turns = 0; turns < 1000 && !gone(); ++turns)
        ::poll(nullptr, 0, 10);
    EXPECT_TRUE(gone()) << child;
}

TEST(LastLine, is_the_last_one_with_something_in_it) {
    LastLine line;
    line.add("first\nsec");
    EXPECT_EQ(line.text(), "sec");
    line.add("ond\n\n");
    EXPECT_EQ(line.text(), "second");
}

TEST(LastLine, is_bounded_and_has_no_control_characters) {
    LastLine line;
    line.add("a\tb\x1b[0m\r");
    EXPECT_EQ(line.text(), "a b [0m ");
    for (int i = 0; i < 1000; ++i)
        line.add("0123456789");
    EXPECT_EQ(line.text().size(), static_cast<std::size_t>(XVRRP_RUNNER_LINE_MAX));
}

} // namespace xvrrp::runner
