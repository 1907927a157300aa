// SPDX-License-Identifier: GPL-2.0-or-later
// The processes that somebody wants counted: the program, and if wanted its parameters.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace xvrrp::core {

struct ProcessPattern {
    enum class Parameters : std::uint8_t {
        Any,
        Same,   // exactly these
        Begin,  // these, and more may follow
        Longer, // these, and the last one may go on and more may follow
    };

    std::string program; // a path, or the name of the program only
    std::vector<std::string> parameters{};
    Parameters match = Parameters::Any;
    bool full_command = false; // the program is compared with the first word of the command line as it is

    bool operator==(const ProcessPattern&) const = default;
};

// A process as /proc shows it.
struct ProcessNames {
    std::string name;               // of its program, at most 15 characters
    std::vector<std::string> words; // of its command line; empty for a kernel thread
};

bool matches(const ProcessPattern& pattern, const ProcessNames& process);

} // namespace xvrrp::core
