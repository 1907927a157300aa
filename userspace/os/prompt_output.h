// SPDX-License-Identifier: GPL-2.0-or-later
// An output that never makes the daemon wait: a pipe, terminal, socket or file whose reader may stall.
//
// Only a file description of our own is made non-blocking, never one that other processes share.
#pragma once

#include "os/fd.h"

#include <string>
#include <string_view>

namespace xvrrp::os {

class PromptOutput {
public:
    // Writes to the file behind fd. fd itself is left unchanged and must stay open.
    static PromptOutput to(int fd);
    // Sends datagrams to a UNIX socket like /dev/log. The connection is made on first use, and again after
    // the reader was restarted.
    static PromptOutput to_socket(std::string path);

    // Returns false if there is no room or no reader; nothing of the text was taken then. A text that was
    // taken in part is completed by later calls, before anything else is written.
    bool put(std::string_view text);
    // Returns false if the rest of an earlier text still waits for room.
    bool put_rest();

private:
    enum class Kind { File, Pollable, Socket, Datagrams };

    PromptOutput(Kind kind, int fd, os::Fd owned, std::string path)
        : kind_(kind), fd_(fd), owned_(std::move(owned)), path_(std::move(path)) {}

    long write(std::string_view text);
    bool connect();

    Kind kind_;
    int fd_;           // the caller's, or that of owned_
    os::Fd owned_;     // the output, opened a second time as non-blocking
    std::string path_; // the path of a socket that takes datagrams
    std::string rest_; // the rest of a text that was taken in part
};

} // namespace xvrrp::os
