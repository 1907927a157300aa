// SPDX-License-Identifier: GPL-2.0-or-later
// A takeover as the wire shows it: how long nobody spoke between two masters, and how long it should have been.
#pragma once

#include "support/wire.h"

#include <chrono>

namespace xvrrp::test {

constexpr int kSecondPriority = 90;

// Of the second priority: RFC 3768 and, at the interval of the master, RFC 9568 section 6.1.
constexpr std::chrono::milliseconds skew(std::chrono::milliseconds interval) {
    return interval * (256 - kSecondPriority) / 256;
}

constexpr std::chrono::milliseconds master_down(std::chrono::milliseconds interval) {
    return 3 * interval + skew(interval);
}

// Returns at the next advert: what happens then begins at an advert.
void hear(Port& wire, const core::IpAddress& source);

// The first advert of the second comes so long after the last of the first.
void expect_takeover(Port& wire, const core::IpAddress& first, const core::IpAddress& second,
                     std::chrono::milliseconds expected);

} // namespace xvrrp::test
