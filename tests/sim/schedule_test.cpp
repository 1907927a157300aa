// SPDX-License-Identifier: GPL-2.0-or-later
// Properties that hold in every disturbed network, over thousands of random schedules.
//
// XVRRP_SIM_SCHEDULES=N runs that many; XVRRP_SIM_SEED=S runs the schedule that failed.
#include "forgery.h"
#include "scenario.h"
#include "schedule.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <sstream>

namespace xvrrp::sim {

namespace {

using enum Kind;

const std::vector<Kind> kEverything{
    Kill,         Bury,   Restart,   Stall,       Unplug,       Track,       Split,       SplitForever,
    Lose,         Jitter, Duplicate, ForgeLosing, ForgeWinning, ForgeResign, FloodLosing, Refuse,
    LoseMessages, Delete, Drop,      Ears,        Reload,       Drain,       Order};

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
    const char* text = std::getenv(variable);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

// Runs one of every `share` schedules. check returns a violation, or nothing.
template <class Check>
void over_schedules(const Profile& profile, std::uint64_t share, Check check) {
    const auto only = number_from("XVRRP_SIM_SEED", 0);
    const auto count = only ? 1 : number_from("XVRRP_SIM_SCHEDULES", 2000) / share;
    for (std::uint64_t seed = only ? only : 1; count > 0 && seed < (only ? only : 1) + count; ++seed) {
        const auto schedule = draw_schedule(seed, profile);
        const std::string wrong = check(schedule);
        if (!wrong.empty())
            FAIL() << wrong << '\n' << schedule;
    }
}

std::string first_violation(const Network& lan) {
    if (lan.record.violations.empty())
        return {};
    std::ostringstream out;
    out << lan.record.violations.front() << " after\n";
    for (const auto& change : lan.record.changes)
        out << "  " << change << '\n';
    return out.str();
}

// Among the running hosts of one part that can work there is exactly one MASTER, and none that would preempt it.
std::string election_of(Network& lan, std::size_t router, unsigned part) {
    std::vector<const Host*> masters, backups;
    for (std::size_t host = 0; host < lan.hosts().size(); ++host) {
        const auto& each = lan.hosts()[host];
        if (!each.running() || lan.part_of(host) != part)
            continue;
        if (each.is_draining(router))
            return each.config().name + " is still being drained";
        if (!each.is_faulty(router))
            (each.state(router) == State::Master ? masters : backups).push_back(&each);
        else if (each.state(router) != State::Fault)
            return each.config().name + " is not in FAULT";
    }
    if (masters.empty() && backups.empty())
        return {};
    const auto where = "router " + std::to_string(router) + " in part " + std::to_string(part) + ": ";
    if (masters.size() != 1)
        return where + std::to_string(masters.size()) + " masters";
    for (const auto* backup : backups) {
        const auto& config = backup->config().routers[router];
        if (backup->state(router) != State::Backup)
            return where + backup->config().name + " is neither MASTER nor BACKUP";
        if (config.preempt && backup->priority(router) > masters.front()->priority(router))
            return where + backup->config().name + " should have preempted " + masters.front()->config().name;
    }
    return {};
}

std::string election(Network& lan) {
    for (std::size_t router = 0; router < lan.hosts().front().config().routers.size(); ++router)
        for (const unsigned part : {0u, 1u})
            if (auto wrong = election_of(lan, router, part); !wrong.empty())
                return wrong;
    return {};
}

bool is_master(const Host& host) {
    for (std::size_t router = 0; router < host.config().routers.size(); ++router)
        if (host.state(router) == State::Master)
            return true;
    return false;
}

std::vector<Host*> only_backups(Network& lan) {
    std::vector<Host*> out;
    for (auto& host : lan.hosts())
        if (!is_master(host))
            out.push_back(&host);
    return out;
}

std::set<std::string> masters_of(Network& lan) {
    std::set<std::string> out;
    for (const auto& host : lan.hosts())
        if (is_master(host))
            out.insert(host.config().name);
    return out;
}

// The first thing of a kernel's network that is not as its daemon wants it, once none has more to do.
std::string difference_when_settled(Network& lan) {
    const auto is_settled = [](const Host& host) { return host.is_settled(); };
    lan.run_for(std::chrono::seconds(1));
    for (int i = 0; i < 200 && !std::ranges::all_of(lan.hosts(), is_settled); ++i)
        lan.run_for(std::chrono::seconds(1));
    for (const auto& host : lan.hosts()) {
        const auto different = host.running() ? host.difference() : std::string();
        if (!different.empty())
            return host.config().name + ": " + different;
    }
    return {};
}

} // namespace

TEST(Schedules, end_with_one_master_the_best_and_never_contradict_the_reference) {
    over_schedules({.kinds = kEverything}, 1, [](const Schedule& schedule) {
        Network lan(schedule.seed);
        apply(schedule, lan);
        lan.run_for(schedule.converged);
        const auto violation = first_violation(lan);
        return violation.empty() ? election(lan) : violation;
    });
}

TEST(Schedules, stay_as_they_are_once_the_election_is_over) {
    over_schedules({.kinds = kEverything}, 10, [](const Schedule& schedule) -> std::string {
        Network lan(schedule.seed);
        apply(schedule, lan);
        lan.run_for(schedule.converged + 10 * schedule.interval);
        return lan.record.changes_since(schedule.converged).empty() ? "" : "a transition after convergence";
    });
}

// Every operation may have been refused, every message lost, everything deleted meanwhile. In the end every host
// loses its first virtual router.
TEST(Schedules, end_with_all_that_is_wanted_in_the_kernel_and_nothing_else) {
    over_schedules({.kinds = kEverything}, 4, [](const Schedule& schedule) -> std::string {
        Network lan(schedule.seed);
        apply(schedule, lan);
        lan.run_for(schedule.converged);
        if (auto different = difference_when_settled(lan); !different.empty())
            return different;
        for (auto& host : lan.hosts())
            host.drop(0);
        return difference_when_settled(lan);
    });
}

TEST(Schedules, leave_nothing_in_the_kernel_of_a_host_that_shuts_down) {
    over_schedules({.kinds = kEverything}, 4, [](const Schedule& schedule) -> std::string {
        Network lan(schedule.seed);
        apply(schedule, lan);
        lan.run_for(schedule.converged);
        std::vector<Host*> left;
        for (auto& host : lan.hosts()) {
            if (!host.running())
                continue;
            host.shut_down();
            left.push_back(&host);
        }
        lan.run_for(std::chrono::seconds(1) + 2 * schedule.farewell);
        for (auto* host : left) {
            if (host->running())
                return host->config().name + " has not left";
            if (const auto placed = host->table().placed(); !placed.empty())
                return host->config().name + " leaves " + placed.front();
        }
        return {};
    });
}

// Routes need their addresses, and addresses their macvlan.
TEST(Schedules, never_ask_the_kernel_for_things_in_an_order_that_cannot_work) {
    over_schedules({.kinds = kEverything}, 4, [](const Schedule& schedule) -> std::string {
        Network lan(schedule.seed);
        apply(schedule, lan);
        lan.run_for(schedule.converged);
        for (auto& host : lan.hosts()) {
            if (!host.table().objections().empty())
                return host.config().name + ": " + host.table().objections().front();
        }
        return {};
    });
}

// The order, and that no two run at once, is looked at as they begin.
TEST(Schedules, tell_every_transition_to_a_script) {
    over_schedules({.kinds = kEverything}, 4, [](const Schedule& schedule) -> std::string {
        Network lan(schedule.seed);
        apply(schedule, lan);
        lan.run_for(schedule.converged);
        for (auto& host : lan.hosts())
            host.shut_down();
        const auto have_told = [](const Host& host) { return !host.running() && host.has_told_all(); };
        for (int i = 0; i < 3000 && !std::ranges::all_of(lan.hosts(), have_told); ++i)
            lan.run_for(std::chrono::seconds(1));
        for (const auto& host : lan.hosts()) {
            if (!have_told(host))
                return host.config().name + " has not told everything";
        }
        return first_violation(lan);
    });
}

TEST(Schedules, of_stalled_backups_have_no_takeover_but_the_first) {
    over_schedules({}, 5, [](const Schedule& schedule) -> std::string {
        Network lan(schedule.seed);
        apply(schedule, lan);
        lan.run_for(schedule.converged);
        Random random(schedule.seed);
        for (auto* host : only_backups(lan))
            lan.at(lan.elapsed() + random.up_to(schedule.interval),
                   [host, far = random.up_to(100 * schedule.interval)] { host->stall_for(far); });
        lan.run_for(120 * schedule.interval);
        return lan.record.changes_since(schedule.converged).empty() ? first_violation(lan)
                                                                    : "a false takeover";
    });
}

TEST(Schedules, of_backups_whose_news_is_withheld_have_no_takeover_but_the_first) {
    over_schedules({}, 5, [](const Schedule& schedule) -> std::string {
        Network lan(schedule.seed);
        apply(schedule, lan);
        lan.run_for(schedule.converged);
        for (auto* host : only_backups(lan)) {
            host->kernel().limits.ring = 0;
            host->kill();
            host->start(); // it knows no master and has no memo
        }
        const auto adverts = lan.record.adverts.size();
        const auto masters = masters_of(lan);
        lan.run_for(60 * schedule.interval);
        const auto outsider = [&](const auto& advert) { return !masters.contains(advert.host); };
        const bool quiet = std::none_of(lan.record.adverts.begin() + static_cast<std::ptrdiff_t>(adverts),
                                        lan.record.adverts.end(), outsider);
        return quiet ? "" : "a backup was elected by what it was not told";
    });
}

TEST(Schedules, with_broken_adverts_are_event_for_event_those_without) {
    over_schedules({.kinds = kEverything}, 10, [](const Schedule& schedule) -> std::string {
        Network clean(schedule.seed), dirty(schedule.seed);
        apply(schedule, clean);
        apply(schedule, dirty);
        Random random(schedule.seed);
        for (int i = 0; i < 200; ++i)
            dirty.at(random.up_to(schedule.calm), [&] {
                const auto& routers = schedule.hosts.front();
                dirty.inject(
                    broken_advert(routers[random.between<std::size_t>(0, routers.size() - 1)], random));
            });
        clean.run_for(schedule.converged);
        dirty.run_for(schedule.converged);
        if (dirty.record.changes != clean.record.changes)
            return "other transitions";
        return dirty.record.adverts == clean.record.adverts ? first_violation(dirty) : "other adverts";
    });
}

TEST(Schedules, never_have_two_backups_of_different_priority_take_over_in_the_same_instant) {
    over_schedules({.kinds = {}, .identical_loops = true}, 5, [](Schedule schedule) -> std::string {
        for (auto& start : schedule.starts)
            start = Duration{0};
        Network lan(schedule.seed);
        apply(schedule, lan);
        lan.run_for(schedule.converged);
        for (auto& host : lan.hosts())
            if (host.state() == State::Master)
                host.kill();
        lan.run_for(schedule.converged);
        std::set<std::tuple<Duration, std::size_t, std::uint8_t>> seen;
        for (const auto& change : lan.record.changes) {
            if (change.from != State::Backup || change.to != State::Master)
                continue;
            const auto priority =
                lan.hosts()[static_cast<std::size_t>(change.host[0] - 'a')].priority(change.router);
            const auto same = std::ranges::find_if(seen, [&](const auto& each) {
                return std::get<0>(each) == change.at && std::get<1>(each) == change.router;
            });
            if (same != seen.end() && std::get<2>(*same) != priority)
                return "two takeovers in the same instant";
            seen.insert({change.at, change.router, priority});
        }
        return first_violation(lan);
    });
}

} // namespace xvrrp::sim
