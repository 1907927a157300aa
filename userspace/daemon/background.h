// SPDX-License-Identifier: GPL-2.0-or-later
// A daemon in the background: the process that was asked waits until its child is ready, and the child keeps nothing of
// where it was started.
#pragma once

#include "os/fd.h"

namespace xvrrp::daemon {

// The parent waits until the child is ready, so that a failed start is seen where it was asked for. Returns the pipe on
// which the child says so; does not return in the parent.
os::Fd fork_to_background();

enum class StandardError { Kept, Closed };

// Of the child: the directory becomes /, the standard files become /dev/null, and after that the parent is told.
void leave_foreground(os::Fd to_parent, StandardError standard_error);

// A program that is started without standard files must not take its first three files for them.
void open_standard_files();

} // namespace xvrrp::daemon
