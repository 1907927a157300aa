// SPDX-License-Identifier: GPL-2.0-or-later
// The scripts of one simulated host, which run for random times: those that a virtual router waits for, and those that are
// told of transitions. It notes whatever must never be.
//
// A script that a virtual router waits for may go on for ever. Then the runner ends it at its timeout, or never tells.
#pragma once

#include "core/notify/lanes.h"
#include "random.h"
#include "record.h"

#include <deque>
#include <functional>
#include <map>
#include <set>

namespace xvrrp::sim {

inline constexpr const char* kBeforeMaster = "/before_master";
inline constexpr const char* kBeforeBackup = "/before_backup";

class HostScripts {
public:
    // wake lets the daemon have a turn.
    HostScripts(std::string host, std::uint64_t seed, Timeline& timeline, Record& record,
                std::function<void()> wake)
        : host_(std::move(host)), random_(seed), timeline_(timeline), record_(record),
          wake_(std::move(wake)) {}

    // The daemon is gone, and whatever has not begun is never run.
    void lose();

    void run(const core::RunStage& stage);

    // The ends that the daemon is told of, since the last call.
    std::vector<core::StageEnded> take_ended() { return std::exchange(ended_, {}); }

    // This script of a virtual router still runs, and has time left.
    bool runs(core::RouterId router, const char* script) const;

    void take(const core::Transitioned& output);
    void take(const core::GroupChanged& output);
    void take(const core::Noticed& output);
    void start_notified(); // at the end of a turn

    // Every script that is to be told has begun and ended.
    bool are_done() const { return lanes_.empty(); }

    // A MASTER sends this priority, and party are the members of its sync group or itself.
    void check_advert(core::RouterId router, unsigned priority, const std::vector<core::RouterId>& party);
    // An address of this virtual router is placed.
    void check_placing(core::RouterId router, const core::IpAddress& address);
    // A MASTER leaves for INIT. had_addresses: it did not wait for before_master.
    void check_leaving(const core::Transitioned& output, bool has_before_backup, bool had_addresses,
                       const std::vector<core::RouterId>& party);

private:
    struct Stage {
        std::string script;
        TimePoint until;
    };

    void tell(const core::Notification& notification, const std::string& expected);
    void end_notified(std::uint64_t id);
    void violation(const std::string& what);

    std::string host_;
    Random random_;
    Timeline& timeline_;
    Record& record_;
    std::function<void()> wake_;
    std::uint64_t daemon_ = 0;                     // counts them
    std::map<core::RouterId, std::uint64_t> runs_; // counts those of each, as only the last one is told of
    std::map<core::RouterId, Stage> stages_;       // those that MASTERs wait for, or have waited for
    std::set<core::RouterId> farewells_;           // the MASTERs whose before_backup was run
    std::map<core::RouterId, unsigned> told_;      // the priorities that went out last
    std::vector<core::StageEnded> ended_;
    core::Lanes<core::Script> lanes_{2};
    std::map<core::Subject, std::deque<std::string>> expected_; // what their scripts are still to be told
    std::set<core::Subject> running_;
};

} // namespace xvrrp::sim
