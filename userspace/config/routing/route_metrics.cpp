// SPDX-License-Identifier: GPL-2.0-or-later
// The metrics of a route: rtnetlink's numbers, how their values are read, and how they are written back.
#include "config/grammar/setting.h"
#include "config/routing/routing_line.h"
#include "config/text/words.h"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::VirtualRoute;

constexpr std::uint32_t kAnyMetric = std::numeric_limits<std::uint32_t>::max();
constexpr unsigned kLeastMs = 200; // as in keepalived, no time is shorter

struct Metric {
    std::uint8_t kind = 0; // RTAX_*
    std::uint32_t most = 0;
    bool lockable = false;
    unsigned per_ms = 0; // the kernel's units in a millisecond; 0: the metric is no time
};

constexpr Metric kMtu{2, kAnyMetric, true};
constexpr Metric kWindow{3, kAnyMetric};
constexpr Metric kRtt{4, kAnyMetric, true, 8};
constexpr Metric kRttVar{5, kAnyMetric, true, 4};
constexpr Metric kSsthresh{6, kAnyMetric, true};
constexpr Metric kCwnd{7, kAnyMetric, true};
constexpr Metric kAdvmss{8, kAnyMetric, true};
constexpr Metric kReordering{9, kAnyMetric, true};
constexpr Metric kHopLimit{10, 255};
constexpr Metric kInitCwnd{11, kAnyMetric};
constexpr Metric kRtoMin{13, kAnyMetric, true, 1};
constexpr Metric kInitRwnd{14, kAnyMetric};
constexpr Metric kQuickAck{15, 1};
constexpr Metric kFastOpen{17, 1};

constexpr std::uint8_t kFeatures = 12; // RTAX_FEATURES
constexpr std::uint32_t kEcn = 1;

struct MetricValue {
    std::uint32_t value = 0;
    bool rounded = false; // the written number had more decimals
};

struct Unit {
    std::string_view name;
    std::int64_t thousandths; // so many thousandths of the unit are a millisecond
};

constexpr std::array<Unit, 6> kUnits{
    {{"msecs", 1000}, {"msec", 1000}, {"ms", 1000}, {"secs", 1}, {"sec", 1}, {"s", 1}}};

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

// A time without a unit is in the unit of the kernel.
std::optional<MetricValue> parse_time(const Metric& metric, std::string_view written) {
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

// The result is nothing where text is no value of the metric.
std::optional<MetricValue> parse_metric(const Metric& metric, std::string_view text) {
    if (metric.per_ms != 0)
        return parse_time(metric, text);
    const auto number = parse_number(text, 0);
    if (!number || number->value < 0 || number->value > metric.most)
        return std::nullopt;
    return MetricValue{static_cast<std::uint32_t>(number->value), false};
}

void set_metric(const core::RouteMetric& metric, Draft& draft) {
    auto& all = draft.route.placed.route.metrics;
    std::erase_if(all, [&](const auto& each) { return each.kind == metric.kind; });
    if (metric.value != 0 || metric.locked) // 0 is the same as no metric
        all.insert(std::ranges::lower_bound(all, metric.kind, {}, &core::RouteMetric::kind), metric);
}

template <const Metric& Of>
bool read_metric(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    const bool locked = Of.lockable && take_word("lock", draft);
    const Token* word = next_word(keyword, draft);
    if (word == nullptr)
        return true;
    const auto value = parse_metric(Of, word->text);
    if (!value)
        drop_line(*word, fmt::format("{} {} is no value of it", keyword.name, in_quotes(*word)), draft,
                  std::string(keyword.parameter.syntax));
    else
        set_metric({Of.kind, value->value, locked}, draft);
    if (value && value->rounded)
        draft.report(warning(word->where, fmt::format("{} {} has too many decimal places, rounding it",
                                                      keyword.name, in_quotes(*word))));
    return true;
}

bool read_features(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    const Token* word = next_word(keyword, draft);
    if (word != nullptr && word->text == "ecn")
        set_metric({kFeatures, kEcn, false}, draft);
    else if (word != nullptr)
        draft.report(
            warning(word->where, fmt::format("unknown feature {}, ignoring it", in_quotes(*word)), "ecn"));
    return true;
}

bool read_congctl(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    draft.route.placed.route.congestion_locked = take_word("lock", draft);
    if (const Token* word = next_word(keyword, draft))
        draft.route.placed.route.congestion_control =
            word->text.substr(0, 15); // TCP_CA_NAME_MAX, less its end
    return true;
}

template <const Metric& Of>
Values show_metric(const VirtualRoute& placed) {
    const auto& all = placed.route.metrics;
    const auto metric = std::ranges::find(all, Of.kind, &core::RouteMetric::kind);
    if (metric == all.end())
        return {};
    return when(true, fmt::format("{}{}", metric->locked ? "lock " : "", metric->value));
}

Values show_features(const VirtualRoute& placed) {
    const auto& all = placed.route.metrics;
    return when(std::ranges::find(all, kFeatures, &core::RouteMetric::kind) != all.end(), "ecn");
}

Values show_congctl(const VirtualRoute& placed) {
    const std::string& name = placed.route.congestion_control;
    const bool locked = placed.route.congestion_locked;
    return name.empty() ? Values{} : when(true, (locked ? "lock " : "") + word(name));
}

template <const Metric& Of>
constexpr Keyword metric(std::string_view name, Parameter parameter, std::string_view unset,
                         std::string_view help) {
    return {name, Block::Routes, parameter, {}, read_metric<Of>, show_metric<Of>, unset, help};
}

constexpr Parameter kMetricCount{"0..4294967295", 0, 4'294'967'295};
constexpr Parameter kLockedCount{"[lock] 0..4294967295", 0, 4'294'967'295};
constexpr Parameter kLockedTime = text("[lock] NUMBER | TIME");
constexpr Parameter kFlag{"0..1", 0, 1};

// clang-format off
constexpr std::array kRouteMetricsRows = std::to_array<Keyword>({
    metric<kMtu>("mtu", kLockedCount, "the interface's", "The path has this MTU. lock keeps it, whatever the path turns out to have."),
    metric<kWindow>("window", kMetricCount, "", "TCP: the largest window to advertise is this."),
    metric<kRtt>("rtt", kLockedTime, "", "TCP: the first estimate of the round trip is this, at least 200ms."),
    metric<kRttVar>("rttvar", kLockedTime, "", "TCP: the first estimate of the variance of the round trip is this, at least 200ms."),
    metric<kSsthresh>("ssthresh", kLockedCount, "", "TCP: the first slow start threshold is this."),
    metric<kCwnd>("cwnd", kLockedCount, "", "TCP: the congestion window does not grow beyond this."),
    metric<kAdvmss>("advmss", kLockedCount, "", "TCP: the MSS to advertise is this."),
    metric<kReordering>("reordering", kLockedCount, "", "TCP: this much reordering is expected."),
    metric<kHopLimit>("hoplimit", {"0..255", 0, 255}, "", "Packets have this TTL or hop limit."),
    metric<kInitCwnd>("initcwnd", kMetricCount, "", "TCP: the first congestion window is this."),
    {"features", Block::Routes, text("ecn"), {}, read_features, show_features, "", "TCP: explicit congestion notification is used."},
    metric<kRtoMin>("rto_min", kLockedTime, "", "TCP: a retransmission waits at least this long, and no less than 200ms."),
    metric<kInitRwnd>("initrwnd", kMetricCount, "", "TCP: the first receive window is this."),
    metric<kQuickAck>("quickack", kFlag, "", "TCP: data is acknowledged at once."),
    metric<kFastOpen>("fastopen_no_cookie", kFlag, "", "TCP: Fast Open needs no cookie."),
    {"congctl", Block::Routes, text("[lock] NAME"), {}, read_congctl, show_congctl, "", "TCP: this congestion control is used."},
});
// clang-format on

} // namespace

Rows route_metric_rows() {
    return kRouteMetricsRows;
}

} // namespace xvrrp::config
