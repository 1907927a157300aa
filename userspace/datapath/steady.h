// SPDX-License-Identifier: GPL-2.0-or-later
// A value in mapped memory that the kernel may be writing at the same time.
#pragma once

#include <atomic>
#include <cstring>

namespace xvrrp::datapath {

// A reading counts once two in a row are equal, and the last of a few counts anyway.
template <class Value>
Value read_steady(const Value* entry) {
    constexpr int kReadings = 4;
    Value seen{};
    Value again{};
    std::memcpy(&seen, entry, sizeof seen);
    for (int reading = 0; reading < kReadings; ++reading) {
        std::atomic_thread_fence(std::memory_order_acquire);
        std::memcpy(&again, entry, sizeof again);
        if (std::memcmp(&seen, &again, sizeof seen) == 0)
            break;
        seen = again;
    }
    return seen;
}

} // namespace xvrrp::datapath
