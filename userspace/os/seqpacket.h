// SPDX-License-Identifier: GPL-2.0-or-later
// UNIX SOCK_SEQPACKET sockets: packets, and a descriptor that may go with one.
#pragma once

#include "core/bytes.h"
#include "core/result.h"
#include "core/types.h"
#include "os/fd.h"

#include <string>

namespace xvrrp::os {

struct Packet {
    core::Bytes bytes; // empty: the other end is gone
    Fd file;           // that came with it, if one did
};

// From here on neither sending nor receiving waits for longer than patience. Whoever waited that long gets EAGAIN.
void wait_at_most(int socket, core::Duration patience);

// Connects to a socket on which root or our own user listens, and to that of nobody else. It waits at most for patience.
Result<Fd> connect_to(const std::string& path, core::Duration patience);

// Both wait. An Error tells only that, and its code says why.
Result<> send_packet(int socket, const core::Bytes& bytes, int file = -1);
Result<Packet> receive_packet(int socket, std::size_t most);

} // namespace xvrrp::os
