// SPDX-License-Identifier: GPL-2.0-or-later
// The reason for which a virtual router stays in its state at this moment, in one clause for people.
// RouterSnapshot::reason is the reason for which it entered the state.
#pragma once

#include "core/vrrp/snapshot.h"

#include <string>

namespace xvrrp::core {

// "priority 100 of 192.168.7.1 is higher than our 90"
std::string reason_now(const RouterSnapshot& router, TimePoint now);

// Another router that says it is MASTER while we are, and that we do not yield to; null if none was heard of late.
const Heard* rival(const RouterSnapshot& router, TimePoint now);

} // namespace xvrrp::core
