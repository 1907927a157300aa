// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/chronicle.h"

#include "config/routing/routing_line.h"
#include "core/vrrp/names.h"
#include "daemon/log_fields.h"
#include "os/event_loop.h"

#include <algorithm>

#include <net/if.h>
#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

// What comes with packets, or again and again.
constexpr LineLimits::Rule kRarely{1, std::chrono::seconds(10)};
// What people want to see each time, unless something flaps.
constexpr LineLimits::Rule kOften{20, std::chrono::minutes(1)};
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

void Chronicle::note(Event::Kind kind, const std::string& name, const std::string& what,
                     const std::string& cause, core::TimePoint now) {
    const core::WallTime at(now.time_since_epoch() + os::EventLoop::wall_clock_ahead());
    events_.add({kind, at, name, what, cause});
}

void Chronicle::note_daemon(const std::string& what, const std::string& cause, core::TimePoint now) {
    note(Event::Kind::Daemon, "", what, cause, now);
}

bool Chronicle::write(const LineLimits::Rule& rule, const std::string& about, const LogLine& line,
                      core::TimePoint now, std::string_view reason) {
    tell_left_out(now);
    const bool passes = limits_.pass({about, line.beside.message, std::string(reason)}, rule, line, now);
    if (passes)
        write_line(line);
    return passes;
}

void Chronicle::tell_left_out(core::TimePoint now) {
    if (now >= limits_.deadline())
        tell(limits_.take_over(now), now);
}

void Chronicle::tell_all_left_out(core::TimePoint now) {
    tell(limits_.take_all(now), now);
}

void Chronicle::tell(const std::vector<LineLimits::Told>& left_out, core::TimePoint now) {
    for (const auto& [about, line] : left_out) {
        write_line(line);
        note(Event::Kind::Notice, about, "lines were left out of the log", line.text, now);
    }
}

// keepalived's words first: tools look for them.
void Chronicle::tell(const core::Transitioned& transition, core::TimePoint now) {
    ++transitions_[{transition.from, transition.to, transition.reason}];
    const auto why =
        transition.detail.empty() ? std::string(core::sentence(transition.reason)) : transition.detail;
    if (transition.to == core::State::Master)
        timelines_[transition.router] = {transition.last_heard, transition.deadline, now, {}, {}};
    const auto level = transition.to == core::State::Fault ? spdlog::level::warn : spdlog::level::info;
    const LogLine line{
        level, fmt::format("({}) Entering {} STATE ({})", transition.name, core::name(transition.to), why),
        beside(transition), fmt::format("({}) {} ({})", transition.name, core::name(transition.to), why)};
    if (transition.from == core::State::Master && transition.to != core::State::Backup)
        write(kOften, transition.name,
              {spdlog::level::info,
               fmt::format("({}) sent 0 priority", transition.name),
               {nullptr, line.beside.fields}},
              now, "sent 0 priority");
    write(kOften, transition.name, line, now, core::name(transition.reason));
    note(Event::Kind::Transition, transition.name,
         fmt::format("{} -> {}", core::name(transition.from), core::name(transition.to)), why, now);
}

void Chronicle::tell(const core::FaultChanged& change, core::TimePoint now) {
    write(kOften, change.name,
          {spdlog::level::warn, fmt::format("({}) FAULT STATE goes on ({})", change.name, change.detail),
           beside(change)},
          now);
    note(Event::Kind::Fault, change.name, "FAULT goes on", change.detail, now);
}

void Chronicle::tell(const core::PriorityChanged& change, core::TimePoint now) {
    write(kOften, change.name,
          {spdlog::level::info,
           fmt::format("({}) Changing effective priority from {} to {} ({})", change.name, change.from,
                       change.to, change.sum),
           beside(change)},
          now);
    note(Event::Kind::Priority, change.name, fmt::format("priority {} -> {}", change.from, change.to),
         change.sum, now);
}

void Chronicle::tell(const core::GroupSynced& change, core::TimePoint now) {
    write(kOften, change.group,
          {spdlog::level::info,
           fmt::format("VRRP_Group({}) Syncing instances to {} state", change.group, core::name(change.to)),
           beside(change)},
          now, core::name(change.to));
    note(Event::Kind::Group, change.group, fmt::format("group to {}", core::name(change.to)), "", now);
}

void Chronicle::tell(const core::Check& check, const std::optional<core::RunOutcome>& before, bool changed,
                     core::TimePoint now) {
    if (!check.record().last)
        return;
    const auto& last = *check.record().last;
    if (before && before->value != last.value && last.end == core::RunOutcome::End::Exited)
        write(kOften, check.name(),
              {spdlog::level::info,
               fmt::format("Script `{}` now returning {}", check.name(), last.value),
               {nullptr, {{"VRRP_SCRIPT", check.name()}}}},
              now);
    if (!changed)
        return;
    const auto said =
        last.line.empty() || last.end == core::RunOutcome::End::NotStarted ? "" : ": " + last.line;
    const bool is_good = last.good();
    write(kOften, check.name(),
          {is_good ? spdlog::level::info : spdlog::level::warn,
           is_good ? fmt::format("VRRP_Script({}) succeeded", check.name())
                   : fmt::format("VRRP_Script({}) failed ({}){}", check.name(), last.text(), said),
           beside(check, is_good)},
          now);
    note(Event::Kind::Check, check.name(), is_good ? "script succeeds" : "script fails", last.text() + said,
         now);
}

void Chronicle::tell(const core::Quorum& quorum, core::TimePoint now) {
    const auto state = quorum.state();
    if (!state)
        return;
    write(kOften, quorum.name(),
          {state->good ? spdlog::level::info : spdlog::level::warn,
           fmt::format("Quorum {} for tracked process {} ({})", state->good ? "gained" : "lost",
                       quorum.name(), state->sentence),
           beside(quorum, state->good)},
          now);
    note(Event::Kind::Check, quorum.name(), state->good ? "quorum gained" : "quorum lost", state->sentence,
         now);
}

void Chronicle::tell(const core::Noticed& notice, core::TimePoint now) {
    // The kinds from StageOver on tell of our own scripts, and nobody has to act on them.
    const auto level =
        notice.kind >= core::Noticed::Kind::StageOver ? spdlog::level::info : spdlog::level::warn;
    const LogLine line{level, fmt::format("({}) {}: {}", notice.name, text(notice.kind), notice.detail),
                       beside(notice)};
    const auto reason = notice.refused == VRRP_DROP_NONE ? std::string_view() : core::name(notice.refused);
    if (write(kRarely, notice.name, line, now, reason))
        note(Event::Kind::Notice, notice.name, std::string(text(notice.kind)), notice.detail, now);
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
        if (write(kRarely, "", {spdlog::level::err, error, {message("operation_failed")}}, now))
            note(Event::Kind::Error, "", "error", error, now);
    }
}

void Chronicle::tell_warnings(const std::vector<std::string>& warnings, core::TimePoint now) {
    for (const auto& line : warnings) {
        write(kOften, "", {spdlog::level::warn, line, {message("removed_by_others")}}, now);
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
    holders_.erase(router);
}

} // namespace xvrrp::daemon
