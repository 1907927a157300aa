// SPDX-License-Identifier: GPL-2.0-or-later
// One rtnetlink message about routes or rules at a time, as values. Pure: bytes in, values out.
#pragma once

#include "core/bytes.h"
#include "core/net/routing.h"

#include <cstdint>
#include <optional>

struct nlmsghdr;

namespace xvrrp::host {

// Without NLM_F_ACK: only a refusal is answered. Removal names all there is, so that nothing else is taken for it.
void append_routing_request(core::Bytes& out, std::uint32_t sequence,
                            const core::RoutingOperation& operation);

// At most so many bytes make up a request.
std::size_t request_bound(const core::RoutingEntry& entry);

// What the kernel says is gone, if it is of our kind (rt_protos: keepalived).
std::optional<core::RoutingGone> read_routing_gone(nlmsghdr& message);

} // namespace xvrrp::host
