// SPDX-License-Identifier: GPL-2.0-or-later
// One rtnetlink message at a time, as values: links, addresses and refusals are read, requests are written.
//
// Pure: bytes in, values out. The reading functions return nothing for a message of another kind.
#pragma once

#include "core/bytes.h"
#include "host/netlink.h"

#include <cstdint>
#include <optional>
#include <string>

struct nlmsghdr;

namespace xvrrp::host {

// Takes only a link's own messages. A bridge reports its ports with the same types (ifi_family AF_BRIDGE).
std::optional<LinkEvent> read_link(nlmsghdr& message);
std::optional<AddressEvent> read_address(nlmsghdr& message);

// A refused request or a dump that the kernel broke off, with the reason.
struct Refusal {
    std::uint32_t sequence = 0;
    int code = 0;       // errno
    std::string reason; // the kernel's own sentence (NETLINK_EXT_ACK); may be empty
};

std::optional<Refusal> read_refusal(nlmsghdr& message);

// type is RTM_GETLINK or RTM_GETADDR. The request asks for every family and every interface.
void append_dump_request(core::Bytes& out, std::uint16_t type, std::uint32_t sequence);
// The request has no NLM_F_ACK, so only a refusal is answered. An IPv6 address starts without duplicate
// address detection unless its attributes ask for it, because a virtual address may still be on the old
// master while it moves.
void append_address_request(core::Bytes& out, std::uint32_t sequence,
                            const core::AddressOperation& operation);

} // namespace xvrrp::host
