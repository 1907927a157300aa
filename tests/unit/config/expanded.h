// SPDX-License-Identifier: GPL-2.0-or-later
// The words of the line reader's tests: files that are texts, and the lines that come out of them.
#pragma once

#include "config/text/expansion.h"
#include "findings.h"

#include <map>
#include <string>

namespace xvrrp::config {

using Files = std::map<std::string, std::string>; // by name; the first to be read is main.conf

// The files, "left" as the config-id, HOME=/root and EMPTY= as the environment.
Surroundings surroundings(const Files& files);

Parsed parse_files(const Files& files);

// Words as "[a][b c]", braces as themselves, one logical line each; then the findings.
struct Expanded {
    std::vector<std::string> lines;
    Findings found;

    bool operator==(const Expanded&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Expanded& expanded);

Expanded expanded(const Files& files);
Expanded expanded(const std::string& text);

} // namespace xvrrp::config
