// SPDX-License-Identifier: GPL-2.0-or-later
// A daemon in the background. The started process waits until its child is ready, and the child keeps neither
// the directory nor the standard files of its start.
#pragma once

#include "os/fd.h"

namespace xvrrp::daemon {

// The parent waits until the child is ready, so that whoever started it sees a failed start. Returns the pipe
// on which the child reports that it is ready. Does not return in the parent.
os::Fd fork_to_background();

enum class StandardError { Kept, Closed };

// The child changes its directory to / and its standard files to /dev/null, and then tells the parent.
void leave_foreground(os::Fd to_parent, StandardError standard_error);

// Opens the standard files if they are missing. Otherwise the program would take the first three files that
// it opens for them.
void open_standard_files();

} // namespace xvrrp::daemon
