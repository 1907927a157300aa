// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/metrics/samples.h"

#include <algorithm>
#include <iterator>

namespace xvrrp::metrics {

prometheus::ClientMetric& Samples::next(Labels more) {
    auto& sample = family_.metric.emplace_back();
    if (labels_ != nullptr)
        sample.label = *labels_;
    std::ranges::move(more, std::back_inserter(sample.label));
    return sample;
}

void Samples::add(std::optional<double> value, Labels more) {
    if (!value)
        return;
    auto& sample = next(std::move(more));
    if (family_.type == Type::Counter)
        sample.counter.value = *value;
    else
        sample.gauge.value = *value;
}

void Samples::add(const prometheus::ClientMetric::Histogram& histogram) {
    next({}).histogram = histogram;
}

void Metric::collect(const json& from, Samples& out) const {
    if (read != nullptr)
        return read(from, path, out);
    if (const auto value = number(at(from, path)))
        out.add(*value * unit);
}

} // namespace xvrrp::metrics
