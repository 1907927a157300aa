// SPDX-License-Identifier: GPL-2.0-or-later
// The number of files that this process may have open: each interface and each virtual router takes some.
#pragma once

#include <string>

namespace xvrrp::os {

// Raises the soft limit to the hard one.
void raise_file_limit();

// Sets the soft limit that programs expect: one that uses select() relies on a low one.
void lower_file_limit();

// The remedy for an Error with the code EMFILE: it names the limit and the setting that raises it.
std::string file_limit_remedy();

} // namespace xvrrp::os
