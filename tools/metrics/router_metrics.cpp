// SPDX-License-Identifier: GPL-2.0-or-later
// The metrics of a virtual router. A label never tells its state, its priority or its master, except in vrrp_state and
// vrrp_info: a counter would begin anew at each takeover.
#include "tools/metrics/tables.h"

#include <string_view>

namespace xvrrp::metrics {

namespace {

constexpr double kMilliseconds = 1e-3;

void states(const json& router, const Path& /*path*/, Samples& out) {
    const auto state = text(at(router, {"state"}));
    for (const auto& [name, label] : {std::pair{"INIT", "init"}, std::pair{"BACKUP", "backup"},
                                      std::pair{"MASTER", "master"}, std::pair{"FAULT", "fault"}})
        out.add(state == name, {{"state", label}});
}

// "192.168.1.100/24 dev eth1" is the address 192.168.1.100.
std::string first_address(const json& router) {
    const auto& addresses = at(router, {"addresses"});
    const auto first = addresses.is_array() && !addresses.empty() ? text(addresses[0]) : std::string();
    return first.substr(0, first.find_first_of("/ "));
}

void info(const json& router, const Path& /*path*/, Samples& out) {
    out.add(1, {{"version", text(at(router, {"version"}))},
                {"master_address", text(at(router, {"master", "address"}))},
                {"vip", first_address(router)}});
}

void since(const json& router, const Path& /*path*/, Samples& out) {
    out.add(unix_time(at(router, {"since"})));
}

void addresses(const json& router, const Path& /*path*/, Samples& out) {
    if (const auto& all = at(router, {"addresses"}); all.is_array())
        out.add(static_cast<double>(all.size()));
}

void fault_reason(const json& router, const Path& /*path*/, Samples& out) {
    if (text(at(router, {"state"})) == "FAULT")
        out.add(1, {{"reason", text(at(router, {"reason"}))}});
}

void drain(const json& router, const Path& /*path*/, Samples& out) {
    const auto word = text(at(router, {"drain"}));
    for (const auto* stage : {"draining", "drained"})
        out.add(word == stage, {{"stage", stage}});
}

// Thousands of virtual routers with 27 reasons each would be mostly zeros.
void receive_errors(const json& router, const Path& /*path*/, Samples& out) {
    for (const auto& [reason, count] : at(router, {"drops"}).items()) {
        if (const auto value = number(count); value && *value > 0)
            out.add(value, {{"reason", reason}});
    }
}

void last_takeover(const json& router, const Path& /*path*/, Samples& out) {
    const auto ns = [&](const char* step) { return number(at(router, {"takeover", step})).value_or(0); };
    if (ns("announced_ns") > 0 && ns("deadline_ns") > 0)
        out.add((ns("announced_ns") - ns("deadline_ns")) * 1e-9);
}

constexpr auto kMetrics = std::to_array<Metric>({
    {"vrrp_state", Type::Gauge, "1 for the state of the virtual router, 0 for the others", {}, 1, states},
    {"vrrp_info",
     Type::Gauge,
     "1, with the VRRP version, the address of the master and the first virtual address",
     {},
     1,
     info},
    {"vrrp_priority_configured", Type::Gauge, "The priority of the configuration", {"priority", "base"}},
    {"vrrp_priority_effective",
     Type::Gauge,
     "The priority with everything that is tracked",
     {"priority", "effective"}},
    {"vrrp_master_priority",
     Type::Gauge,
     "The priority of the master that a BACKUP follows",
     {"master", "priority"}},
    {"vrrp_last_transition_timestamp_seconds",
     Type::Gauge,
     "The time since which it is in its state",
     {},
     1,
     since},
    {"vrrp_master_transitions_total",
     Type::Counter,
     "How often it became MASTER",
     {"counters", "master-transitions"}},
    {"vrrp_advertisements_sent_total",
     Type::Counter,
     "Adverts that the daemon sent",
     {"counters", "advertisement-sent"}},
    {"vrrp_advertisements_received_total",
     Type::Counter,
     "Valid adverts of other routers",
     {"counters", "advertisement-rcvd"}},
    {"vrrp_priority_zero_sent_total",
     Type::Counter,
     "Adverts with priority 0 sent",
     {"counters", "priority-zero-pkts-sent"}},
    {"vrrp_priority_zero_received_total",
     Type::Counter,
     "Adverts with priority 0 received",
     {"counters", "priority-zero-pkts-rcvd"}},
    {"vrrp_address_list_errors_total",
     Type::Counter,
     "Adverts with another address list than ours",
     {"counters", "address-list-errors"}},
    {"vrrp_receive_errors_total",
     Type::Counter,
     "Adverts that were refused, by reason; a reason comes with the first",
     {},
     1,
     receive_errors},
    {"vrrp_withheld_total",
     Type::Counter,
     "News that a token bucket or a full ring kept from the daemon",
     {"counters", "withheld"}},
    {"vrrp_fault_reason", Type::Gauge, "1 in FAULT, with the strongest reason", {}, 1, fault_reason},
    {"vrrp_drain", Type::Gauge, "1 for the stage of a drain, see xvrrpctl drain", {}, 1, drain},
    {"vrrp_addresses", Type::Gauge, "The number of its virtual addresses", {}, 1, addresses},
    {"vrrp_advertisement_interval_seconds",
     Type::Gauge,
     "Its advertisement interval",
     {"advert_interval_ms"},
     kMilliseconds},
    {"vrrp_master_down_interval_seconds",
     Type::Gauge,
     "The silence of a master after which it takes over",
     {"master_down_ms"},
     kMilliseconds},
    {"vrrp_advertisement_gap_seconds",
     Type::Gauge,
     "How long ago the last advert of another router came",
     {"timing", "silence_ms"},
     kMilliseconds},
    {"vrrp_master_down_deadline_seconds",
     Type::Gauge,
     "The time after which a BACKUP takes over if it hears nothing more",
     {"timing", "takeover_in_ms"},
     kMilliseconds},
    {"vrrp_advertisement_largest_late_seconds",
     Type::Gauge,
     "How late the latest of its adverts left since the start of the daemon",
     {"timing", "latest_ms"},
     kMilliseconds},
    {"vrrp_last_takeover_seconds",
     Type::Gauge,
     "The time of its last takeover, from the master-down deadline to the first gratuitous ARP",
     {},
     1,
     last_takeover},
    {"vrrp_stand_in_lease_seconds",
     Type::Gauge,
     "How long the kernel stands in for a dead daemon; 0: it does not",
     {"stand_in", "lease_ms"},
     kMilliseconds},
    {"vrrp_stand_in_lent", Type::Gauge, "1 if the kernel has its advert now", {"stand_in", "lent"}},
    {"vrrp_stand_in_adverts_total",
     Type::Counter,
     "Adverts that the kernel sent for a late daemon",
     {"stand_in", "adverts"}},
});

} // namespace

std::span<const Metric> router_metrics() {
    return kMetrics;
}

Labels router_labels(const json& instance) {
    Labels labels{{"instance_name", text(at(instance, {"name"}))},
                  {"interface", text(at(instance, {"interface"}))},
                  {"vrid", text(at(instance, {"vrid"}))},
                  {"family", text(at(instance, {"family"}))}};
    if (auto vlan = text(at(instance, {"vlan"})); !vlan.empty())
        labels.push_back({"vlan", std::move(vlan)});
    return labels;
}

} // namespace xvrrp::metrics
