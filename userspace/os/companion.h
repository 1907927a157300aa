// SPDX-License-Identifier: GPL-2.0-or-later
// Another program of this package that runs beside this process, joined to it by a socket.
#pragma once

#include "core/result.h"
#include "os/fd.h"

#include <string>
#include <vector>

#include <sys/types.h>

namespace xvrrp::os {

// A SOCK_SEQPACKET socket that does not block. The other end is descriptor `at` of the program, and the one behind it is
// the shared file, if there is one. The program has ordinary priority, a session of its own, and no other file of ours but
// the standard ones.
struct Companion {
    pid_t pid = 0;
    Fd socket;

    static Result<Companion> start(const std::string& program, int at, int shared = -1);
    // Ends the program if it still runs, and waits for its end, but not for long: one that waits for its disk does not
    // end even by SIGKILL.
    static void bury(pid_t pid);
};

// Starts a program that goes on without this process, whatever happens to it. It has no file of ours but the standard
// ones.
Result<> start_alone(std::vector<std::string> arguments);

// The path of a program of this package: beside this one, or where it is installed. Empty if there is none at either.
std::string find_companion(const std::string& name);

} // namespace xvrrp::os
