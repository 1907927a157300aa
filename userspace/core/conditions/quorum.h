// SPDX-License-Identifier: GPL-2.0-or-later
// A quorum of processes: it judges whether as many run as have to.
//
// The first number decides at once. Later ones count after fork_delay or terminate_delay, if they last so long.
#pragma once

#include "core/conditions/tracker.h"
#include "core/types.h"

#include <cstddef>
#include <optional>
#include <string>

namespace xvrrp::core {

struct QuorumRule {
    std::size_t least = 1;
    std::optional<std::size_t> most{}; // none: any number
    Duration fork_delay{0};
    Duration terminate_delay{0};

    bool operator==(const QuorumRule&) const = default;
};

class Quorum {
public:
    Quorum(std::string name, std::string program, const QuorumRule& rule)
        : name_(std::move(name)), program_(std::move(program)), rule_(rule) {}

    // Takes the number of running processes. Returns true if the quorum was gained or lost, or is known for the first time.
    bool take(std::size_t processes, TimePoint now);
    // Takes over the number that was known under another rule, and judges it at once.
    void inherit(const Quorum& former);
    // The same as take() for a delay that is over.
    bool tick(TimePoint now);

    TimePoint deadline() const { return change_at_; }

    // Nothing until the first number is there.
    std::optional<TrackerState> state() const;

    std::size_t processes() const { return processes_; }

    const std::string& name() const { return name_; }

private:
    std::string name_;
    std::string program_;
    QuorumRule rule_;
    std::size_t processes_ = 0;
    std::optional<bool> good_;
    TimePoint change_at_ = kNever;
};

} // namespace xvrrp::core
