// SPDX-License-Identifier: GPL-2.0-or-later
// A named pipe to write to, which never makes the writer wait, whether somebody reads it or not.
//
// It is open for reading too, so what was written waits for a reader that comes later, up to the size of the pipe.
#pragma once

#include "core/result.h"
#include "os/fd.h"

#include <climits>
#include <string>
#include <string_view>
#include <utility>

#include <sys/types.h>

namespace xvrrp::os {

// The user and the group that a file belongs to.
struct Owner {
    uid_t user = 0;
    gid_t group = 0;
};

// Empty names mean our own user, and the group of the user.
Result<Owner> find_owner(const std::string& user, const std::string& group);

class NamedPipe {
public:
    static constexpr std::size_t kMostAtOnce = PIPE_BUF; // bytes

    // A pipe that is there stays as it is. Otherwise it is made with the mode 0600 for this owner.
    static Result<NamedPipe> open(const std::string& path, const Owner& owner);

    // Writes all of the text or nothing. Returns false if there is no room for it, or if it is longer than a pipe takes
    // at once.
    bool put(std::string_view text) const;

    // False if the path leads to another file by now, or to none.
    bool is_still_at(const std::string& path) const;

    // One that another process opened, and how it gets to us.
    explicit NamedPipe(Fd opened) : fd_(std::move(opened)) {}

    Fd release() && { return std::move(fd_); }

private:
    Fd fd_;
};

} // namespace xvrrp::os
