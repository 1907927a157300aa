// SPDX-License-Identifier: GPL-2.0-or-later
// A check that a program can be run, and that only root can replace it.
#pragma once

#include <string>

namespace xvrrp::os {

// A name without a / is looked for in PATH. Returns an empty text if there is no problem, otherwise a
// sentence with the file in it.
std::string program_problem(const std::string& name);

} // namespace xvrrp::os
