// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/conditions/quorum.h"

namespace xvrrp::core {

bool Quorum::take(std::size_t processes, TimePoint now) {
    processes_ = processes;
    const bool good = processes >= rule_.least && (!rule_.most || processes <= *rule_.most);
    if (good_ == good) {
        change_at_ = kNever;
        return false;
    }
    if (!good_) {
        good_ = good;
        return true;
    }
    if (change_at_ == kNever)
        change_at_ = now + (good ? rule_.fork_delay : rule_.terminate_delay);
    return tick(now);
}

void Quorum::inherit(const Quorum& former) {
    if (former.good_)
        take(former.processes_, {});
}

bool Quorum::tick(TimePoint now) {
    if (change_at_ > now)
        return false;
    change_at_ = kNever;
    good_ = !*good_;
    return true;
}

std::optional<TrackerState> Quorum::state() const {
    if (!good_)
        return {};
    const auto count = std::to_string(processes_) + (processes_ == 1 ? " process" : " processes") + " of " +
                       program_ + (processes_ == 1 ? " runs" : " run");
    if (*good_)
        return TrackerState{true, 0, "process " + name_ + " is there: " + count};
    const bool too_few = processes_ < rule_.least;
    return TrackerState{false, 0,
                        "process " + name_ + " fails: " + count + ", " +
                            (too_few ? "at least " + std::to_string(rule_.least) + " must"
                                     : "at most " + std::to_string(rule_.most.value_or(0)) + " may")};
}

} // namespace xvrrp::core
