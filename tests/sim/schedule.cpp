// SPDX-License-Identifier: GPL-2.0-or-later
#include "schedule.h"

#include <algorithm>
#include <iterator>
#include <ostream>
#include <string_view>

namespace xvrrp::sim {

namespace {

constexpr std::string_view kKinds[] = {"kill",          "bury",
                                       "restart",       "stall",
                                       "unplug",        "track",
                                       "split",         "split for good",
                                       "lose",          "jitter",
                                       "duplicate",     "forge losing",
                                       "forge winning", "forge resignation",
                                       "flood losing",  "refuse",
                                       "lose messages", "delete",
                                       "drop",          "ears",
                                       "drain",         "order",
                                       "reload"};

using Configs = std::vector<core::VirtualRouterConfig>;

// The settings on which all routers of a virtual router must agree. Version 2 has whole seconds only.
core::VirtualRouterConfig draw_group(std::uint8_t vrid, core::Centiseconds interval, Random& random) {
    auto config = instance(0, vrid);
    config.interval = interval;
    config.version =
        interval == std::chrono::seconds(1) && random.chance(70) ? core::Version::V2 : core::Version::V3;
    return config;
}

std::uint8_t draw_priority(Random& random) {
    constexpr std::uint8_t kFew[] = {2, 100, 101, 200, 254, 255};
    return random.chance(50) ? kFew[random.between<std::size_t>(0, std::size(kFew) - 1)]
                             : random.between<std::uint8_t>(2, 254);
}

core::VirtualRouterConfig draw_router(core::VirtualRouterConfig config, Random& random) {
    config.priority = draw_priority(random);
    config.preempt = random.chance(70);
    if (config.preempt && random.chance(25))
        config.preempt_delay = random.between(1, 8) * Duration(config.interval);
    // RFC 9568 section 5.2.7: a backup learns the interval of the master.
    if (config.version == core::Version::V3 && random.chance(20))
        config.interval *= 2;
    return config;
}

// A sync group whose members differ has no best host.
void make_group(Configs& routers) {
    for (auto& each : routers) {
        each.sync_group = "G";
        each.priority = routers.front().priority;
        each.preempt = routers.front().preempt;
        each.preempt_delay = routers.front().preempt_delay;
    }
}

// These have random numbers of their own, so the rest of a schedule is as it would be without them.
void draw_stages(Schedule& schedule) {
    Random random(schedule.seed + 0x5354414745);
    const auto draw = [&](const char* script) -> std::optional<core::Stage> {
        if (!random.chance(30))
            return {};
        return core::Stage{{{script}, {}, {}},
                           std::chrono::milliseconds(1) + random.up_to(6 * schedule.interval)};
    };
    for (auto& routers : schedule.hosts) {
        bool group_waits = false;
        for (auto& each : routers) {
            each.before_master = draw(kBeforeMaster);
            each.before_backup = draw(kBeforeBackup);
            if (each.before_backup)
                schedule.farewell = std::max(schedule.farewell, each.before_backup->timeout);
            group_waits |= !each.sync_group.empty() && each.before_backup;
        }
        for (auto& each : routers)
            each.group_waits = group_waits;
    }
}

core::Tracking draw_tracking(core::Tracker tracker, Random& random) {
    constexpr int kWeights[] = {0, 1, 20, 253, -1, -20, -253};
    core::Tracking out{std::move(tracker)};
    if (random.chance(25)) {
        out.any_of = 1;
        return out;
    }
    out.weight = kWeights[random.between<std::size_t>(0, std::size(kWeights) - 1)];
    out.reverse = random.chance(out.weight == 0 ? 10 : 30);
    return out;
}

std::vector<core::Tracking> draw_tracked(Random& random) {
    using Kind = core::Tracker::Kind;
    std::vector<core::Tracking> out;
    for (const auto& tracker :
         {core::Tracker{Kind::Interface, kTrackedInterface, {}},
          core::Tracker{Kind::Script, kTrackedScript, {}}, core::Tracker{Kind::File, kTrackedFile, {}},
          core::Tracker{Kind::Process, kTrackedProcess, {}}}) {
        if (random.chance(50))
            out.push_back(draw_tracking(tracker, random));
    }
    return out;
}

// The members of a sync group share what weighs, as they share the priority. A FAULT of one is that of all.
void share_weights(Configs& routers) {
    const auto weighs = [](const core::Tracking& each) { return each.weight != 0; };
    std::vector<core::Tracking> shared;
    std::ranges::copy_if(routers.front().tracked, std::back_inserter(shared), weighs);
    for (auto& router : routers) {
        std::erase_if(router.tracked, [&](const core::Tracking& each) {
            return weighs(each) ||
                   std::ranges::find(shared, each.tracker, &core::Tracking::tracker) != shared.end();
        });
        router.tracked.insert(router.tracked.end(), shared.begin(), shared.end());
    }
}

core::QuorumRule draw_quorum(Duration interval, Random& random) {
    core::QuorumRule out;
    out.least = random.between<std::size_t>(1, 3);
    if (random.chance(30))
        out.most = out.least + random.between<std::size_t>(0, 1);
    for (auto* delay : {&out.fork_delay, &out.terminate_delay}) {
        if (random.chance(60))
            *delay = random.up_to(4 * interval);
    }
    return out;
}

void draw_trackers(Schedule& schedule) {
    Random random(schedule.seed + 0x545241434b);
    for (auto& routers : schedule.hosts) {
        for (auto& each : routers) {
            if (random.chance(50))
                each.tracked = draw_tracked(random);
        }
        if (!routers.front().sync_group.empty())
            share_weights(routers);
        schedule.quorums.push_back(draw_quorum(schedule.interval, random));
    }
}

std::string text_of(const std::vector<core::Tracking>& tracked) {
    std::string out;
    for (const auto& each : tracked)
        out += " tracks " + each.tracker.name +
               (each.any_of ? " as one of many" : " with weight " + std::to_string(each.weight)) +
               (each.reverse ? " reverse" : "");
    return out;
}

Disturbance draw_disturbance(const Schedule& schedule, const Profile& profile, Random& random) {
    Disturbance out;
    out.at = random.up_to(30 * schedule.interval);
    out.kind = profile.kinds[random.between<std::size_t>(0, profile.kinds.size() - 1)];
    out.host = random.between<std::size_t>(0, schedule.hosts.size() - 1);
    out.duration = random.up_to(12 * schedule.interval);
    out.value = random.between(1u, (1u << schedule.hosts.size()) - 2);
    if (out.kind == Kind::Lose || out.kind == Kind::Jitter)
        out.value = random.between(1u, 100u);
    if (out.kind == Kind::Track)
        out.value = random.between(0u, 999'999u);
    if (out.kind == Kind::Ears)
        out.value = random.between(0u, 1u);
    if (out.kind == Kind::Drain)
        out.value = random.between(0u, 7u);
    if (out.kind == Kind::Order)
        out.value = random.between(0u, 1023u);
    return out;
}

// A daemon finds within 2 s that its ears were cut off, and tries every 2 s to put that right. Processes count after delays.
Duration longest_delay_of_news(const Schedule& schedule) {
    Duration longest{0};
    for (const auto& each : schedule.quorums)
        longest = std::max({longest, each.fork_delay, each.terminate_delay});
    const bool may_be_deaf = std::ranges::find(schedule.disturbances, Kind::Ears, &Disturbance::kind) !=
                             schedule.disturbances.end();
    return may_be_deaf ? longest + std::chrono::seconds(4) : longest;
}

} // namespace

void redraw(Configs& routers, unsigned seed) {
    Random random(seed);
    for (auto& each : routers) {
        each.priority = draw_priority(random);
        each.preempt = each.preempt_delay > Duration::zero() || random.chance(70);
        if (random.chance(30))
            each.tracked = draw_tracked(random);
    }
    if (routers.front().sync_group.empty())
        return;
    make_group(routers);
    share_weights(routers);
}

Schedule draw_schedule(std::uint64_t seed, const Profile& profile) {
    Random random(seed);
    Schedule out;
    out.seed = seed;
    out.hosts.resize(random.between<std::size_t>(2, 5));
    constexpr int kCentiseconds[] = {1, 2, 10, 50, 100, 100, 100, 100};
    const core::Centiseconds interval(
        kCentiseconds[random.between<std::size_t>(0, std::size(kCentiseconds) - 1)]);
    const auto vrids = random.chance(70) ? 1 : random.between(2, 3);
    Duration slack{0};
    for (std::uint8_t vrid = 1; vrid <= vrids; ++vrid) {
        const auto group = draw_group(vrid, interval, random);
        for (auto& routers : out.hosts) {
            const auto& config = routers.emplace_back(draw_router(group, random));
            out.interval = std::max(out.interval, Duration(config.interval));
            slack = std::max(slack, config.preempt_delay);
        }
    }
    if (vrids > 1 && random.chance(50)) {
        for (auto& routers : out.hosts)
            make_group(routers);
    }
    for (std::size_t host = 0; host < out.hosts.size(); ++host)
        out.starts.push_back(random.chance(50) ? Duration{0} : random.up_to(10 * out.interval));
    out.delay = random.up_to(Duration(interval) / 20);
    out.lateness =
        profile.identical_loops || random.chance(50) ? Duration{0} : random.up_to(Duration(interval) / 10);
    out.calm = 10 * out.interval;
    for (int i = random.between(0, 8); i > 0 && !profile.kinds.empty(); --i) {
        out.disturbances.push_back(draw_disturbance(out, profile, random));
        out.calm = std::max(out.calm, out.disturbances.back().at + out.disturbances.back().duration);
    }
    draw_stages(out);
    draw_trackers(out);
    // Four elections in a row: yield, hear, hold and preempt. A host that starts again or a reload may have waited for
    // before_backup, of one member of a sync group after that of another, and so may a lower priority.
    out.converged = out.calm + slack + longest_delay_of_news(out) + 4 * (4 * out.interval) + 4 * out.farewell;
    if (std::ranges::find(out.disturbances, Kind::Drain, &Disturbance::kind) != out.disturbances.end())
        out.converged += longest_hand_over(out.interval);
    return out;
}

std::ostream& operator<<(std::ostream& out, const Schedule& schedule) {
    const auto ms = [](Duration duration) { return static_cast<double>(duration.count()) / 1e6; };
    out << "XVRRP_SIM_SEED=" << schedule.seed << ": delay " << ms(schedule.delay) << " ms, lateness up to "
        << ms(schedule.lateness) << " ms, calm at " << ms(schedule.calm) << " ms\n";
    for (std::size_t host = 0; host < schedule.hosts.size(); ++host)
        for (const auto& router : schedule.hosts[host])
            out << "  " << static_cast<char>('a' + host) << " starts at " << ms(schedule.starts[host])
                << " ms: VRID " << unsigned{router.vrid} << " version "
                << static_cast<unsigned>(router.version) << " priority " << unsigned{router.priority}
                << " every " << router.interval.count() << " cs" << (router.preempt ? "" : " nopreempt")
                << " preempt_delay " << ms(router.preempt_delay) << " ms" << text_of(router.tracked)
                << (router.sync_group.empty() ? "" : " in a group")
                << (router.before_master ? " before_master" : "")
                << (router.before_backup ? " before_backup" : "") << '\n';
    for (std::size_t host = 0; host < schedule.quorums.size(); ++host) {
        const auto& quorum = schedule.quorums[host];
        out << "  " << static_cast<char>('a' + host) << " wants " << quorum.least << " to "
            << (quorum.most ? std::to_string(*quorum.most) : "any number of") << " processes, fork_delay "
            << ms(quorum.fork_delay) << " ms, terminate_delay " << ms(quorum.terminate_delay) << " ms\n";
    }
    for (const auto& each : schedule.disturbances)
        out << "  " << ms(each.at) << " ms: " << kKinds[static_cast<std::size_t>(each.kind)] << ' '
            << static_cast<char>('a' + each.host) << " for " << ms(each.duration) << " ms, value "
            << each.value << '\n';
    return out;
}

} // namespace xvrrp::sim
