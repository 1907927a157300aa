// SPDX-License-Identifier: GPL-2.0-or-later
// The number of files that this process may have open: each interface and each virtual router takes some.
#pragma once

#include <string>

#include <sys/resource.h>

namespace xvrrp::os {

// Raises the soft limit to the hard one. Returns the limits from before, which child processes get: a program
// that uses select() relies on a low one.
rlimit raise_file_limit();

// The remedy for an Error with the code EMFILE: it names the limit and the place to set it.
std::string file_limit_remedy();

} // namespace xvrrp::os
