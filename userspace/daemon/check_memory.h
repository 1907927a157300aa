// SPDX-License-Identifier: GPL-2.0-or-later
// What is known of the tracked scripts, as the text of a file that the next daemon reads. So one bad result of many that a
// script needs to fail does not become the first one of all.
#pragma once

#include "core/conditions/check.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace xvrrp::daemon {

// It counts only for a script of the same name that runs the same program.
struct KnownCheck {
    std::vector<std::string> arguments;
    core::Check::Memory memory;

    bool operator==(const KnownCheck&) const = default;
};

using KnownChecks = std::map<std::string, KnownCheck>; // by name

// A JSON object on one line: {"NAME": {"arguments", "good", "last": {"end", "value", "line"}}}.
std::string text_of(const KnownChecks& known);
// The text may come from anybody. What is not as above is passed over.
KnownChecks known_checks_in(std::string_view text);

} // namespace xvrrp::daemon
