// SPDX-License-Identifier: GPL-2.0-or-later
// Sends whole Ethernet frames, many per system call.
#pragma once

#include "core/bytes.h"
#include "core/result.h"
#include "core/types.h"
#include "os/fd.h"

#include <span>
#include <vector>

namespace xvrrp::host {

struct OutgoingFrame {
    core::InterfaceIndex interface {};
    core::ByteView frame;
};

struct SendError {
    core::InterfaceIndex interface {};
    Error error;
};

// An AF_PACKET socket for sending only. It is bound to no protocol, so it receives nothing.
class PacketSocket {
public:
    static Result<PacketSocket> open();

    // Sends the frames in order, by sendmmsg. A frame that an interface refuses is reported and does not hold
    // up the others. All frames together wait for room in a queue for a few milliseconds at most.
    std::vector<SendError> send(std::span<const OutgoingFrame> frames);

private:
    explicit PacketSocket(os::Fd fd) : fd_(std::move(fd)) {}

    os::Fd fd_;
};

} // namespace xvrrp::host
