// SPDX-License-Identifier: GPL-2.0-or-later
// What the runner does for the daemon: the scripts and processes that are tracked become inputs of the core.
#pragma once

#include "config/grammar/configuration.h"
#include "core/conditions/check.h"
#include "core/conditions/quorum.h"
#include "daemon/check_memory.h"
#include "daemon/chronicle.h"
#include "daemon/followed.h"
#include "daemon/runner.h"
#include "os/named_pipe.h"

#include <map>
#include <string>
#include <vector>

namespace xvrrp::daemon {

class Scripts {
public:
    // wake lets the loop have a turn.
    Scripts(os::EventLoop& loop, Runner::Aside aside, std::function<void()> wake, std::string runner_socket,
            Chronicle& chronicle)
        : runner_(loop, std::move(aside), std::move(wake), std::move(runner_socket)), chronicle_(chronicle) {}

    // A runner of our own has to be there before the daemon has real-time priority. It cleans up if the daemon dies before
    // leave(). Another one is not asked for anything yet, and whoever starts it cleans up, too.
    Result<> start(const config::Config& config, runner::CleanUp clean_up);

    // The user and the group of the runner.
    os::Owner runner_account() const;

    // Nothing is left in the kernel.
    void leave() { runner_.forget(clean_up_); }

    // Looks at the scripts and processes of this configuration from here on. Returns what the core has to know at once.
    std::vector<core::Input> follow(const config::Config& config, core::TimePoint now);

    // The results of a former daemon, before the first follow().
    void remember(KnownChecks known) { remembered_ = std::move(known); }

    KnownChecks known() const;

    // True if known() has changed since the last call.
    bool take_changes() { return std::exchange(has_changed_, false); }

    std::vector<core::Input> news(core::TimePoint now);

    // Runs a script once. Its end is among finished(), unless end() is called before.
    runner::JobId run(const core::Script& script, core::Duration timeout);

    // Sends a mail. Its end is among finished(), too.
    runner::JobId send(const core::Mail& mail) { return runner_.ask(runner::Delivery{0, mail}); }

    void end(runner::JobId id) { runner_.forget(id); }

    // Runs a script that a virtual router waits for. Its end is among news(). One that still runs from before is ended, and
    // this one begins after it.
    void begin(const core::RunStage& stage);

    // The scripts and mails that ended since the last call. They come in with news().
    std::vector<runner::Finished> finished() { return std::exchange(finished_, {}); }

    core::TimePoint deadline() const;

    // The results of each script so far, by its name.
    std::map<std::string, core::Check::Record> records() const;

    // The scripts and processes that are looked at, by their names.
    std::map<std::string, core::Check> checks() const { return states(checks_); }

    std::map<std::string, core::Quorum> quorums() const { return states(processes_); }

private:
    using Checks = Followed<core::Tracker::Kind::Script, runner::Job, core::CheckRule, core::Check>;
    using Processes = Followed<core::Tracker::Kind::Process, runner::Watch, core::QuorumRule, core::Quorum>;

    template <core::Tracker::Kind kind, class Wanted, class Rule, class State>
    static std::map<std::string, State> states(const Followed<kind, Wanted, Rule, State>& followed) {
        std::map<std::string, State> out;
        for (const auto& [name, each] : followed.all())
            out.emplace(name, each.state);
        return out;
    }

    void take(const runner::Finished& finished, core::TimePoint now, std::vector<core::Input>& news);
    void judge(core::Check& check, const core::RunOutcome& outcome, core::TimePoint now,
               std::vector<core::Input>& news);
    void look_for_overdue(core::TimePoint now, std::vector<core::Input>& news);
    void take(const runner::Counted& counted, core::TimePoint now, std::vector<core::Input>& news);

    // Nothing that is asked here has another answer.
    template <class Other>
    void take(const Other& /*answer*/, core::TimePoint /*now*/, std::vector<core::Input>& /*news*/) {}

    void tell(const core::Quorum& quorum, core::TimePoint now, std::vector<core::Input>& news);

    Runner runner_;
    runner::JobId clean_up_ = 0;
    config::Scripts common_; // to all scripts
    std::vector<runner::Finished> finished_;
    std::map<runner::JobId, core::StageEnded> stages_; // those that run
    Checks checks_;
    KnownChecks remembered_;
    bool has_changed_ = false; // a check
    Processes processes_;
    core::TimePoint overdue_at_ = core::kNever; // one of the checks, at the earliest
    core::TimePoint quorum_at_ = core::kNever;  // a delay of one of them is over
    Chronicle& chronicle_;
};

} // namespace xvrrp::daemon
