// SPDX-License-Identifier: GPL-2.0-or-later
#include "oracle.h"

#include "core/vrrp/names.h"

#include <algorithm>
#include <map>

namespace xvrrp::sim {

namespace {

using TrackerKind = core::Tracker::Kind;

constexpr const char* kInterface = "eth0";

bool is_good(TrackerKind kind, const Seen& seen) {
    if (kind == TrackerKind::Interface)
        return seen.interface_up;
    return kind == TrackerKind::Script ? seen.script_good : seen.processes.good();
}

// The part that it adds to the priority, without any limit.
int points_of(const core::Tracking& tracking, const Seen& seen) {
    const int signed_weight = tracking.reverse ? -tracking.weight : tracking.weight;
    if (tracking.tracker.kind == TrackerKind::File)
        return signed_weight * seen.file;
    const bool counts = is_good(tracking.tracker.kind, seen) ? tracking.weight > 0 : tracking.weight < 0;
    return counts ? signed_weight : 0;
}

bool prevents_work(const core::Tracking& tracking, const Seen& seen) {
    const auto kind = tracking.tracker.kind;
    if (tracking.weight != 0)
        return kind == TrackerKind::File && points_of(tracking, seen) <= -254;
    const bool good = kind == TrackerKind::File ? seen.file == 0 : is_good(kind, seen);
    return good == tracking.reverse;
}

Reason reason_of(TrackerKind kind) {
    constexpr Reason kReasons[] = {Reason::TrackedInterface, Reason::TrackedFile, Reason::TrackedScript,
                                   Reason::TrackedProcess};
    return kReasons[static_cast<std::size_t>(kind)];
}

} // namespace

void QuorumOracle::count(std::size_t processes, TimePoint now) {
    const bool enough = processes >= rule_.least && processes <= rule_.most.value_or(processes);
    if (!good_)
        good_ = enough;
    if (enough != enough_)
        since_ = now;
    enough_ = enough;
    pass(now);
}

void QuorumOracle::pass(TimePoint now) {
    if (due() <= now)
        good_ = enough_;
}

TimePoint QuorumOracle::due() const {
    if (!good_ || *good_ == enough_)
        return core::kNever;
    return since_ + (enough_ ? rule_.fork_delay : rule_.terminate_delay);
}

Faults faults_of(const core::VirtualRouterConfig& config, const Seen& seen, const std::string& trouble) {
    Faults out;
    if (!seen.link_up)
        out.emplace(Reason::InterfaceDown, kInterface);
    if (!trouble.empty())
        out.emplace(Reason::CannotReceive, kInterface);
    std::map<unsigned, bool> all_fail; // of track_any
    for (const auto& each : config.tracked) {
        const bool fails = prevents_work(each, seen);
        if (each.any_of != 0)
            all_fail[each.any_of] = all_fail.try_emplace(each.any_of, true).first->second && fails;
        else if (fails)
            out.emplace(reason_of(each.tracker.kind), each.tracker.name);
    }
    for (const auto& [number, fail] : all_fail) {
        if (fail)
            out.emplace(Reason::TrackedAll, std::to_string(number));
    }
    return out;
}

std::uint8_t priority_of(const core::VirtualRouterConfig& config, const Seen& seen) {
    if (config.priority == VRRP_PRIORITY_OWNER)
        return config.priority;
    int sum = config.priority;
    for (const auto& each : config.tracked) {
        if (!prevents_work(each, seen))
            sum += std::min(points_of(each, seen), 254);
    }
    return static_cast<std::uint8_t>(std::clamp(sum, 1, 254));
}

std::string text_of(const Faults& faults) {
    std::string out;
    for (const auto& [name, owner] : faults)
        out += (out.empty() ? "" : " ") + std::string(core::name(name)) + '(' + owner + ')';
    return out.empty() ? "none" : out;
}

} // namespace xvrrp::sim
