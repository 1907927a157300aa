// SPDX-License-Identifier: GPL-2.0-or-later
// One rtnetlink message about routes or rules at a time, as values. Pure: bytes in, values out.
#pragma once

#include "core/bytes.h"
#include "core/net/routing_entry.h"

#include <cstdint>
#include <optional>

struct nlmsghdr;

namespace xvrrp::host {

// The request has no NLM_F_ACK, so only a refusal is answered. A removal names all properties, so that the
// kernel takes no other entry for it.
void append_routing_request(core::Bytes& out, std::uint32_t sequence,
                            const core::RoutingOperation& operation);

// The most bytes that a request for this entry takes.
std::size_t request_bound(const core::RoutingEntry& entry);

// Reads the removal of an entry that is of our kind (rt_protos: keepalived).
std::optional<core::RoutingGone> read_routing_gone(nlmsghdr& message);

} // namespace xvrrp::host
