// SPDX-License-Identifier: GPL-2.0-or-later
// What the daemon knows of the scripts of a runner that has died.
#include "runner/groups.h"
#include "runner/process.h"
#include "runner/process_events.h"

#include <xvrrp/runner.h>

#include <csignal>
#include <string>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace xvrrp::runner {

namespace {

using Noted = std::vector<pid_t>;

// Starts a script whose shell has a child, and returns that child.
pid_t start_with_child(Process& process) {
    pollfd output{process.output(), POLLIN, 0};
    EXPECT_EQ(::poll(&output, 1, 10'000), 1);
    return std::stoi(process.outcome_so_far().line);
}

} // namespace

TEST(Groups, that_one_end_notes_are_known_at_the_other) {
    auto daemon = Groups::create();
    auto runner = Groups::open(os::Fd(::dup(daemon.fd())));
    for (const pid_t group : {10, 11, 12})
        runner.add(group);
    runner.remove(11);
    EXPECT_EQ(daemon.take(), (Noted{10, 12}));
    EXPECT_EQ(daemon.take(), Noted{});
    runner.add(13);
    EXPECT_EQ(daemon.take(), Noted{13});
}

TEST(Groups, are_not_noted_where_there_is_no_room_or_no_memory) {
    auto full = Groups::create();
    for (pid_t group = 2; group < XVRRP_RUNNER_MOST_GROUPS + 10; ++group)
        full.add(group);
    EXPECT_EQ(full.take().size(), std::size_t{XVRRP_RUNNER_MOST_GROUPS});
    auto none = Groups::open(os::Fd());
    none.add(10);
    none.remove(10);
    EXPECT_EQ(none.take(), Noted{});
}

TEST(Groups, end_with_all_their_processes) {
    auto process =
        Process::start(Job{.id = 1, .script = {{"/bin/sh", "-c", "sleep 1000 & echo $!; wait"}, {}, {}}});
    ASSERT_TRUE(process);
    const auto child = start_with_child(*process);
    EXPECT_TRUE(names_of(child));
    ::prctl(PR_SET_CHILD_SUBREAPER, 1); // both are ours then, and nobody has to wait for them
    const auto before = ::signal(SIGCHLD, SIG_IGN);
    end_groups({process->group()});
    ::signal(SIGCHLD, before);
    ::prctl(PR_SET_CHILD_SUBREAPER, 0);
    for (int turns = 0; turns < 1000 && names_of(child); ++turns)
        ::poll(nullptr, 0, 10);
    EXPECT_FALSE(names_of(child));
    EXPECT_FALSE(names_of(process->group()));
}

} // namespace xvrrp::runner
