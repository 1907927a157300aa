// SPDX-License-Identifier: GPL-2.0-or-later
// The names, labels and numbers of mehdy/keepalived-exporter, for dashboards and alerts that exist. What it has and a
// status document does not have is missing: the states of scripts, and the garp_delay that it calls a counter.
#include "tools/metrics/tables.h"

#include <algorithm>

namespace xvrrp::metrics {

namespace {

// One sample for each address: 0 INIT, 1 BACKUP, 2 MASTER, 3 FAULT.
void numbered_state(const json& router, const Path& /*path*/, Samples& out) {
    constexpr std::array kStates{"INIT", "BACKUP", "MASTER", "FAULT"};
    const auto* const found = std::ranges::find(kStates, text(at(router, {"state"})));
    if (found == kStates.end())
        return;
    for (const auto& each : at(router, {"addresses"})) {
        const auto address = text(each);
        out.add(static_cast<double>(found - kStates.begin()),
                {{"ip_address", address.substr(0, address.find_first_of("/ "))}});
    }
}

// Every time as MASTER has ended but the one that goes on.
void released(const json& router, const Path& /*path*/, Samples& out) {
    if (const auto became = number(at(router, {"counters", "master-transitions"})))
        out.add(std::max(*became - (text(at(router, {"state"})) == "MASTER" ? 1 : 0), 0.0));
}

constexpr auto kUp = std::to_array<Metric>({
    {"keepalived_up", Type::Gauge, "1 if xvrrpd answered", {"up"}},
});

constexpr auto kKeepalivedMetrics = std::to_array<Metric>({
    {"keepalived_vrrp_state", Type::Gauge, "0 INIT, 1 BACKUP, 2 MASTER, 3 FAULT", {}, 1, numbered_state},
    {"keepalived_advertisements_received_total",
     Type::Counter,
     "Valid adverts of other routers",
     {"counters", "advertisement-rcvd"}},
    {"keepalived_advertisements_sent_total",
     Type::Counter,
     "Adverts sent",
     {"counters", "advertisement-sent"}},
    {"keepalived_become_master_total",
     Type::Counter,
     "How often it became MASTER",
     {"counters", "master-transitions"}},
    {"keepalived_release_master_total", Type::Counter, "How often it was MASTER no more", {}, 1, released},
    {"keepalived_packet_length_errors_total",
     Type::Counter,
     "Adverts of a wrong length",
     {"counters", "packet-length-errors"}},
    {"keepalived_advertisements_interval_errors_total",
     Type::Counter,
     "Adverts with another interval",
     {"counters", "interval-errors"}},
    {"keepalived_ip_ttl_errors_total", Type::Counter, "Adverts with another TTL than 255", {"drops", "ttl"}},
    {"keepalived_invalid_type_received_total",
     Type::Counter,
     "Packets of another type",
     {"counters", "invalid-type-pkts-rcvd"}},
    {"keepalived_address_list_errors_total",
     Type::Counter,
     "Adverts with another address list",
     {"counters", "address-list-errors"}},
    {"keepalived_authentication_mismatch_total",
     Type::Counter,
     "Adverts with another authentication type",
     {"drops", "auth_type"}},
    {"keepalived_authentication_failure_total",
     Type::Counter,
     "Adverts with a wrong password",
     {"drops", "auth_data"}},
    {"keepalived_priority_zero_received_total",
     Type::Counter,
     "Adverts with priority 0 received",
     {"counters", "priority-zero-pkts-rcvd"}},
    {"keepalived_priority_zero_sent_total",
     Type::Counter,
     "Adverts with priority 0 sent",
     {"counters", "priority-zero-pkts-sent"}},
});

} // namespace

std::span<const Metric> keepalived_exporter_metrics() {
    return kUp;
}

std::span<const Metric> keepalived_metrics() {
    return kKeepalivedMetrics;
}

Labels keepalived_labels(const json& instance) {
    return {{"iname", text(at(instance, {"name"}))},
            {"intf", text(at(instance, {"interface"}))},
            {"vrid", text(at(instance, {"vrid"}))}};
}

} // namespace xvrrp::metrics
