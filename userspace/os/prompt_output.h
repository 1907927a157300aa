// SPDX-License-Identifier: GPL-2.0-or-later
// An output that is never waited for: a pipe, terminal, socket or file whose reader may stall.
//
// Only our own file description is made non-blocking, never one that is shared with other processes.
#pragma once

#include "os/fd.h"

#include <string>
#include <string_view>

namespace xvrrp::os {

class PromptOutput {
public:
    // What fd leads to; fd itself stays as it is and has to stay open.
    static PromptOutput to(int fd);
    // Datagrams to a UNIX socket, as /dev/log is one. The connection is made when it is needed, and again when the
    // reader was restarted.
    static PromptOutput to_socket(std::string path);

    // False: there is no room, or nobody listens, and nothing of the text was taken. A text that is taken in part is
    // completed by later calls, before anything else is written.
    bool put(std::string_view text);
    // False: the rest of an earlier text still waits for room.
    bool put_rest();

private:
    enum class Kind { File, Pollable, Socket, Datagrams };

    PromptOutput(Kind kind, int fd, os::Fd owned, std::string path)
        : kind_(kind), fd_(fd), owned_(std::move(owned)), path_(std::move(path)) {}

    long write(std::string_view text);
    bool connect();

    Kind kind_;
    int fd_;           // of the caller, or owned_
    os::Fd owned_;     // the output once more, not to be waited for
    std::string path_; // of the socket that takes datagrams
    std::string rest_; // of a text that was taken in part
};

} // namespace xvrrp::os
