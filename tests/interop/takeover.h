// SPDX-License-Identifier: GPL-2.0-or-later
// A takeover on the wire: the time of silence between two masters, and the expected time.
#pragma once

#include "support/wire.h"

#include <chrono>

namespace xvrrp::test {

constexpr int kSecondPriority = 90;

// The skew and the master-down interval of the second router's priority: RFC 3768 and, with the master's
// interval, RFC 9568 section 6.1.
constexpr std::chrono::milliseconds skew(std::chrono::milliseconds interval) {
    return interval * (256 - kSecondPriority) / 256;
}

constexpr std::chrono::milliseconds master_down(std::chrono::milliseconds interval) {
    return 3 * interval + skew(interval);
}

// Returns at the next advert, so that the following step begins at an advert.
void hear(Port& wire, const core::IpAddress& source);

// Checks the time from the last advert of the first router to the first advert of the second one.
void expect_takeover(Port& wire, const core::IpAddress& first, const core::IpAddress& second,
                     std::chrono::milliseconds expected);

} // namespace xvrrp::test
