// SPDX-License-Identifier: GPL-2.0-or-later
// What is wrong with a host, or may surprise its operator, and what to do about it. Pure.
#pragma once

#include "tools/doctor/facts.h"

#include <string>
#include <vector>

namespace xvrrp::tools {

struct Finding {
    bool is_wrong = false; // otherwise it is worth knowing
    std::string text;      // a sentence
    std::string command{}; // that would mend it or shows more; empty: there is none
};

// The wrong ones come first.
std::vector<Finding> findings_of(const Facts& facts);

// With only_commands nothing but the commands.
std::string render_findings(const std::vector<Finding>& findings, bool only_commands);
nlohmann::json document_of(const std::vector<Finding>& findings);

} // namespace xvrrp::tools
