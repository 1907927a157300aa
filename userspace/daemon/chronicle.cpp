// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/chronicle.h"

#include "core/vrrp/names.h"

#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

constexpr auto kQuiet = std::chrono::seconds(10);

std::string_view text(core::Noticed::Kind kind) {
    switch (kind) {
    case core::Noticed::Kind::LowerPriorityWhileMaster:
        return "another MASTER, which has to yield";
    case core::Noticed::Kind::LowerPriorityWhileBackup:
        return "discarding adverts, going to preempt";
    case core::Noticed::Kind::PacketRefused:
        return "packet refused";
    case core::Noticed::Kind::PreemptHold:
        return "preempt_delay is running";
    case core::Noticed::Kind::IntervalDiffers:
        return "another advertisement interval";
    case core::Noticed::Kind::AddressListDiffers:
        return "another address list";
    case core::Noticed::Kind::TwoOwners:
        return "CONFIGURATION ERROR, two address owners";
    case core::Noticed::Kind::AuthenticationFailed:
        return "advert not authentic";
    case core::Noticed::Kind::StageOver:
        return "before_master";
    }
    return {};
}

} // namespace

std::string and_more(std::uint64_t left_out) {
    return left_out ? fmt::format(" ({} more since the last line)", left_out) : "";
}

std::optional<std::uint64_t> LineLimit::pass(core::TimePoint now) {
    if (now < quiet_until_) {
        ++left_out_;
        return std::nullopt;
    }
    quiet_until_ = now + kQuiet;
    return std::exchange(left_out_, 0);
}

// keepalived's words first: tools look for them.
void Chronicle::tell(const core::Transitioned& transition, core::TimePoint now) {
    const auto why =
        transition.detail.empty() ? std::string(core::sentence(transition.reason)) : transition.detail;
    if (transition.to == core::State::Master)
        timelines_[transition.router] = {transition.last_heard, transition.deadline, now, {}, {}};
    if (transition.from == core::State::Master && transition.to != core::State::Backup)
        spdlog::info("({}) sent 0 priority", transition.name);
    const auto level = transition.to == core::State::Fault ? spdlog::level::warn : spdlog::level::info;
    spdlog::log(level, "({}) Entering {} STATE ({})", transition.name, core::name(transition.to), why);
}

void Chronicle::tell(const core::FaultChanged& change) {
    spdlog::warn("({}) FAULT STATE goes on ({})", change.name, change.detail);
}

void Chronicle::tell(const core::PriorityChanged& change) {
    spdlog::info("({}) Changing effective priority from {} to {} ({})", change.name, change.from, change.to,
                 change.sum);
}

void Chronicle::tell(const core::GroupSynced& change) {
    spdlog::info("VRRP_Group({}) Syncing instances to {} state", change.group, core::name(change.to));
}

void Chronicle::tell(const core::Check& check, const std::optional<core::RunOutcome>& before, bool changed) {
    if (!check.record().last)
        return;
    const auto& last = *check.record().last;
    if (before && before->value != last.value && last.end == core::RunOutcome::End::Exited)
        spdlog::info("Script `{}` now returning {}", check.name(), last.value);
    if (!changed)
        return;
    if (last.good())
        spdlog::info("VRRP_Script({}) succeeded", check.name());
    else
        spdlog::warn("VRRP_Script({}) failed ({}){}", check.name(), last.text(),
                     last.line.empty() || last.end == core::RunOutcome::End::NotStarted ? ""
                                                                                        : ": " + last.line);
}

void Chronicle::tell(const core::Quorum& quorum) {
    const auto state = quorum.state();
    if (state && state->good)
        spdlog::info("Quorum gained for tracked process {} ({})", quorum.name(), state->sentence);
    else if (state)
        spdlog::warn("Quorum lost for tracked process {} ({})", quorum.name(), state->sentence);
}

void Chronicle::tell(const core::Noticed& notice, core::TimePoint now) {
    auto& limit = notices_[notice.router][static_cast<std::size_t>(notice.kind)];
    if (const auto left_out = limit.pass(now))
        spdlog::log(notice.kind == core::Noticed::Kind::StageOver ? spdlog::level::info : spdlog::level::warn,
                    "({}) {}: {}{}", notice.name, text(notice.kind), notice.detail, and_more(*left_out));
}

void Chronicle::tell_errors(const std::vector<std::string>& errors, core::TimePoint now) {
    for (const auto& error : errors) {
        if (const auto left_out = errors_.pass(now))
            spdlog::error("{}{}", error, and_more(*left_out));
    }
}

void Chronicle::tell_warnings(const std::vector<std::string>& warnings) {
    for (const auto& line : warnings)
        spdlog::warn("{}", line);
}

void Chronicle::placed(core::RouterId router, core::TimePoint now) {
    if (auto& timeline = timelines_[router]; timeline.addresses == core::TimePoint{})
        timeline.addresses = now;
}

void Chronicle::announced(core::RouterId router, core::TimePoint now) {
    if (auto& timeline = timelines_[router]; timeline.announced == core::TimePoint{})
        timeline.announced = now;
}

void Chronicle::forget(core::RouterId router) {
    timelines_.erase(router);
    notices_.erase(router);
}

} // namespace xvrrp::daemon
