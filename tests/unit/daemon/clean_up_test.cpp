// SPDX-License-Identifier: GPL-2.0-or-later
// What follows from the end of the service, and the locks of those who start and those who clean up.
#include "daemon/clean_up.h"
#include "daemon/exit_code.h"
#include "daemon/single_instance.h"

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

namespace xvrrp::daemon {

namespace {

using core::CleanUpWhen;

struct RuntimeDirectory {
    std::string path = testing::TempDir() + "xvrrp_clean_up_test";

    RuntimeDirectory() { std::filesystem::remove_all(path); }

    ~RuntimeDirectory() { std::filesystem::remove_all(path); }
};

TEST(ServiceEnd, that_no_start_would_help_against_is_final) {
    for (const auto* status : {"2", "4", "6"})
        EXPECT_EQ(when_after({"exited", status}), CleanUpWhen::WhenOver) << status;
}

TEST(ServiceEnd, is_final_where_the_unit_says_so) {
    std::ifstream unit(XVRRP_UNIT);
    std::string last;
    for (std::string line; std::getline(unit, line);) {
        if (line.starts_with("RestartPreventExitStatus="))
            last = line;
    }
    std::string ours = "RestartPreventExitStatus=";
    for (const auto code : kNotRestarted)
        ours += std::to_string(code) + (code == kNotRestarted.back() ? "" : " ");
    EXPECT_EQ(last, ours);
}

TEST(ServiceEnd, that_is_followed_by_a_start_or_by_an_orderly_one_leaves_the_lease_to_the_successor) {
    for (const auto& [code, status] : {std::pair{"exited", "0"},
                                       {"exited", "1"},
                                       {"exited", "22"},
                                       {"killed", "KILL"},
                                       {"killed", "2"},
                                       {"dumped", "SEGV"},
                                       {"", ""}})
        EXPECT_EQ(when_after({code, status}), CleanUpWhen::IfOver) << code << ' ' << status;
}

TEST(HoldStarts, of_a_directory_that_is_not_there_holds_nothing_and_makes_nothing) {
    const RuntimeDirectory directory;
    const auto held = hold_starts(directory.path);
    ASSERT_TRUE(held);
    EXPECT_FALSE(*held);
    EXPECT_FALSE(std::filesystem::exists(directory.path));
}

TEST(HoldStarts, is_refused_beside_a_daemon_and_not_after_it) {
    const RuntimeDirectory directory;
    {
        const auto daemon = lock_runtime_dir(directory.path);
        ASSERT_TRUE(daemon);
        const auto held = hold_starts(directory.path);
        ASSERT_FALSE(held);
        EXPECT_EQ(held.error().code, EBUSY);
        EXPECT_NE(held.error().text().find("as process " + std::to_string(::getpid())), std::string::npos);
    }
    EXPECT_TRUE(hold_starts(directory.path));
}

TEST(HoldStarts, lets_a_daemon_start_when_it_ends) {
    const RuntimeDirectory directory;
    std::filesystem::create_directories(directory.path);
    std::optional<Result<os::Fd>> held(hold_starts(directory.path));
    ASSERT_TRUE(held->has_value());
    std::atomic<bool> started = false;
    std::thread daemon([&] { started = lock_runtime_dir(directory.path).has_value(); });
    EXPECT_FALSE(started);
    held.reset();
    daemon.join();
    EXPECT_TRUE(started);
}

} // namespace

} // namespace xvrrp::daemon
