// SPDX-License-Identifier: GPL-2.0-or-later
// The samples of one metric, as they are collected from a document of the daemon.
#pragma once

#include "tools/metrics/document.h"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <prometheus/metric_family.h>

namespace xvrrp::metrics {

using Label = prometheus::ClientMetric::Label;
using Labels = std::vector<Label>;
using Type = prometheus::MetricType;

class Samples {
public:
    Samples(std::string name, std::string help, Type type)
        : family_{std::move(name), std::move(help), type, {}} {}

    // The labels of all samples that are added from now on.
    void of(const Labels& labels) { labels_ = &labels; }

    void add(std::optional<double> value, Labels more = {}); // nothing: no sample
    void add(const prometheus::ClientMetric::Histogram& histogram);

    const prometheus::MetricFamily& family() const { return family_; }

private:
    prometheus::ClientMetric& next(Labels more);

    prometheus::MetricFamily family_;
    const Labels* labels_ = nullptr;
};

using Path = std::array<const char*, 3>; // into a document; null at the end

// A metric: its name, what it means, and where its value is in a document. A metric that is more than one number times a
// unit has a function that reads it.
struct Metric {
    const char* name = "";
    Type type{};
    const char* help = "";
    Path path{};
    double unit = 1;
    void (*read)(const json& from, const Path& path, Samples& out) = nullptr;

    void collect(const json& from, Samples& out) const;
};

} // namespace xvrrp::metrics
