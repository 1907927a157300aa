// SPDX-License-Identifier: GPL-2.0-or-later
// Sends whole IP packets to unicast destinations, many per system call; the kernel chooses the next hop.
#pragma once

#include "core/address.h"
#include "core/result.h"
#include "core/types.h"
#include "os/fd.h"

#include <span>
#include <vector>

namespace xvrrp::host {

struct OutgoingPacket {
    core::IpAddress destination;
    core::InterfaceIndex scope{}; // of a link-local destination; routing decides for any other
    core::ByteView packet;        // from the IP header on
};

struct UnicastError {
    core::IpAddress destination;
    Error error;
};

// Raw sockets that take the IP header with the packet. The kernel routes by the source and the destination of
// the packet, so "ip rule from" holds for adverts too.
class UnicastSocket {
public:
    static Result<UnicastSocket> open();

    // Sends the packets in order within a family, by sendmmsg. Never waits: a packet without a route or
    // without room is reported and does not hold up the others.
    std::vector<UnicastError> send(std::span<const OutgoingPacket> packets);

private:
    UnicastSocket(os::Fd ipv4, os::Fd ipv6) : ipv4_(std::move(ipv4)), ipv6_(std::move(ipv6)) {}

    os::Fd ipv4_;
    os::Fd ipv6_; // empty if the kernel has no IPv6
};

} // namespace xvrrp::host
