// SPDX-License-Identifier: GPL-2.0-or-later
// Tells people what happens: the log lines of transitions, notices and errors, and the times of each takeover.
//
// A line that may come with every packet is written once in ten seconds, with the number of those left out.
#pragma once

#include "core/conditions/check.h"
#include "core/conditions/quorum.h"
#include "core/vrrp/io.h"
#include "daemon/timeline.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace xvrrp::daemon {

// At most one line in ten seconds.
class LineLimit {
public:
    // Returns the number of lines that were left out before this one, or nothing if this one is left out too.
    std::optional<std::uint64_t> pass(core::TimePoint now);

private:
    core::TimePoint quiet_until_{};
    std::uint64_t left_out_ = 0;
};

// " (3 more since the last line)", or nothing.
std::string and_more(std::uint64_t left_out);

class Chronicle {
public:
    void tell(const core::Transitioned& transition, core::TimePoint now);
    void tell(const core::FaultChanged& change);
    void tell(const core::PriorityChanged& change);
    void tell(const core::GroupSynced& change);
    // A script ended. changed: it fails now, or is good again.
    void tell(const core::Check& check, const std::optional<core::RunOutcome>& before, bool changed);
    // A quorum of processes was gained or lost.
    void tell(const core::Quorum& quorum);
    void tell(const core::Noticed& notice, core::TimePoint now);
    void tell_errors(const std::vector<std::string>& errors, core::TimePoint now);
    void tell_warnings(const std::vector<std::string>& warnings);

    // The first time counts that comes after a takeover.
    void placed(core::RouterId router, core::TimePoint now);
    void announced(core::RouterId router, core::TimePoint now);
    void forget(core::RouterId router);

    const Timelines& timelines() const { return timelines_; }

private:
    static constexpr std::size_t kNoticeKinds = static_cast<std::size_t>(core::Noticed::Kind::StageOver) + 1;

    Timelines timelines_;
    std::map<core::RouterId, std::array<LineLimit, kNoticeKinds>> notices_;
    LineLimit errors_;
};

} // namespace xvrrp::daemon
