// SPDX-License-Identifier: GPL-2.0-or-later
// Whether a program can be run, and whether others than root could put something else in its place.
#pragma once

#include <string>

namespace xvrrp::daemon {

// A name without a / is looked for in PATH. Empty: there is no problem; else a sentence with the file in it.
std::string program_problem(const std::string& name);

} // namespace xvrrp::daemon
