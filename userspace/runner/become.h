// SPDX-License-Identifier: GPL-2.0-or-later
// The new process on its way to its work: session, files, account, and the environment and program of a script.
#pragma once

#include "runner/message.h"

#include <variant>

namespace xvrrp::runner {

// What a process does: it runs a script, or it sends a mail.
using Task = std::variant<Job, Delivery>;

// It is called in the new process. If the work cannot be started, the reason goes to trouble as a sentence. Why a mail
// was not sent goes to output.
[[noreturn]] void become(const Task& task, int output, int trouble);

} // namespace xvrrp::runner
