// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/scripts.h"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>
#include <unistd.h>

namespace xvrrp::daemon {

namespace {

// A script that names no account has the common one.
runner::Job job_of(core::Script script, const config::Scripts& common) {
    if (script.user.empty()) {
        script.user = common.user;
        script.group = common.group;
    }
    return {.id = 0,
            .script = std::move(script),
            .secure = common.secure,
            .supplementary_groups = common.supplementary_groups};
}

runner::Job job_of(const config::CheckScript& check, const config::Scripts& common) {
    auto job = job_of(check.script, common);
    job.interval = check.interval;
    job.timeout = check.timeout;
    return job;
}

bool has_scripts(const core::Notify& notify) {
    return notify.any || !notify.scripts.empty();
}

bool has_reader(const std::optional<config::NotifyFifo>& fifo) {
    return fifo && fifo->reader;
}

bool needs_runner(const config::Config& config) {
    const auto& notifying = config.notifying;
    const auto tells = [sends = config.mailing.is_usable()](const core::Notify& notify) {
        return has_scripts(notify) || (sends && notify.mails);
    };
    return !config.checks.empty() || !config.processes.empty() || notifying.startup.script ||
           notifying.shutdown.script || has_reader(notifying.fifo) || has_reader(notifying.vrrp_fifo) ||
           std::ranges::any_of(config.sync_groups, tells, &config::SyncGroup::notify) ||
           std::ranges::any_of(config.routers, [&](const auto& router) {
               return tells(router.notify) || router.before_master || router.before_backup;
           });
}

} // namespace

Result<> Scripts::start(const config::Config& config, runner::CleanUp clean_up) {
    common_ = config.scripts;
    if (!runner_.is_child())
        return {};
    const auto started = runner_.start();
    if (started)
        clean_up_ = runner_.ask(std::move(clean_up));
    else if (!needs_runner(config))
        spdlog::warn("{}: nobody removes the addresses if this daemon dies for good", started.error().text());
    return started || needs_runner(config) ? started : Result<>();
}

os::Owner Scripts::runner_account() const {
    return runner_.is_child() ? os::Owner{::geteuid(), ::getegid()} : os::Owner{};
}

runner::JobId Scripts::run(const core::Script& script, core::Duration timeout) {
    auto job = job_of(script, common_);
    job.timeout = timeout;
    return runner_.ask(std::move(job));
}

std::vector<core::Input> Scripts::follow(const config::Config& config, core::TimePoint now) {
    common_ = config.scripts;
    std::vector<std::pair<std::string, Checks::Each>> checks;
    const auto remembered = std::exchange(remembered_, {});
    for (const auto& each : config.checks) {
        core::Check check(each.name, each.rule, now, {each.interval, each.timeout});
        const auto known = remembered.find(each.name);
        if (known != remembered.end() && known->second.arguments == each.script.arguments)
            check.remember(known->second.memory);
        checks.emplace_back(each.name,
                            Checks::Each{0, job_of(each, config.scripts), each.rule, std::move(check)});
    }
    std::vector<std::pair<std::string, Processes::Each>> processes;
    for (const auto& each : config.processes)
        processes.emplace_back(
            each.name,
            Processes::Each{0, {0, each.pattern}, each.rule, {each.name, each.pattern.program, each.rule}});
    auto news = checks_.follow(std::move(checks), runner_);
    overdue_at_ = now;
    std::ranges::move(processes_.follow(std::move(processes), runner_), std::back_inserter(news));
    return news;
}

std::vector<core::Input> Scripts::news(core::TimePoint now) {
    std::vector<core::Input> news;
    for (const auto& answer : runner_.results(now))
        std::visit([&](const auto& each) { take(each, now, news); }, answer);
    look_for_overdue(now, news);
    if (quorum_at_ <= now) {
        for (auto& [name, each] : processes_.all()) {
            if (each.state.tick(now))
                tell(each.state, now, news);
        }
    }
    quorum_at_ = core::kNever;
    for (const auto& [name, each] : processes_.all())
        quorum_at_ = std::min(quorum_at_, each.state.deadline());
    chronicle_.tell_errors(runner_.take_errors(), now);
    return news;
}

core::TimePoint Scripts::deadline() const {
    return std::min({runner_.deadline(), quorum_at_, overdue_at_});
}

void Scripts::begin(const core::RunStage& stage) {
    // Ids are used again after a reload, so the script of a former virtual router must not end this wait.
    const auto former =
        std::ranges::find(stages_, stage.router, [](const auto& each) { return each.second.router; });
    auto job = job_of(stage.script.script, common_);
    job.timeout = stage.script.timeout;
    const auto id = runner_.replace(former == stages_.end() ? 0 : former->first, std::move(job));
    if (former != stages_.end())
        stages_.erase(former);
    stages_.emplace(id, core::StageEnded{stage.router, stage.stage, {}});
}

KnownChecks Scripts::known() const {
    KnownChecks out;
    for (const auto& [name, each] : checks_.all()) {
        if (const auto memory = each.state.memory())
            out.emplace(name, KnownCheck{each.wanted.script.arguments, *memory});
    }
    return out;
}

std::map<std::string, core::Check::Record> Scripts::records() const {
    std::map<std::string, core::Check::Record> out;
    for (const auto& [name, each] : checks_.all())
        out.emplace(name, each.state.record());
    return out;
}

void Scripts::take(const runner::Finished& finished, core::TimePoint now, std::vector<core::Input>& news) {
    if (auto stage = stages_.extract(finished.id)) {
        stage.mapped().outcome = finished.outcome;
        news.emplace_back(std::move(stage.mapped()));
        return;
    }
    auto* check = checks_.of(finished.id);
    if (check == nullptr) {
        finished_.push_back(finished);
        return;
    }
    judge(*check, finished.outcome, now, news);
}

void Scripts::judge(core::Check& check, const core::RunOutcome& outcome, core::TimePoint now,
                    std::vector<core::Input>& news) {
    const auto before = check.record().last;
    const bool changed = check.take(outcome, now);
    chronicle_.tell(check, before, changed, now);
    has_changed_ = has_changed_ || changed;
    // Another end is another sentence. Another line alone is none, because a script may write the time.
    if (changed || (before && before->text() != outcome.text()))
        news.emplace_back(Checks::observed(check));
}

// The runner tells each result, whatever the script does. If one is missing it stands still.
void Scripts::look_for_overdue(core::TimePoint now, std::vector<core::Input>& news) {
    if (overdue_at_ > now)
        return;
    bool is_silent = false;
    for (auto& [name, each] : checks_.all()) {
        if (!each.state.is_overdue(now))
            continue;
        judge(each.state, {core::RunOutcome::End::NoAnswer, 0, {}}, now, news);
        is_silent = true;
    }
    if (is_silent)
        runner_.start_again();
    overdue_at_ = core::kNever;
    for (auto& [name, each] : checks_.all()) {
        if (is_silent)
            each.state.expect(now);
        overdue_at_ = std::min(overdue_at_, each.state.deadline());
    }
}

void Scripts::take(const runner::Counted& counted, core::TimePoint now, std::vector<core::Input>& news) {
    auto* quorum = processes_.of(counted.id);
    if (quorum != nullptr && quorum->take(counted.processes, now))
        tell(*quorum, now, news);
}

void Scripts::tell(const core::Quorum& quorum, core::TimePoint now, std::vector<core::Input>& news) {
    chronicle_.tell(quorum, now);
    news.emplace_back(Processes::observed(quorum));
}

} // namespace xvrrp::daemon
