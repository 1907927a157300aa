// SPDX-License-Identifier: GPL-2.0-or-later
// A check that CLOCK_MONOTONIC of this process is the clock with which the kernel stamps packets.
#pragma once

#include "core/result.h"

namespace xvrrp::os {

// Fails if a time namespace moves the clock: every advert would look too old, or come from the future.
Result<> clock_is_that_of_the_kernel();

} // namespace xvrrp::os
