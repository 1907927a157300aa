// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/chronicle.h"

#include "config/routing/routing_line.h"
#include "core/vrrp/names.h"
#include "os/event_loop.h"

#include <algorithm>

#include <net/if.h>
#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

constexpr auto kQuiet = std::chrono::seconds(10);
constexpr std::size_t kNamedInDetail = 16; // a virtual router may have thousands of addresses

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
    case core::Noticed::Kind::NobodyTakesOver:
    case core::Noticed::Kind::HandOver:
        return "drain";
    case core::Noticed::Kind::StageOver:
        return "before_master";
    case core::Noticed::Kind::FarewellBegun:
    case core::Noticed::Kind::FarewellOver:
    case core::Noticed::Kind::StillMaster:
        return "before_backup";
    }
    return {};
}

std::string interface_name(core::InterfaceIndex interface) {
    std::array<char, IF_NAMESIZE> name{};
    return ::if_indextoname(static_cast<unsigned>(interface.index), name.data()) ? name.data() : "-";
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

void Chronicle::note(Event::Kind kind, const std::string& name, const std::string& what,
                     const std::string& cause, core::TimePoint now) {
    const core::WallTime at(now.time_since_epoch() + os::EventLoop::wall_clock_ahead());
    events_.add({kind, at, name, what, cause});
}

void Chronicle::note_daemon(const std::string& what, const std::string& cause, core::TimePoint now) {
    note(Event::Kind::Daemon, "", what, cause, now);
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
    note(Event::Kind::Transition, transition.name,
         fmt::format("{} -> {}", core::name(transition.from), core::name(transition.to)), why, now);
}

void Chronicle::tell(const core::FaultChanged& change, core::TimePoint now) {
    spdlog::warn("({}) FAULT STATE goes on ({})", change.name, change.detail);
    note(Event::Kind::Fault, change.name, "FAULT goes on", change.detail, now);
}

void Chronicle::tell(const core::PriorityChanged& change, core::TimePoint now) {
    spdlog::info("({}) Changing effective priority from {} to {} ({})", change.name, change.from, change.to,
                 change.sum);
    note(Event::Kind::Priority, change.name, fmt::format("priority {} -> {}", change.from, change.to),
         change.sum, now);
}

void Chronicle::tell(const core::GroupSynced& change, core::TimePoint now) {
    spdlog::info("VRRP_Group({}) Syncing instances to {} state", change.group, core::name(change.to));
    note(Event::Kind::Group, change.group, fmt::format("group to {}", core::name(change.to)), "", now);
}

void Chronicle::tell(const core::Check& check, const std::optional<core::RunOutcome>& before, bool changed,
                     core::TimePoint now) {
    if (!check.record().last)
        return;
    const auto& last = *check.record().last;
    if (before && before->value != last.value && last.end == core::RunOutcome::End::Exited)
        spdlog::info("Script `{}` now returning {}", check.name(), last.value);
    if (!changed)
        return;
    const auto line =
        last.line.empty() || last.end == core::RunOutcome::End::NotStarted ? "" : ": " + last.line;
    if (last.good())
        spdlog::info("VRRP_Script({}) succeeded", check.name());
    else
        spdlog::warn("VRRP_Script({}) failed ({}){}", check.name(), last.text(), line);
    note(Event::Kind::Check, check.name(), last.good() ? "script succeeds" : "script fails",
         last.text() + line, now);
}

void Chronicle::tell(const core::Quorum& quorum, core::TimePoint now) {
    const auto state = quorum.state();
    if (!state)
        return;
    if (state->good)
        spdlog::info("Quorum gained for tracked process {} ({})", quorum.name(), state->sentence);
    else
        spdlog::warn("Quorum lost for tracked process {} ({})", quorum.name(), state->sentence);
    note(Event::Kind::Check, quorum.name(), state->good ? "quorum gained" : "quorum lost", state->sentence,
         now);
}

void Chronicle::tell(const core::Noticed& notice, core::TimePoint now) {
    auto& limit = notices_[notice.router][static_cast<std::size_t>(notice.kind)];
    const auto left_out = limit.pass(now);
    if (!left_out)
        return;
    // The kinds from StageOver on tell of our own scripts, and nobody has to act on them.
    spdlog::log(notice.kind >= core::Noticed::Kind::StageOver ? spdlog::level::info : spdlog::level::warn,
                "({}) {}: {}{}", notice.name, text(notice.kind), notice.detail, and_more(*left_out));
    note(Event::Kind::Notice, notice.name, std::string(text(notice.kind)),
         notice.detail + and_more(*left_out), now);
}

void Chronicle::tell(const core::Hold& held) {
    if (!spdlog::should_log(spdlog::level::debug))
        return;
    const auto before = holders_.find(held.router);
    if (held.wanted == (before != holders_.end()))
        return;
    if (held.wanted)
        holders_.emplace(held.router, held.name);
    else
        holders_.erase(before);
    spdlog::debug("({}) {} VIPs.", held.name, held.wanted ? "setting" : "removing");
    const auto list = [&](const char* what, const auto& things, auto line) {
        std::string text;
        for (std::size_t i = 0; i < std::min(things.size(), kNamedInDetail); ++i)
            text += (i == 0 ? "" : ", ") + line(things[i]);
        if (things.size() > kNamedInDetail)
            text += fmt::format(", {} more", things.size() - kNamedInDetail);
        if (!text.empty())
            spdlog::debug("({}) {} {}: {}", held.name, held.wanted ? "setting" : "removing", what, text);
    };
    list("addresses", held.addresses, [](const core::PlacedAddress& each) {
        return each.address.text() + " dev " + interface_name(each.interface);
    });
    list("routes", held.routes, config::route_line);
    list("rules", held.rules, config::rule_line);
}

void Chronicle::tell(const core::Announce& announcement) const {
    if (!spdlog::should_log(spdlog::level::debug))
        return;
    const auto holder = holders_.find(announcement.router);
    for (std::size_t i = 0; i < std::min(announcement.messages.size(), kNamedInDetail); ++i) {
        const auto& message = announcement.messages[i];
        const auto& address = message.address.address.address;
        const bool ipv4 = address.family == core::Family::Ipv4;
        spdlog::debug("({}) Sending/queueing {} on {} for {}",
                      holder == holders_.end() ? "-" : holder->second,
                      ipv4 ? "gratuitous ARPs" : "Unsolicited Neighbour Adverts",
                      interface_name(message.through), address.text());
    }
    if (announcement.messages.size() > kNamedInDetail)
        spdlog::debug("({}) Sending/queueing those for {} more addresses",
                      holder == holders_.end() ? "-" : holder->second,
                      announcement.messages.size() - kNamedInDetail);
}

void Chronicle::tell_errors(const std::vector<std::string>& errors, core::TimePoint now) {
    for (const auto& error : errors) {
        if (const auto left_out = errors_.pass(now)) {
            spdlog::error("{}{}", error, and_more(*left_out));
            note(Event::Kind::Error, "", "error", error + and_more(*left_out), now);
        }
    }
}

void Chronicle::tell_warnings(const std::vector<std::string>& warnings, core::TimePoint now) {
    for (const auto& line : warnings) {
        spdlog::warn("{}", line);
        note(Event::Kind::Warning, "", "warning", line, now);
    }
}

void Chronicle::placed(core::RouterId router, core::TimePoint now) {
    if (auto& timeline = timelines_[router]; timeline.addresses == core::TimePoint{})
        timeline.addresses = now;
}

void Chronicle::announced(core::RouterId router, core::TimePoint now) {
    auto& timeline = timelines_[router];
    if (timeline.announced != core::TimePoint{})
        return;
    timeline.announced = now;
    if (timeline.master != core::TimePoint{})
        takeovers_.add(now - (timeline.deadline == core::TimePoint{} ? timeline.master : timeline.deadline));
}

void Chronicle::forget(core::RouterId router) {
    timelines_.erase(router);
    notices_.erase(router);
    holders_.erase(router);
}

} // namespace xvrrp::daemon
