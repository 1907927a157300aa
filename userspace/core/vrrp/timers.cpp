// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/timers.h"

namespace xvrrp::core {

Duration skew_time(Version version, std::uint8_t priority, Duration master_interval) {
    const Duration unit = version == Version::V2 ? Duration(std::chrono::seconds(1)) : master_interval;
    return (256 - priority) * unit / 256;
}

Duration master_down_interval(Version version, std::uint8_t priority, Duration master_interval,
                              unsigned down_timer_adverts) {
    return down_timer_adverts * master_interval + skew_time(version, priority, master_interval);
}

TimePoint next_on_schedule(TimePoint previous, Duration interval, TimePoint now) {
    const auto next = previous + interval;
    if (next > now)
        return next;
    return next + ((now - next) / interval + 1) * interval;
}

std::string seconds_text(Duration duration) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::abs(duration)).count();
    auto fraction = std::to_string(ms % 1000);
    fraction.insert(0, 3 - fraction.size(), '0');
    return (duration < Duration::zero() ? "-" : "") + std::to_string(ms / 1000) + '.' + fraction + " s";
}

} // namespace xvrrp::core
