// SPDX-License-Identifier: GPL-2.0-or-later
// Times as the maps have them: nanoseconds of CLOCK_MONOTONIC, and never negative.
#pragma once

#include "core/types.h"

#include <cstdint>

namespace xvrrp::datapath {

inline std::uint64_t nanoseconds(core::Duration duration) {
    return static_cast<std::uint64_t>(duration.count());
}

inline std::uint64_t nanoseconds(core::TimePoint time) {
    return nanoseconds(core::Duration(time.time_since_epoch()));
}

inline core::TimePoint time_point(std::uint64_t ns) {
    return core::TimePoint(core::Duration(static_cast<std::int64_t>(ns)));
}

} // namespace xvrrp::datapath
