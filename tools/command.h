// SPDX-License-Identifier: GPL-2.0-or-later
// The commands of xvrrpctl: a name, its options and what it does.
#pragma once

#include "tools/arguments.h"

#include <span>

#include <CLI/CLI.hpp>

namespace xvrrp::tools {

struct Command {
    const char* name;
    const char* help;
    void (*options)(CLI::App&, Arguments&);
    int (*run)(const Arguments&);
};

inline void no_options(CLI::App& /*command*/, Arguments& /*arguments*/) {}

std::span<const Command> looking_commands();
std::span<const Command> steering_commands();
std::span<const Command> moving_commands();

// Times as 90s, 5m or 1h.
const CLI::AsNumberWithUnit& as_seconds();

} // namespace xvrrp::tools
