// SPDX-License-Identifier: GPL-2.0-or-later
// A priority that an operator put in the place of the configured one for a while.
//
// It outlives a reload, a restart and a crash of the daemon, and ends by itself.
#pragma once

#include "core/types.h"

#include <cstdint>

namespace xvrrp::core {

// The highest priority of a router that does not own its addresses.
inline constexpr std::uint8_t kPromoted = 254;

struct PriorityOrder {
    std::uint8_t priority = 0; // 1 to 254; what is tracked still adds to it
    TimePoint until{};
    bool promotes = false; // it is to be MASTER: it preempts at once, whatever the configuration says

    friend bool operator==(const PriorityOrder&, const PriorityOrder&) = default;
};

} // namespace xvrrp::core
