// SPDX-License-Identifier: GPL-2.0-or-later
// The metrics of the daemon and of its data path.
#include "tools/metrics/tables.h"

#include <xvrrp/bpf_abi.h>
#include <xvrrp/drop_reason.h>

#include <algorithm>
#include <cctype>
#include <iterator>

namespace xvrrp::metrics {

namespace {

constexpr double kMilli = 1e-3;
constexpr double kNano = 1e-9;

void build_info(const json& exporter, const Path& /*path*/, Samples& out) {
    out.add(1, {{"version", text(at(exporter, {"version"}))}});
}

void daemon_info(const json& status, const Path& /*path*/, Samples& out) {
    out.add(1, {{"version", text(at(status, {"daemon", "version"}))},
                {"router_id", text(at(status, {"daemon", "router_id"}))}});
}

void last_loop(const json& status, const Path& /*path*/, Samples& out) {
    out.add(unix_time(at(status, {"loop", "last_turn"})));
}

// The document counts each bucket alone, Prometheus counts all up to its bound.
void histogram(const json& status, const Path& path, Samples& out) {
    const auto& bounds = at(status, {"loop", "bounds_ns"});
    const auto& its = at(status, path);
    const auto& counts = at(its, {"counts"});
    if (!bounds.is_array() || !counts.is_array() || counts.size() != bounds.size() + 1)
        return;
    prometheus::ClientMetric::Histogram all;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        all.sample_count += static_cast<std::uint64_t>(number(counts[i]).value_or(0));
        if (i < bounds.size())
            all.bucket.push_back({all.sample_count, number(bounds[i]).value_or(0) * kNano});
    }
    all.sample_sum = number(at(its, {"sum_ns"})).value_or(0) * kNano;
    out.add(all);
}

void stand_in_trouble(const json& status, const Path& /*path*/, Samples& out) {
    if (at(status, {"stand_in"}).is_object())
        out.add(at(status, {"stand_in", "trouble"}).is_null() ? 0 : 1);
}

// Of scripts and of mails.
void of_work(const json& status, const Path& path, Samples& out) {
    for (const auto& [key, kind] : {std::pair{"scripts", "script"}, std::pair{"mails", "mail"}})
        out.add(number(at(at(status, {"notify", key}), path)), {{"kind", kind}});
}

void pipe_lost(const json& status, const Path& /*path*/, Samples& out) {
    for (const auto* pipe : {"notify_fifo", "vrrp_notify_fifo"})
        out.add(number(at(status, {"notify", pipe, "lost"})), {{"pipe", pipe}});
}

void rx_backend(const json& status, const Path& /*path*/, Samples& out) {
    for (const auto& interface : at(status, {"interfaces"})) {
        const auto mode = text(at(interface, {"mode"}));
        for (const auto* each : {"native", "generic", "tc", "none"})
            out.add(mode == each, {{"interface", text(at(interface, {"name"}))}, {"backend", each}});
    }
}

void rx_hook(const json& status, const Path& /*path*/, Samples& out) {
    for (const auto& interface : at(status, {"interfaces"}))
        out.add(1, {{"interface", text(at(interface, {"name"}))}, {"hook", text(at(interface, {"hook"}))}});
}

std::string lower(std::string word) {
    std::ranges::transform(word, word.begin(),
                           [](unsigned char each) { return static_cast<char>(std::tolower(each)); });
    return word;
}

double sum_over_routers(const json& status, const char* group, const char* name) {
    double sum = 0;
    for (const auto& instance : at(status, {"instances"}))
        sum += number(at(instance, {group, name})).value_or(0);
    return sum;
}

void xdp_drops(const json& status, const Path& /*path*/, Samples& out) {
    if (!at(status, {"drops"}).is_object())
        return;
    for (const auto* reason : {
#define XVRRP_NAME(NAME, name, leaf, sentence) #name,
             XVRRP_DROP_REASONS(XVRRP_NAME)
#undef XVRRP_NAME
         })
        out.add(number(at(status, {"drops", reason})).value_or(0) + sum_over_routers(status, "drops", reason),
                {{"reason", reason}});
}

void xdp_verdicts(const json& status, const Path& /*path*/, Samples& out) {
    for (const auto* verdict : {
#define XVRRP_NAME(NAME, name, sentence) #name,
             XVRRP_COUNTERS(XVRRP_NAME)
#undef XVRRP_NAME
         })
        out.add(sum_over_routers(status, "counters", verdict), {{"verdict", verdict}});
}

void router_errors(const json& status, const Path& /*path*/, Samples& out) {
    for (const auto& [leaf, reason] :
         {std::pair{"checksum-errors", "checksum"}, std::pair{"version-errors", "version"},
          std::pair{"vrid-errors", "vrid"}, std::pair{"ip-ttl-errors", "ttl"}})
        out.add(number(at(status, {"counters", leaf})), {{"reason", reason}});
}

// The only counter whose labels are states. They are those of the event and not of the virtual router, which goes on.
void transitions(const json& status, const Path& /*path*/, Samples& out) {
    for (const auto& each : at(status, {"transitions"}))
        out.add(number(at(each, {"count"})), {{"from", lower(text(at(each, {"from"})))},
                                              {"to", lower(text(at(each, {"to"})))},
                                              {"reason", text(at(each, {"reason"}))}});
}

void check_states(const json& status, const Path& /*path*/, Samples& out) {
    for (const auto& [key, kind] : {std::pair{"scripts", "script"}, std::pair{"processes", "process"}}) {
        for (const auto& each : at(status, {"checks", key})) {
            const auto state = text(at(each, {"state"}));
            for (const auto* one : {"init", "good", "bad"})
                out.add(state == one, {{"kind", kind}, {"name", text(at(each, {"name"}))}, {"state", one}});
        }
    }
}

// The path is the list, and then a member of each.
void of_checks(const json& status, const Path& path, Samples& out) {
    for (const auto& each : at(status, {"checks", path[0]}))
        out.add(number(at(each, {path[1]})), {{"name", text(at(each, {"name"}))}});
}

constexpr auto kGauge = Type::Gauge;
constexpr auto kCounter = Type::Counter;
constexpr auto kHistogram = Type::Histogram;

constexpr auto kExporterMetrics = std::to_array<Metric>({
    {"xvrrp_up", kGauge, "1 if xvrrpd answered, 0 if it did not. Then there is nothing else", {"up"}},
    {"xvrrp_exporter_build_info", kGauge, "1, with the version of the exporter", {}, 1, build_info},
});

constexpr auto kDaemonMetrics = std::to_array<Metric>({
    {"xvrrpd_info", kGauge, "1, with the version of the daemon and its router_id", {}, 1, daemon_info},
    {"xvrrpd_uptime_seconds", kGauge, "Seconds since the start of the daemon", {"daemon", "uptime_s"}},
    {"xvrrpd_pins",
     kGauge,
     "1 if the BPF maps are pinned, so that a restart moves nothing",
     {"daemon", "pins"}},
    {"xvrrpd_last_loop_timestamp_seconds", kGauge, "The end of the last turn of the loop", {}, 1, last_loop},
    {"xvrrpd_advert_late_seconds",
     kHistogram,
     "The time from when an advert was due until it had left",
     {"loop", "advert_late"},
     1,
     histogram},
    {"xvrrpd_timer_late_seconds",
     kHistogram,
     "The time from the earliest deadline of a virtual router to the turn of the loop that kept it",
     {"loop", "deadline_late"},
     1,
     histogram},
    {"xvrrpd_loop_lag_seconds",
     kHistogram,
     "The length of a turn of the loop, in which nothing else is looked at",
     {"loop", "loop_lag"},
     1,
     histogram},
    {"xvrrpd_takeover_seconds",
     kHistogram,
     "The time from the master-down deadline to the first gratuitous ARP",
     {"loop", "takeover"},
     1,
     histogram},
    {"xvrrpd_stand_in_trouble",
     kGauge,
     "1 if the kernel does not send for a late daemon, see xvrrpctl why",
     {},
     1,
     stand_in_trouble},
    {"xvrrpd_stand_in_turns_total",
     kCounter,
     "How often the kernel looked whether adverts are late",
     {"stand_in", "turns"}},
    {"xvrrpd_stand_in_tokens_lost_total",
     kCounter,
     "How often the token that wakes the kernel was lost and sent again",
     {"stand_in", "lost"}},
    {"xvrrpd_stand_in_largest_gap_seconds",
     kGauge,
     "The largest time between two looks of the kernel",
     {"stand_in", "largest_gap_ms"},
     kMilli},
    {"xvrrpd_notify_waiting", kGauge, "Scripts and mails that wait", {"waiting"}, 1, of_work},
    {"xvrrpd_notify_failed_total", kCounter, "Scripts and mails that failed", {"failed"}, 1, of_work},
    {"xvrrpd_notify_left_out_total",
     kCounter,
     "Scripts and mails that were left out because too many waited",
     {"left_out"},
     1,
     of_work},
    {"xvrrpd_notify_fifo_lost_total", kCounter, "Lines for which a named pipe had no room", {}, 1, pipe_lost},
    {"xvrrpd_transitions_total",
     kCounter,
     "Transitions of all virtual routers, by the states before and after and by the reason",
     {},
     1,
     transitions},
    {"xvrrpd_check_state",
     kGauge,
     "1 for the state of a tracked script or process, 0 for the others",
     {},
     1,
     check_states},
    {"xvrrpd_check_script_result",
     kGauge,
     "The exit status of the last run of a tracked script, or the signal that killed it",
     {"scripts", "value"},
     1,
     of_checks},
    {"xvrrpd_check_script_runs_total",
     kCounter,
     "Runs of a tracked script that ended",
     {"scripts", "runs"},
     1,
     of_checks},
    {"xvrrpd_check_script_failed_total",
     kCounter,
     "Runs of a tracked script that failed",
     {"scripts", "failed"},
     1,
     of_checks},
    {"xvrrpd_check_processes",
     kGauge,
     "The processes that run of a tracked program",
     {"processes", "processes"},
     1,
     of_checks},
    {"xvrrpd_check_file_value", kGauge, "The number in a tracked file", {"files", "value"}, 1, of_checks},
    {"xvrrpd_rx_backend",
     kGauge,
     "1 for the mode by which an interface receives adverts; none: it is deaf",
     {},
     1,
     rx_backend},
    {"xvrrpd_rx_hook", kGauge, "1, with the hook of an interface", {}, 1, rx_hook},
    {"xvrrpd_xdp_drops_total",
     kCounter,
     "Adverts that were refused, of all virtual routers and of nobody here",
     {},
     1,
     xdp_drops},
    {"xvrrpd_xdp_verdicts_total",
     kCounter,
     "Valid adverts by what the kernel side did with them",
     {},
     1,
     xdp_verdicts},
    {"vrrp_router_errors_total",
     kCounter,
     "The errors that RFC 8347 counts for the router as a whole",
     {},
     1,
     router_errors},
});

} // namespace

std::span<const Metric> exporter_metrics() {
    return kExporterMetrics;
}

std::span<const Metric> daemon_metrics() {
    return kDaemonMetrics;
}

} // namespace xvrrp::metrics
