// SPDX-License-Identifier: GPL-2.0-or-later
// The effects of each disturbance of a schedule on the network, at its begin and at its end.
#include "forgery.h"
#include "schedule.h"

namespace xvrrp::sim {

namespace {

// There are two attackers, because one that everybody follows has the known master's share of the news and
// may use it up.
const auto kLoser = core::IpAddress::v4(192, 0, 2, 66);
const auto kWinner = core::IpAddress::v4(192, 0, 2, 67);

void forge(Network& lan, std::size_t host, const core::IpAddress& source, std::uint8_t priority) {
    for (const auto& as : lan.hosts()[host].config().routers)
        lan.inject(forged_advert(as, source, priority));
}

void reload(Host& host, unsigned seed) {
    auto routers = host.config().routers;
    redraw(routers, seed);
    Random random(seed + 1);
    host.reload(std::move(routers), random.chance(50));
}

void order(const Disturbance& what, Network& lan) {
    auto& host = lan.hosts()[what.host];
    const bool promotes = what.value & 1;
    const auto priority = static_cast<std::uint8_t>(1 + (what.value >> 1) % 254);
    host.order(what.value % host.config().routers.size(), promotes ? core::kPromoted : priority, promotes,
               what.duration);
}

Tracked draw_surroundings(Random& random) {
    constexpr int kNumbers[] = {0, 0, 1, -1, 3, 20, -20, 300, -300};
    return {.interface_up = random.chance(50),
            .script_good = random.chance(50),
            .file = kNumbers[random.between<std::size_t>(0, std::size(kNumbers) - 1)],
            .processes = random.between<std::size_t>(0, 4)};
}

// Some of the changes last longer than fork_delay or terminate_delay, and some do not.
void track(const Disturbance& what, Network& lan) {
    auto& host = lan.hosts()[what.host];
    Random random(what.value);
    host.track(draw_surroundings(random));
    for (int more = random.between(0, 3); more > 0; --more) {
        const auto at = lan.elapsed() + random.up_to(what.duration * 9 / 10);
        lan.at(at, [&host, next = draw_surroundings(random)] { host.track(next); });
    }
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
        return track(what, lan);
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
    case Kind::Ears:
        return host.cut_ears(what.value != 0);
    case Kind::Drain:
        return host.drain(what.value & 2 ? std::optional(what.value % host.config().routers.size())
                                         : std::nullopt,
                          what.value & 1);
    case Kind::Order:
        return order(what, lan);
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
        host.start_again();
    } else if (what.kind == Kind::Unplug) {
        host.set_link(true);
    } else if (what.kind == Kind::Track) {
        host.restore_tracked();
    } else if (what.kind == Kind::Split) {
        lan.heal();
    } else if (what.kind == Kind::Drop) {
        host.put_back();
    } else if (what.kind == Kind::Drain && !(what.value & 4)) {
        host.undrain();
    } else if (what.kind == Kind::Ears) {
        host.mend_ears();
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

void apply(const Schedule& schedule, Network& lan) {
    lan.wire.delay = schedule.delay;
    lan.wire.frame_time = std::chrono::nanoseconds(1);
    for (std::size_t host = 0; host < schedule.hosts.size(); ++host)
        lan.add(schedule.hosts[host], schedule.quorums[host]).loop().lateness = schedule.lateness;
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

} // namespace xvrrp::sim
