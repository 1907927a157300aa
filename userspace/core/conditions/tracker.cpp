// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/conditions/tracker.h"

#include <algorithm>
#include <utility>

namespace xvrrp::core {

namespace {

Reason reason_of(Tracker::Kind kind) {
    switch (kind) {
    case Tracker::Kind::Interface:
        return Reason::TrackedInterface;
    case Tracker::Kind::File:
        return Reason::TrackedFile;
    case Tracker::Kind::Script:
        return Reason::TrackedScript;
    case Tracker::Kind::Process:
        return Reason::TrackedProcess;
    }
    return {};
}

// This many points, or less, are a FAULT, as in keepalived.
constexpr int kPointsOfFault = -254;

std::optional<int> points_of(const Tracking& tracking, const TrackerState& state) {
    const auto weight = std::int64_t{tracking.reverse ? -tracking.weight : tracking.weight};
    const auto points = std::clamp<std::int64_t>(weight * state.value, kPointsOfFault, -kPointsOfFault);
    return points == kPointsOfFault ? std::nullopt : std::optional(static_cast<int>(points));
}

std::optional<Condition> of_file(const Tracking& tracking, const TrackerState& state, Condition condition) {
    if (tracking.weight == 0)
        return (state.value == 0) == tracking.reverse ? std::optional(condition) : std::nullopt;
    condition.weight = points_of(tracking, state);
    return condition.weight == 0 ? std::nullopt : std::optional(condition);
}

} // namespace

std::optional<Condition> condition_of(const Tracking& tracking, const TrackerState& state) {
    Condition condition{
        .name = reason_of(tracking.tracker.kind), .owner = tracking.tracker.name, .sentence = state.sentence};
    if (tracking.tracker.kind == Tracker::Kind::File)
        return of_file(tracking, state, std::move(condition));
    if (tracking.weight == 0)
        return state.good == tracking.reverse ? std::optional(condition) : std::nullopt;
    if (state.good != (tracking.weight > 0))
        return std::nullopt;
    condition.weight = tracking.reverse ? -tracking.weight : tracking.weight;
    return condition;
}

} // namespace xvrrp::core
