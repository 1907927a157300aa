// SPDX-License-Identifier: GPL-2.0-or-later
// The notes of a daemon for the successor of a crash.
#include "daemon/journal.h"

#include <filesystem>

#include <gtest/gtest.h>

namespace xvrrp::daemon {

namespace {

core::IpAddress ip(const char* text) {
    return core::IpAddress::from_text(text).value();
}

Noted of_eth0() {
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

TEST(Noted, is_read_as_it_was_written) {
    EXPECT_EQ(text(of_eth0()), "address eth0 192.0.2.100 24\naddress eth1 2001:db8::1 64\n"
                               "macvlan vrrp.51 eth0 4 51\nmacvlan vrrp6.52 eth0 6 52\n");
    EXPECT_EQ(read_noted(text(of_eth0())), of_eth0());
}

TEST(Noted, leaves_out_what_makes_no_sense) {
    EXPECT_EQ(read_noted("address eth0 192.0.2.100\naddress eth0 here 24\nmacvlan vrrp.51 eth0\nother\n\n"),
              Noted{});
}

TEST(Noted, is_all_that_the_virtual_routers_may_place_and_where) {
    core::VirtualRouterConfig plain;
    plain.interface = "eth0";
    plain.addresses = {{ip("192.0.2.100"), 24}};
    plain.excluded = {{ip("198.51.100.1"), 32, "eth1"}};
    auto virtual_mac = plain;
    virtual_mac.vrid = 51;
    virtual_mac.vmac = core::VirtualMac{"vrrp.51", false};
    virtual_mac.excluded.clear();
    const core::Configs routers{std::make_shared<const core::VirtualRouterConfig>(plain),
                                std::make_shared<const core::VirtualRouterConfig>(virtual_mac)};
    const core::VirtualAddress fixed{ip("203.0.113.1"), 24, "eth2"};
    EXPECT_EQ(text(placeable(routers, std::span(&fixed, 1))),
              "address eth0 192.0.2.100 24\naddress eth1 198.51.100.1 32\naddress eth2 203.0.113.1 24\n"
              "address vrrp.51 192.0.2.100 24\nmacvlan vrrp.51 eth0 4 51\n");
}

TEST(Journal, tells_the_successor_of_a_crash_and_of_nobody_else) {
    const File file;
    {
        Journal journal(file.path);
        EXPECT_EQ(journal.predecessor(), Noted{});
        EXPECT_TRUE(journal.note(of_eth0()));
    }
    {
        Journal journal(file.path);
        EXPECT_EQ(journal.predecessor(), of_eth0());
        journal.remove();
    }
    EXPECT_EQ(Journal(file.path).predecessor(), Noted{});
}

TEST(Journal, keeps_what_was_noted_before) {
    const File file;
    Journal journal(file.path);
    EXPECT_TRUE(journal.note({{{"eth0", {ip("192.0.2.100"), 24}}}, {}}));
    EXPECT_TRUE(journal.note({{{"eth0", {ip("192.0.2.101"), 24}}}, {}}));
    EXPECT_EQ(Journal(file.path).predecessor().addresses.size(), 2U);
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
