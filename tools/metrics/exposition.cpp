// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/metrics/exposition.h"

#include "tools/metrics/tables.h"

#include <sstream>

#include <prometheus/text_serializer.h>

namespace xvrrp::metrics {

namespace {

// Metric by metric, because all samples of thousands of virtual routers at once would take much memory.
void write(std::ostream& out, const Samples& samples) {
    if (!samples.family().metric.empty())
        prometheus::TextSerializer().Serialize(out, {samples.family()});
}

void write_all(std::ostream& out, std::span<const Metric> metrics, const json& from) {
    for (const auto& metric : metrics) {
        Samples samples(metric.name, metric.help, metric.type);
        metric.collect(from, samples);
        write(out, samples);
    }
}

void write_routers(std::ostream& out, std::span<const Metric> metrics, const json& instances,
                   Labels (*labels_of)(const json&)) {
    std::vector<Labels> labels;
    for (const auto& instance : instances)
        labels.push_back(labels_of(instance));
    for (const auto& metric : metrics) {
        Samples samples(metric.name, metric.help, metric.type);
        auto its = labels.cbegin();
        for (const auto& instance : instances) {
            samples.of(*its++);
            metric.collect(instance, samples);
        }
        write(out, samples);
    }
}

const char* name_of(Type type) {
    switch (type) {
    case Type::Counter:
        return "counter";
    case Type::Histogram:
        return "histogram";
    default:
        return "gauge";
    }
}

} // namespace

std::string exposition(const std::optional<json>& status, const std::string& version, Names names) {
    const bool both = names == Names::AndKeepalived;
    const json exporter{{"up", status.has_value()}, {"version", version}};
    std::ostringstream out;
    write_all(out, exporter_metrics(), exporter);
    if (both)
        write_all(out, keepalived_exporter_metrics(), exporter);
    if (!status)
        return out.str();
    const auto& instances = at(*status, {"instances"});
    write_all(out, daemon_metrics(), *status);
    write_routers(out, router_metrics(), instances, router_labels);
    if (both)
        write_routers(out, keepalived_metrics(), instances, keepalived_labels);
    return out.str();
}

std::string list_of_metrics(Names names) {
    std::ostringstream out;
    const auto list = [&](std::span<const Metric> metrics) {
        for (const auto& metric : metrics)
            out << metric.name << ' ' << name_of(metric.type) << ' ' << metric.help << '\n';
    };
    for (const auto each : {exporter_metrics(), daemon_metrics(), router_metrics()})
        list(each);
    if (names == Names::AndKeepalived) {
        list(keepalived_exporter_metrics());
        list(keepalived_metrics());
    }
    return out.str();
}

} // namespace xvrrp::metrics
