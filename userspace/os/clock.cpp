// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/clock.h"

#include <cerrno>
#include <fstream>
#include <string>

namespace xvrrp::os {

// A time namespace with an offset has a line "monotonic SECONDS NANOSECONDS" here (time_namespaces(7)). A
// kernel without time namespaces has no such file.
Result<> clock_is_that_of_the_kernel() {
    std::ifstream offsets("/proc/self/timens_offsets");
    std::string clock;
    for (long seconds = 0, nanoseconds = 0; offsets >> clock >> seconds >> nanoseconds;) {
        if (clock == "monotonic" && (seconds != 0 || nanoseconds != 0))
            return failure(Error{"compare the clock with the kernel's",
                                 "a time namespace moves CLOCK_MONOTONIC by " + std::to_string(seconds) +
                                     " s, and adverts are stamped with the unmoved clock",
                                 "start xvrrpd outside the time namespace", EINVAL});
    }
    return {};
}

} // namespace xvrrp::os
