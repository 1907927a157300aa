// SPDX-License-Identifier: GPL-2.0-or-later
// The naive oracle: from all that a daemon has seen of its host it computes, anew each time and in the simplest way, which
// conditions a virtual router must have, and which priority.
#pragma once

#include "core/conditions/quorum.h"
#include "core/vrrp/virtual_router_config.h"
#include "record.h"

#include <optional>
#include <set>
#include <string>
#include <utility>

namespace xvrrp::sim {

// As many processes as the rule asks for, or not, for long enough.
class QuorumOracle {
public:
    explicit QuorumOracle(core::QuorumRule rule) : rule_(std::move(rule)) {}

    void count(std::size_t processes, TimePoint now);
    void pass(TimePoint now);

    bool good() const { return good_.value_or(false); }

    // When it changes if nothing else does.
    TimePoint due() const;

private:
    core::QuorumRule rule_;
    std::optional<bool> good_;
    bool enough_ = false;
    TimePoint since_{}; // of enough_
};

struct Seen {
    bool link_up = true;
    bool interface_up = true;
    bool script_good = true;
    int file = 0;
    QuorumOracle processes;
};

// The conditions that prevent work, by their names and owners.
using Faults = std::set<std::pair<core::Reason, std::string>>;

// trouble: with the reception, as it was told.
Faults faults_of(const core::VirtualRouterConfig& config, const Seen& seen, const std::string& trouble);

std::uint8_t priority_of(const core::VirtualRouterConfig& config, const Seen& seen);

std::string text_of(const Faults& faults);

} // namespace xvrrp::sim
