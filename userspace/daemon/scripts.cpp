// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/scripts.h"

#include <algorithm>
#include <utility>

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

} // namespace

Result<> Scripts::start(const config::Config& config, bool runs_scripts) {
    common_ = config.scripts;
    const bool is_needed = runs_scripts || !config.checks.empty() || !config.processes.empty();
    return is_needed ? runner_.start() : Result<>();
}

runner::JobId Scripts::run(const core::Script& script, core::Duration timeout) {
    auto job = job_of(script, common_);
    job.timeout = timeout;
    return runner_.ask(std::move(job));
}

std::vector<core::Input> Scripts::follow(const config::Config& config, core::TimePoint now) {
    common_ = config.scripts;
    std::vector<std::pair<std::string, Checks::Each>> checks;
    for (const auto& each : config.checks)
        checks.emplace_back(each.name, Checks::Each{0, job_of(each, config.scripts), each.rule,
                                                    core::Check(each.name, each.rule, now)});
    std::vector<std::pair<std::string, Processes::Each>> processes;
    for (const auto& each : config.processes)
        processes.emplace_back(
            each.name,
            Processes::Each{0, {0, each.pattern}, each.rule, {each.name, each.pattern.program, each.rule}});
    auto news = checks_.follow(std::move(checks), runner_);
    std::ranges::move(processes_.follow(std::move(processes), runner_), std::back_inserter(news));
    return news;
}

std::vector<core::Input> Scripts::news(core::TimePoint now) {
    std::vector<core::Input> news;
    for (const auto& answer : runner_.results(now))
        std::visit([&](const auto& each) { take(each, now, news); }, answer);
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
    return std::min(runner_.deadline(), quorum_at_);
}

void Scripts::begin(const core::RunStage& stage) {
    // Ids are used again after a reload, so the script of a former virtual router must not end this wait.
    std::erase_if(stages_, [&](const auto& each) {
        if (each.second.router != stage.router)
            return false;
        end(each.first);
        return true;
    });
    const auto id = run(stage.script.script, stage.script.timeout);
    stages_.emplace(id, core::StageEnded{stage.router, stage.stage, {}});
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
    const auto before = check->record().last;
    const bool changed = check->take(finished.outcome, now);
    chronicle_.tell(*check, before, changed, now);
    // Another end is another sentence. Another line alone is none, because a script may write the time.
    if (changed || (before && before->text() != finished.outcome.text()))
        news.emplace_back(Checks::observed(*check));
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
