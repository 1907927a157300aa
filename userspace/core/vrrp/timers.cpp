// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/timers.h"

#include <algorithm>
#include <cstdint>

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

std::string span_text(Duration duration) {
    const auto tenths = std::max<std::int64_t>(duration / std::chrono::milliseconds(100), 0);
    const auto seconds = tenths / 10;
    const auto minutes = seconds / 60;
    const auto hours = minutes / 60;
    const auto with_rest = [](std::int64_t many, const char* unit, std::int64_t few, const char* small) {
        return std::to_string(many) + unit + (few == 0 ? "" : " " + std::to_string(few) + small);
    };
    if (seconds < 10)
        return std::to_string(seconds) + '.' + std::to_string(tenths % 10) + " s";
    if (seconds < 120)
        return std::to_string(seconds) + " s";
    if (minutes < 120)
        return std::to_string(minutes) + " min";
    return hours < 48 ? with_rest(hours, " h", minutes % 60, " min")
                      : with_rest(hours / 24, " d", hours % 24, " h");
}

} // namespace xvrrp::core
