// SPDX-License-Identifier: GPL-2.0-or-later
#include "schedule.h"

#include "forgery.h"

#include <algorithm>
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
                                       "drop",          "reload"};

// There are two attackers, because one that everybody follows has the known master's share of the news and
// may use it up.
const auto kLoser = core::IpAddress::v4(192, 0, 2, 66);
const auto kWinner = core::IpAddress::v4(192, 0, 2, 67);

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

core::Tracking draw_tracking(Random& random) {
    constexpr int kWeights[] = {0, 1, 20, 253, -1, -20, -253};
    using Kind = core::Tracker::Kind;
    core::Tracking out{{random.chance(50) ? Kind::Interface : Kind::Script, kTracked}};
    out.weight = kWeights[random.between<std::size_t>(0, std::size(kWeights) - 1)];
    out.reverse = out.weight != 0 && random.chance(30);
    return out;
}

core::VirtualRouterConfig draw_router(core::VirtualRouterConfig config, Random& random) {
    config.priority = draw_priority(random);
    config.preempt = random.chance(70);
    if (config.preempt && random.chance(25))
        config.preempt_delay = random.between(1, 8) * Duration(config.interval);
    if (random.chance(30))
        config.tracked.push_back(draw_tracking(random));
    // RFC 9568 section 5.2.7: a backup learns the interval of the master.
    if (config.version == core::Version::V3 && random.chance(20))
        config.interval *= 2;
    return config;
}

// A sync group whose members differ may never agree on a host.
void make_group(Configs& routers) {
    for (auto& each : routers) {
        each.sync_group = "G";
        each.priority = routers.front().priority;
        each.preempt = routers.front().preempt;
        each.preempt_delay = routers.front().preempt_delay;
        each.tracked = routers.front().tracked;
    }
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
    return out;
}

void forge(Network& lan, std::size_t host, const core::IpAddress& source, std::uint8_t priority) {
    for (const auto& as : lan.hosts()[host].config().routers)
        lan.inject(forged_advert(as, source, priority));
}

void reload(Host& host, unsigned seed) {
    Random random(seed);
    auto routers = host.config().routers;
    for (auto& each : routers) {
        each.priority = draw_priority(random);
        each.preempt = each.preempt_delay > Duration::zero() || random.chance(70);
    }
    if (!routers.front().sync_group.empty())
        make_group(routers);
    host.reload(std::move(routers), random.chance(50));
}

void split(Network& lan, unsigned members) {
    std::vector<unsigned> parts;
    for (std::size_t host = 0; host < lan.hosts().size(); ++host)
        parts.push_back(members >> host & 1);
    lan.partition(std::move(parts));
}

void begin(const Disturbance& what, const Schedule& schedule, Network& lan) {
    auto& host = lan.hosts()[what.host];
    switch (what.kind) {
    case Kind::Kill:
    case Kind::Bury:
        return host.kill();
    case Kind::Restart:
        return host.shut_down();
    case Kind::Stall:
        return host.stall_for(what.duration);
    case Kind::Unplug:
        return host.set_link(false);
    case Kind::Track:
        return host.set_tracked(false);
    case Kind::Split:
    case Kind::SplitForever:
        return split(lan, what.value);
    case Kind::Lose:
        lan.wire.loss_percent = what.value;
        return;
    case Kind::Jitter:
        lan.wire.jitter = schedule.interval * what.value / 100;
        return;
    case Kind::Duplicate:
        lan.wire.duplicate_percent = 50;
        return;
    case Kind::ForgeLosing:
        return forge(lan, what.host, kLoser, 1);
    case Kind::ForgeWinning:
        return forge(lan, what.host, kWinner, 254);
    case Kind::ForgeResign:
        return forge(lan, what.host, host.config().address, 0);
    case Kind::Refuse:
        host.table().refuse(50);
        return;
    case Kind::LoseMessages:
        host.table().lose_messages(true);
        return;
    case Kind::Delete:
        return host.delete_all();
    case Kind::Drop:
        return host.drop(what.value % host.config().routers.size());
    case Kind::Reload:
        return reload(host, what.value);
    case Kind::FloodLosing:
        for (Duration at{0}; at < what.duration; at += schedule.interval / 20)
            lan.at(lan.elapsed() + at, [&lan, who = what.host] { forge(lan, who, kLoser, 1); });
        return;
    }
}

void end(const Disturbance& what, Network& lan) {
    auto& host = lan.hosts()[what.host];
    if (what.kind == Kind::Kill || what.kind == Kind::Restart) {
        if (!host.running())
            host.start();
    } else if (what.kind == Kind::Unplug) {
        host.set_link(true);
    } else if (what.kind == Kind::Track) {
        host.set_tracked(true);
    } else if (what.kind == Kind::Split) {
        lan.heal();
    } else if (what.kind == Kind::Drop) {
        host.put_back();
    } else if (what.kind == Kind::Lose) {
        lan.wire.loss_percent = 0;
    } else if (what.kind == Kind::Jitter) {
        lan.wire.jitter = {};
    } else if (what.kind == Kind::Duplicate) {
        lan.wire.duplicate_percent = 0;
    } else if (what.kind == Kind::Refuse) {
        host.table().refuse(0);
    } else if (what.kind == Kind::LoseMessages) {
        host.table().lose_messages(false);
        host.tell_messages();
    }
}

} // namespace

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
    // Four elections in a row: yield, hear, hold and preempt.
    out.converged = out.calm + slack + 4 * (4 * out.interval);
    return out;
}

void apply(const Schedule& schedule, Network& lan) {
    lan.wire.delay = schedule.delay;
    lan.wire.frame_time = std::chrono::nanoseconds(1);
    for (const auto& routers : schedule.hosts)
        lan.add(routers).lateness = schedule.lateness;
    for (std::size_t host = 0; host < schedule.hosts.size(); ++host)
        lan.at(schedule.starts[host], [&lan, host] {
            if (!lan.hosts()[host].running())
                lan.hosts()[host].start();
        });
    for (const auto& what : schedule.disturbances) {
        lan.at(what.at, [&] { begin(what, schedule, lan); });
        lan.at(what.at + what.duration, [&] { end(what, lan); });
    }
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
                << " preempt_delay " << ms(router.preempt_delay) << " ms"
                << (router.tracked.empty()
                        ? ""
                        : " tracks with weight " + std::to_string(router.tracked[0].weight))
                << (router.sync_group.empty() ? "" : " in a group") << '\n';
    for (const auto& each : schedule.disturbances)
        out << "  " << ms(each.at) << " ms: " << kKinds[static_cast<std::size_t>(each.kind)] << ' '
            << static_cast<char>('a' + each.host) << " for " << ms(each.duration) << " ms, value "
            << each.value << '\n';
    return out;
}

} // namespace xvrrp::sim
