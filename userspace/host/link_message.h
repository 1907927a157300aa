// SPDX-License-Identifier: GPL-2.0-or-later
// One rtnetlink request that makes, raises or removes an interface upon another one, or puts it into a VRF. Pure: values in, bytes out.
#pragma once

#include "core/bytes.h"
#include "core/net/links.h"

#include <cstdint>

namespace xvrrp::host {

inline constexpr std::size_t kLongestLinkRequest = 256;

// The request has no NLM_F_ACK, so only a refusal is answered. A macvlan is in private mode: it takes no frames from
// other interfaces of this host. An ipvlan is in L2 mode.
void append_link_request(core::Bytes& out, std::uint32_t sequence, const core::LinkOperation& operation);

} // namespace xvrrp::host
