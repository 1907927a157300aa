// SPDX-License-Identifier: GPL-2.0-or-later
// All metrics, in the order in which they are exposed.
#pragma once

#include "tools/metrics/samples.h"

#include <span>

namespace xvrrp::metrics {

// Those of {"up","version"}, which are there without a daemon too.
std::span<const Metric> exporter_metrics();
// Those of a status document as a whole.
std::span<const Metric> daemon_metrics();
// Those of each of its "instances", and their labels.
std::span<const Metric> router_metrics();
Labels router_labels(const json& instance);

// The same under the names, labels and numbers of the widespread exporter of keepalived.
std::span<const Metric> keepalived_exporter_metrics();
std::span<const Metric> keepalived_metrics();
Labels keepalived_labels(const json& instance);

} // namespace xvrrp::metrics
