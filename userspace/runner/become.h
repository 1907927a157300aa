// SPDX-License-Identifier: GPL-2.0-or-later
// The new process on its way to the script: session, files, account, environment, program.
#pragma once

#include "runner/message.h"

namespace xvrrp::runner {

// It is called in the new process. If the program cannot be started, the reason goes to trouble as a sentence.
[[noreturn]] void become(const Job& job, int output, int trouble);

} // namespace xvrrp::runner
