// SPDX-License-Identifier: GPL-2.0-or-later
#include "runner/process_table.h"

#include <gtest/gtest.h>

namespace xvrrp::runner {

namespace {

using Changes = std::vector<std::pair<JobId, std::size_t>>;

core::ProcessNames program(const std::string& name) {
    return {name, {"/bin/" + name}};
}

} // namespace

TEST(ProcessTable, tells_the_first_number_and_each_that_changes) {
    ProcessTable table;
    table.add(1, {"nginx"});
    EXPECT_EQ(table.take_changes(), (Changes{{1, 0}}));
    EXPECT_EQ(table.take_changes(), Changes{});
    EXPECT_TRUE(table.see(10, program("nginx")));
    EXPECT_TRUE(table.see(11, program("nginx")));
    EXPECT_FALSE(table.see(12, program("haproxy")));
    EXPECT_EQ(table.take_changes(), (Changes{{1, 2}}));
    table.gone(10);
    table.gone(12);
    EXPECT_EQ(table.take_changes(), (Changes{{1, 1}}));
}

TEST(ProcessTable, counts_a_process_once_and_not_when_it_becomes_another_program) {
    ProcessTable table;
    table.add(1, {"nginx"});
    table.see(10, program("nginx"));
    table.see(10, program("nginx"));
    EXPECT_EQ(table.take_changes(), (Changes{{1, 1}}));
    EXPECT_FALSE(table.see(10, program("sleep")));
    EXPECT_EQ(table.take_changes(), (Changes{{1, 0}}));
}

TEST(ProcessTable, tells_nothing_of_a_process_that_came_and_went_between) {
    ProcessTable table;
    table.add(1, {"nginx"});
    table.take_changes();
    table.see(10, program("nginx"));
    table.gone(10);
    EXPECT_EQ(table.take_changes(), Changes{});
}

TEST(ProcessTable, keeps_only_the_processes_that_a_look_at_all_has_found) {
    ProcessTable table;
    table.add(1, {"nginx"});
    for (const pid_t pid : {10, 11, 12})
        table.see(pid, program("nginx"));
    table.keep_only({11});
    EXPECT_EQ(table.take_changes(), (Changes{{1, 1}}));
}

TEST(ProcessTable, counts_one_process_for_each_watch_that_it_matches) {
    ProcessTable table;
    table.add(1, {"nginx"});
    table.add(2, {"/bin/nginx"});
    table.see(10, program("nginx"));
    EXPECT_EQ(table.take_changes(), (Changes{{1, 1}, {2, 1}}));
    table.forget(1);
    table.gone(10);
    EXPECT_EQ(table.take_changes(), (Changes{{2, 0}}));
    table.forget(2);
    EXPECT_TRUE(table.empty());
}

} // namespace xvrrp::runner
