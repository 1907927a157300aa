// SPDX-License-Identifier: GPL-2.0-or-later
// The metrics of a route: their names, rtnetlink's numbers, and how their values are written.
#pragma once

#include "core/net/route.h"

#include <optional>
#include <span>
#include <string_view>

namespace xvrrp::config {

struct MetricName {
    std::string_view name;
    std::uint8_t kind = 0; // RTAX_*
    std::uint32_t most = 0;
    bool lockable = false;
    unsigned per_ms = 0; // a time, of which a millisecond is so many; 0: a number
};

std::span<const MetricName> metric_names();

struct MetricValue {
    std::uint32_t value = 0;
    bool rounded = false; // it had more decimals than count
};

// Nothing where text is no value of it.
std::optional<MetricValue> parse_metric(const MetricName& metric, std::string_view text);

} // namespace xvrrp::config
