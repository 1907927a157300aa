// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/journal_entry.h"

#include <fmt/format.h>
#include <syslog.h>

namespace xvrrp::daemon {

namespace {

// A value of several lines has its length before it.
void add(std::string& entry, std::string_view name, std::string_view value) {
    value = value.substr(0, kLongestText);
    entry += name;
    if (value.find('\n') == std::string_view::npos) {
        entry += '=';
    } else {
        entry += '\n';
        for (unsigned bits = 0; bits < 64; bits += 8)
            entry += static_cast<char>(static_cast<std::uint64_t>(value.size()) >> bits & 0xff);
    }
    entry += value;
    entry += '\n';
}

} // namespace

std::string journal_entry(int priority, std::string_view identifier, std::string_view text,
                          const Beside& beside) {
    std::string entry;
    add(entry, "MESSAGE", text);
    add(entry, "PRIORITY", std::to_string(priority));
    add(entry, "SYSLOG_FACILITY", std::to_string(LOG_FAC(LOG_DAEMON)));
    add(entry, "SYSLOG_IDENTIFIER", identifier);
    if (beside.message != nullptr) {
        add(entry, "MESSAGE_ID", beside.message->id);
        add(entry, "VRRP_EVENT", beside.message->name);
    }
    for (const auto& [name, value] : beside.fields)
        add(entry, name, value);
    return entry;
}

bool is_journal(std::string_view journal_stream, std::uint64_t device, std::uint64_t inode) {
    return journal_stream == fmt::format("{}:{}", device, inode);
}

} // namespace xvrrp::daemon
