// SPDX-License-Identifier: GPL-2.0-or-later
// One rtnetlink message at a time, as values: links, addresses and refusals are read, requests are written.
//
// Pure: bytes in, values out. The reading functions give nothing for a message that is not theirs.
#pragma once

#include "core/bytes.h"
#include "host/netlink.h"

#include <cstdint>
#include <optional>
#include <string>

struct nlmsghdr;

namespace xvrrp::host {

// A link's own messages only: a bridge tells about its ports with the same types (ifi_family AF_BRIDGE).
std::optional<LinkEvent> read_link(nlmsghdr& message);
std::optional<AddressEvent> read_address(nlmsghdr& message);

// Which request the kernel refused, or which dump it broke off, and why.
struct Refusal {
    std::uint32_t sequence = 0;
    int code = 0;       // errno
    std::string reason; // the kernel's own sentence (NETLINK_EXT_ACK); may be empty
};

std::optional<Refusal> read_refusal(nlmsghdr& message);

// type: RTM_GETLINK or RTM_GETADDR. Every family, every interface.
void append_dump_request(core::Bytes& out, std::uint16_t type, std::uint32_t sequence);
// Without NLM_F_ACK: only a refusal is answered. An IPv6 address starts without duplicate address detection, unless
// its attributes ask for it, as a virtual address may still be on the old master while it moves.
void append_address_request(core::Bytes& out, std::uint32_t sequence,
                            const core::AddressOperation& operation);

} // namespace xvrrp::host
