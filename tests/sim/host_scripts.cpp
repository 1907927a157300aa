// SPDX-License-Identifier: GPL-2.0-or-later
#include "host_scripts.h"

#include "core/vrrp/names.h"

#include <algorithm>

namespace xvrrp::sim {

namespace {

constexpr std::size_t kEventArgument = 3; // after the program, INSTANCE or GROUP, and the name

core::Notify everything() {
    core::Notify notify;
    notify.any = core::Script{{"/notify"}, {}, {}};
    return notify;
}

std::string told_as(State state, bool is_gone) {
    if (state == State::Init)
        return is_gone ? "FAULT" : "STOP";
    return std::string(core::name(state));
}

} // namespace

void HostScripts::lose() {
    ++daemon_;
    stages_.clear();
    farewells_.clear();
    told_.clear();
    ended_.clear();
    lanes_ = core::Lanes<core::Script>(2);
    expected_.clear();
    running_.clear();
}

// ---- Scripts that a virtual router waits for ----------------------------------------------------------------

void HostScripts::run(const core::RunStage& stage) {
    const auto timeout = stage.script.timeout;
    const bool ends = random_.chance(70);
    const auto lasts = ends ? random_.up_to(2 * timeout) : 2 * timeout;
    const auto until = timeline_.now() + std::min(lasts, timeout);
    const auto& script = stage.script.script.arguments.front();
    stages_.insert_or_assign(stage.router, Stage{script, until});
    const auto count = ++runs_[stage.router];
    if (script == kBeforeBackup)
        farewells_.insert(stage.router);
    if (lasts >= timeout && random_.chance(50))
        return;
    core::StageEnded told{stage.router, stage.stage, {}};
    if (lasts >= timeout)
        told.outcome.end = core::RunOutcome::End::TimedOut;
    timeline_.at(until, [this, told, count, daemon = daemon_] {
        if (daemon != daemon_ || runs_[told.router] != count)
            return;
        ended_.push_back(told);
        wake_();
    });
}

bool HostScripts::runs(core::RouterId router, const char* script) const {
    const auto known = stages_.find(router);
    return known != stages_.end() && known->second.script == script && timeline_.now() < known->second.until;
}

void HostScripts::check_advert(core::RouterId router, unsigned priority,
                               const std::vector<core::RouterId>& party) {
    const auto known = told_.find(router);
    const bool is_awaited =
        std::ranges::any_of(party, [this](core::RouterId each) { return runs(each, kBeforeBackup); });
    if (known != told_.end() && priority < known->second && is_awaited)
        violation("tells a lower priority while before_backup runs");
    told_.insert_or_assign(router, priority);
}

void HostScripts::check_placing(core::RouterId router, const core::IpAddress& address) {
    if (runs(router, kBeforeMaster))
        violation("places " + address.text() + " while before_master runs");
}

void HostScripts::check_leaving(const core::Transitioned& output, bool has_before_backup, bool had_addresses,
                                const std::vector<core::RouterId>& party) {
    if (runs(output.router, kBeforeBackup))
        violation(output.name + " leaves while its before_backup runs");
    if (has_before_backup && had_addresses && !farewells_.contains(output.router))
        violation(output.name + " leaves without its before_backup");
    const bool is_awaited =
        std::ranges::any_of(party, [this](core::RouterId each) { return runs(each, kBeforeBackup); });
    if (output.reason == Reason::Shutdown && is_awaited)
        violation(output.name + " leaves while a before_backup of its group runs");
}

// ---- Scripts that are told ----------------------------------------------------------------------------------

// A router that has lost MASTER does not wait for its script any more.
void HostScripts::take(const core::Transitioned& output) {
    if (output.to != State::Master) {
        stages_.erase(output.router);
        farewells_.erase(output.router);
        told_.erase(output.router);
    }
    tell(core::notification_of(output), told_as(output.to, output.reason == Reason::Removed));
}

void HostScripts::take(const core::GroupChanged& output) {
    tell(core::notification_of(output), told_as(output.to, output.is_gone));
}

void HostScripts::take(const core::Noticed& output) {
    if (output.kind != core::Noticed::Kind::StillMaster)
        return;
    farewells_.erase(output.router);
    if (const auto notification = core::notification_of(output))
        tell(*notification, "MASTER");
    else
        violation(output.name + " is not told to be MASTER again");
}

void HostScripts::tell(const core::Notification& notification, const std::string& expected) {
    expected_[notification.subject].push_back(expected);
    for (auto& script : core::scripts_for(notification, everything()))
        lanes_.add(notification.subject, std::move(script));
}

void HostScripts::start_notified() {
    for (const auto& run : lanes_.begin(timeline_.now(), [](const core::Subject&) { return true; })) {
        if (!running_.insert(run.of).second)
            violation(run.of.name + " has two scripts at once");
        auto& expected = expected_[run.of];
        const auto& event = run.work.arguments.at(kEventArgument);
        if (expected.empty() || expected.front() != event)
            violation(run.of.name + " is told " + event + ", should be " +
                      (expected.empty() ? "nothing" : expected.front()));
        if (!expected.empty())
            expected.pop_front();
        const auto lasts =
            random_.up_to(random_.chance(90) ? std::chrono::seconds(1) : std::chrono::seconds(20));
        timeline_.at(timeline_.now() + lasts, [this, id = run.id, daemon = daemon_] {
            if (daemon == daemon_)
                end_notified(id);
        });
    }
}

void HostScripts::end_notified(std::uint64_t id) {
    const auto run = lanes_.end(id);
    if (!run)
        return violation("a script ends that did not run");
    running_.erase(run->of);
    start_notified();
    if (lanes_.empty() &&
        std::ranges::any_of(expected_, [](const auto& each) { return !each.second.empty(); }))
        violation("a script was never told");
}

void HostScripts::violation(const std::string& what) {
    record_.violations.push_back(std::to_string(timeline_.elapsed().count()) + " ns " + host_ + ' ' + what);
}

} // namespace xvrrp::sim
