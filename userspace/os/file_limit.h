// SPDX-License-Identifier: GPL-2.0-or-later
// How many files this process may have open: each interface and each virtual router takes some.
#pragma once

#include <string>

#include <sys/resource.h>

namespace xvrrp::os {

// Raises the soft limit to the hard one. Returns the limits as they were, which are those for children: a program that
// uses select() counts on a low one.
rlimit raise_file_limit();

// For an Error whose code is EMFILE: what the limit is and where it is set.
std::string file_limit_remedy();

} // namespace xvrrp::os
