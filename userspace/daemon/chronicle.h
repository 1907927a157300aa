// SPDX-License-Identifier: GPL-2.0-or-later
// Tells people what happens: the log lines of transitions, notices and errors, the history, and the times of each
// takeover.
//
// A line that may come with every packet is written once in ten seconds, and one about a change of state or priority twenty
// times a minute, each for its virtual router and its reason. The number of those left out follows.
#pragma once

#include "core/conditions/check.h"
#include "core/conditions/quorum.h"
#include "core/histogram.h"
#include "core/vrrp/io.h"
#include "daemon/events.h"
#include "daemon/line_limits.h"
#include "daemon/timeline.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xvrrp::daemon {

class Chronicle {
public:
    void tell(const core::Transitioned& transition, core::TimePoint now);
    // A script ended. changed: it fails now, or is good again.
    void tell(const core::Check& check, const std::optional<core::RunOutcome>& before, bool changed,
              core::TimePoint now);
    // A quorum of processes was gained or lost.
    void tell(const core::Quorum& quorum, core::TimePoint now);
    void tell(const core::FaultChanged& change, core::TimePoint now);
    void tell(const core::PriorityChanged& change, core::TimePoint now);
    void tell(const core::GroupSynced& change, core::TimePoint now);
    void tell(const core::Noticed& notice, core::TimePoint now);
    // The addresses and routes of a transition, and its gratuitous ARP: with --log-detail only.
    void tell(const core::Hold& held);
    void tell(const core::Announce& announcement) const;
    void tell_errors(const std::vector<std::string>& errors, core::TimePoint now);
    void tell_warnings(const std::vector<std::string>& warnings, core::TimePoint now);
    // The number of lines that were left out, under the limits that are over, or under all of them.
    void tell_left_out(core::TimePoint now);
    void tell_all_left_out(core::TimePoint now);
    // Something about the daemon itself goes into the history. Its log line is written elsewhere.
    void note_daemon(const std::string& what, const std::string& cause, core::TimePoint now);

    core::TimePoint deadline() const { return limits_.deadline(); }

    // Only the first call after a takeover counts.
    void placed(core::RouterId router, core::TimePoint now);
    void announced(core::RouterId router, core::TimePoint now);
    void forget(core::RouterId router);

    const Timelines& timelines() const { return timelines_; }

    // How often each happened since the daemon's start, of all virtual routers.
    const TransitionCounts& transitions() const { return transitions_; }

    // From the deadline that passed to the first gratuitous ARP; see Timeline.
    const core::Histogram& takeovers() const { return takeovers_; }

    // True if an event came since the last call.
    bool take_news() { return std::exchange(looked_at_, events_.end()) != events_.end(); }

    Events& events() { return events_; }

    const Events& events() const { return events_; }

private:
    bool write(const LineLimits::Rule& rule, const std::string& about, const LogLine& line,
               core::TimePoint now, std::string_view reason = {});
    void tell(const std::vector<LineLimits::Told>& left_out, core::TimePoint now);
    void note(Event::Kind kind, const std::string& name, const std::string& what, const std::string& cause,
              core::TimePoint now);

    Events events_;
    std::uint64_t looked_at_ = 0; // the end of the events at the last take_news()
    Timelines timelines_;
    TransitionCounts transitions_;
    core::Histogram takeovers_;
    // With --log-detail: the names of the virtual routers that want their addresses.
    std::map<core::RouterId, std::string> holders_;
    LineLimits limits_;
};

} // namespace xvrrp::daemon
