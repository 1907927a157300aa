// SPDX-License-Identifier: GPL-2.0-or-later
// Skew_Time and Master_Down_Interval (RFC 3768 section 6.1, RFC 9568 section 6.1), in nanoseconds: centisecond
// arithmetic would make all skews of a 10 ms group equal.
#pragma once

#include "core/types.h"

#include <string>

namespace xvrrp::core {

// (256 - priority) / 256 of a second in version 2, and of the master's interval in version 3.
Duration skew_time(Version version, std::uint8_t priority, Duration master_interval);

// down_timer_adverts (3 in the RFCs) intervals of the master plus the skew.
Duration master_down_interval(Version version, std::uint8_t priority, Duration master_interval,
                              unsigned down_timer_adverts);

// Returns the first point after now of the schedule start, start + interval, ... A late loop skips points and does not
// drift.
TimePoint next_on_schedule(TimePoint previous, Duration interval, TimePoint now);

// For people: "3.609 s".
std::string seconds_text(Duration duration);

// For people who need no fraction: "0.4 s", "12 s", "5 min", "2 h 5 min", "4 d 2 h". A negative one is "0.0 s".
std::string span_text(Duration duration);

} // namespace xvrrp::core
