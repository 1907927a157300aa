// SPDX-License-Identifier: GPL-2.0-or-later
// The bytes that journald gets, and how the daemon knows that it writes to journald.
#include "daemon/journal_entry.h"

#include <gtest/gtest.h>

namespace xvrrp::daemon {

using namespace std::string_literals;

TEST(JournalEntry, has_the_text_the_priority_the_message_and_the_fields) {
    EXPECT_EQ(journal_entry(4, "xvrrpd_blue", "(VI_1) Entering FAULT STATE",
                            {message("fault_drained"), {{"VRRP_INSTANCE", "VI_1"}}}),
              "MESSAGE=(VI_1) Entering FAULT STATE\n"
              "PRIORITY=4\n"
              "SYSLOG_FACILITY=3\n"
              "SYSLOG_IDENTIFIER=xvrrpd_blue\n"
              "MESSAGE_ID=a3ef7ce3719051fbe0fad871ebd6dd5c\n"
              "VRRP_EVENT=fault_drained\n"
              "VRRP_INSTANCE=VI_1\n");
}

TEST(JournalEntry, has_no_message_id_if_the_line_has_none) {
    EXPECT_EQ(journal_entry(6, "xvrrpd", "hello", {}),
              "MESSAGE=hello\nPRIORITY=6\nSYSLOG_FACILITY=3\nSYSLOG_IDENTIFIER=xvrrpd\n");
}

// Otherwise a script could write fields of its own by what it says.
TEST(JournalEntry, gives_a_value_of_several_lines_with_its_length) {
    const auto entry = journal_entry(6, "xvrrpd", "one\nPRIORITY=0", {});
    EXPECT_EQ(entry.substr(0, 31), "MESSAGE\n\x0e\0\0\0\0\0\0\0one\nPRIORITY=0\n"s);
}

TEST(JournalEntry, cuts_a_text_that_no_datagram_would_hold) {
    const auto entry = journal_entry(6, "xvrrpd", std::string(1'000'000, 'x'), {});
    EXPECT_LT(entry.size(), kLongestText + 200);
    EXPECT_TRUE(entry.ends_with("SYSLOG_IDENTIFIER=xvrrpd\n"));
}

TEST(JournalStream, is_the_file_with_both_numbers) {
    EXPECT_TRUE(is_journal("8:23456", 8, 23456));
    EXPECT_FALSE(is_journal("8:23456", 8, 2345));
    EXPECT_FALSE(is_journal("8:23456", 9, 23456)); // standard error leads elsewhere
    for (const auto* nonsense : {"", "8", "8:", ":23456", "a:b", "8:23456x", " 8:23456"})
        EXPECT_FALSE(is_journal(nonsense, 8, 23456)) << nonsense;
}

} // namespace xvrrp::daemon
