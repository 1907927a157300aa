// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/routing/route_metrics.h"

#include "config/text/number.h"

#include <algorithm>
#include <array>
#include <limits>

namespace xvrrp::config {
namespace {

constexpr std::uint32_t kAny = std::numeric_limits<std::uint32_t>::max();
constexpr unsigned kLeastMs = 200; // keepalived's, of a time

constexpr std::array kMetrics = std::to_array<MetricName>({
    {"mtu", 2, kAny, true},
    {"window", 3, kAny},
    {"rtt", 4, kAny, true, 8},
    {"rttvar", 5, kAny, true, 4},
    {"ssthresh", 6, kAny, true},
    {"cwnd", 7, kAny, true},
    {"advmss", 8, kAny, true},
    {"reordering", 9, kAny, true},
    {"hoplimit", 10, 255},
    {"initcwnd", 11, kAny},
    {"rto_min", 13, kAny, true, 1},
    {"initrwnd", 14, kAny},
    {"quickack", 15, 1},
    {"fastopen_no_cookie", 17, 1},
});

struct Unit {
    std::string_view name;
    std::int64_t thousandths; // how many of its thousandths are a millisecond
};

constexpr std::array<Unit, 6> kUnits{
    {{"msecs", 1000}, {"msec", 1000}, {"ms", 1000}, {"secs", 1}, {"sec", 1}, {"s", 1}}};

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

// Without a unit it is what the kernel counts in.
std::optional<MetricValue> parse_time(const MetricName& metric, std::string_view written) {
    const std::string text = lower(written);
    const auto unit =
        std::ranges::find_if(kUnits, [&](const Unit& each) { return text.ends_with(each.name); });
    const bool has_unit = unit != kUnits.end();
    const auto digits = std::string_view(text).substr(0, text.size() - (has_unit ? unit->name.size() : 0));
    const auto number = parse_number(digits, 3);
    if (!number || number->value < 0)
        return std::nullopt;
    const std::int64_t thousandths = has_unit ? unit->thousandths : 1000;
    const std::int64_t whole = (number->value + thousandths / 2) / thousandths;
    if (whole > metric.most / metric.per_ms)
        return std::nullopt;
    const auto value = static_cast<std::uint32_t>(whole) * (has_unit ? metric.per_ms : 1);
    return MetricValue{std::max(value, kLeastMs * metric.per_ms),
                       number->rounded || number->value % thousandths != 0};
}

} // namespace

std::span<const MetricName> metric_names() {
    return kMetrics;
}

std::optional<MetricValue> parse_metric(const MetricName& metric, std::string_view text) {
    if (metric.per_ms != 0)
        return parse_time(metric, text);
    const auto number = parse_number(text, 0);
    if (!number || number->value < 0 || number->value > metric.most)
        return std::nullopt;
    return MetricValue{static_cast<std::uint32_t>(number->value), false};
}

} // namespace xvrrp::config
