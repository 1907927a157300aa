// SPDX-License-Identifier: GPL-2.0-or-later
// The file with the note for the successor of a crash.
#include "daemon/journal.h"
#include "os/whole_file.h"

#include <filesystem>

#include <gtest/gtest.h>

namespace xvrrp::daemon {

namespace {

core::IpAddress ip(const char* text) {
    return core::IpAddress::from_text(text).value();
}

core::Noted of_eth0() {
    return {{{"eth0", {ip("192.0.2.100"), 24}}, {"eth1", {ip("2001:db8::1"), 64}}},
            {{"vrrp.51", "eth0", core::virtual_mac(core::Family::Ipv4, 51)},
             {"vrrp6.52", "eth0", core::virtual_mac(core::Family::Ipv6, 52)}}};
}

// The note's file, removed before and after.
struct File {
    std::string path = testing::TempDir() + "xvrrp_journal_test";

    File() { std::filesystem::remove(path); }

    ~File() { std::filesystem::remove(path); }
};

// A directory can be opened, and cannot be read. So it is with the files of a process that ends meanwhile.
TEST(ReadFile, of_what_opens_and_cannot_be_read_is_nothing) {
    EXPECT_EQ(os::read_file(testing::TempDir()), std::nullopt);
    EXPECT_EQ(os::read_file("/proc/self/no_such_file"), std::nullopt);
    EXPECT_EQ(os::read_file("/dev/null"), "");
    EXPECT_NE(os::read_file("/proc/self/cmdline").value().find('\0'), std::string::npos);
    EXPECT_EQ(Journal(testing::TempDir()).predecessor(), core::Noted{});
}

TEST(Journal, tells_the_successor_of_a_crash_and_of_nobody_else) {
    const File file;
    {
        Journal journal(file.path);
        EXPECT_EQ(journal.predecessor(), core::Noted{});
        EXPECT_TRUE(journal.note(of_eth0()));
    }
    {
        Journal journal(file.path);
        EXPECT_EQ(journal.predecessor(), of_eth0());
        journal.remove();
    }
    EXPECT_EQ(Journal(file.path).predecessor(), core::Noted{});
}

TEST(Journal, has_the_routes_and_rules) {
    const File file;
    core::Noted noted = of_eth0();
    noted.routing = {core::Route{.destination = {ip("203.0.113.0"), 24}, .hops = {{.interface = "eth0"}}},
                     core::Rule{.priority = 5, .table = 7}};
    EXPECT_TRUE(Journal(file.path).note(noted));
    EXPECT_EQ(Journal(file.path).predecessor(), noted);
}

// It tells that its daemon did not leave in an orderly way.
TEST(Journal, is_there_even_if_nothing_may_be_placed) {
    const File file;
    Journal journal(file.path);
    EXPECT_FALSE(journal.is_there());
    EXPECT_TRUE(journal.note({}));
    EXPECT_TRUE(journal.is_there());
    EXPECT_TRUE(Journal(file.path).is_there());
    journal.remove();
    EXPECT_FALSE(Journal(file.path).is_there());
}

TEST(Journal, keeps_what_was_noted_before) {
    const File file;
    Journal journal(file.path);
    EXPECT_TRUE(journal.note({{{"eth0", {ip("192.0.2.100"), 24}}}, {}}));
    EXPECT_TRUE(journal.note({{{"eth0", {ip("192.0.2.101"), 24}}}, {}}));
    EXPECT_EQ(Journal(file.path).predecessor().addresses.size(), 2U);
}

TEST(Journal, keeps_what_two_crashed_daemons_noted) {
    const File file;
    EXPECT_TRUE(Journal(file.path).note({{{"eth0", {ip("192.0.2.100"), 24}}}, {}}));
    EXPECT_TRUE(Journal(file.path).note({{{"eth0", {ip("192.0.2.101"), 24}}}, {}}));
    EXPECT_EQ(Journal(file.path).predecessor().addresses.size(), 2U);
}

TEST(Journal, keeps_its_former_text_as_long_as_the_new_one_is_not_complete) {
    const File file;
    Journal journal(file.path);
    EXPECT_TRUE(journal.note(of_eth0()));
    std::filesystem::create_directory(file.path + ".new");
    const core::Noted more{{{"eth0", {ip("192.0.2.101"), 24}}}, {}};
    EXPECT_FALSE(journal.note(more));
    EXPECT_EQ(Journal(file.path).predecessor(), of_eth0());
    std::filesystem::remove(file.path + ".new");
    EXPECT_TRUE(journal.note(more));
    EXPECT_TRUE(Journal(file.path).predecessor().includes(more));
}

TEST(Journal, says_where_it_cannot_write) {
    Journal journal("/nonexistent/placed");
    const auto noted = journal.note(of_eth0());
    ASSERT_FALSE(noted);
    EXPECT_NE(noted.error().text().find("write down the addresses in /nonexistent/placed"),
              std::string::npos);
}

} // namespace

} // namespace xvrrp::daemon
