// SPDX-License-Identifier: GPL-2.0-or-later
// The functions of the line reader's tests: they turn texts as files into expanded lines.
#pragma once

#include "config/text/expansion.h"
#include "findings.h"

#include <map>
#include <string>

namespace xvrrp::config {

using Files = std::map<std::string, std::string>; // by name; main.conf is read first

// The files, with "left" as the config-id, and HOME=/root and EMPTY= as the environment.
Surroundings surroundings(const Files& files);

Parsed parse_files(const Files& files);

// Writes words as "[a][b c]" and braces as themselves, one logical line each, and then the findings.
struct Expanded {
    std::vector<std::string> lines;
    Findings found;

    bool operator==(const Expanded&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Expanded& expanded);

Expanded expanded(const Files& files);
Expanded expanded(const std::string& text);

} // namespace xvrrp::config
