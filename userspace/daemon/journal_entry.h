// SPDX-License-Identifier: GPL-2.0-or-later
// The datagrams that journald takes on its own socket, in its native protocol.
//
// sd_journal_sendv() sends the same, but it waits for a journald that does not read, and a failover must not.
#pragma once

#include "daemon/log_line.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace xvrrp::daemon {

// A longer text is cut off: a datagram that is larger than the socket would never leave.
inline constexpr std::size_t kLongestText = 32UL * 1024;

// priority: that of syslog(3).
std::string journal_entry(int priority, std::string_view identifier, std::string_view text,
                          const Beside& beside);

// journal_stream: the value of JOURNAL_STREAM, "DEVICE:INODE". True if it names the file with these numbers.
bool is_journal(std::string_view journal_stream, std::uint64_t device, std::uint64_t inode);

} // namespace xvrrp::daemon
