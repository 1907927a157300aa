// SPDX-License-Identifier: GPL-2.0-or-later
// A program with its arguments and the account it runs as, and how a run of it ended.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace xvrrp::core {

struct Script {
    std::vector<std::string> arguments; // the program first; never empty, none of them with a NUL in it
    std::string user;                   // empty: script_user
    std::string group;                  // empty: that of the user

    bool operator==(const Script&) const = default;
};

struct RunOutcome {
    // NoAnswer: whoever runs it says nothing, so the end is not known.
    enum class End : std::uint8_t { Exited, Killed, TimedOut, NotStarted, NoAnswer } end = End::Exited;
    int value = 0;    // the exit status, or the signal
    std::string line; // the last one that it wrote; of NotStarted the reason

    bool good() const { return end == End::Exited && value == 0; }

    // "exited with status 1"
    std::string text() const;

    bool operator==(const RunOutcome&) const = default;
};

} // namespace xvrrp::core
