// SPDX-License-Identifier: GPL-2.0-or-later
// A random network and its disturbances, drawn from a seed.
#pragma once

#include "network.h"

#include <iosfwd>
#include <vector>

namespace xvrrp::sim {

enum class Kind : std::uint8_t {
    Kill,    // host dies, and starts again after duration
    Bury,    // host dies for good
    Restart, // host resigns, and starts again after duration
    Stall,   // user space of host does not run for duration
    Unplug,  // link of host is down for duration
    Track,   // what host may track changes again and again for duration; value: the seed of that
    Split,   // value: the bit set of hosts that are cut off from the others for duration
    SplitForever,
    Lose,         // value: per cent of the frames, for duration
    Jitter,       // value: per cent of the interval, for duration
    Duplicate,    // every second frame comes twice, for duration
    ForgeLosing,  // one advert of priority 1, which no router has
    ForgeWinning, // one advert of priority 254
    ForgeResign,  // one advert of priority 0 from the address of host
    FloodLosing,  // twenty adverts of priority 1 per interval, for duration
    Refuse,       // the kernel of host refuses every second change of its network, for duration
    LoseMessages, // the kernel of host loses its messages about the network, for duration
    Delete,       // an administrator deletes all that host has placed
    Drop,         // host loses a virtual router by a reload, and gets it back by another after duration
    Ears,         // the ears of host are cut off; value 1: and nobody can put that right for duration
    Drain, // host is drained, and undrained after duration; value: bit 0 by force, bit 1 only one virtual router,
           // bit 2 until it starts again
    Order, // one virtual router of host has another priority for duration; value: bit 0 it is promoted, the other bits:
    // the priority
    Reload, // host gets other priorities and trackers, and preempts or not; value: their seed
};

// at counts from the start.
struct Disturbance {
    Duration at{};
    Kind kind = Kind::Kill;
    std::size_t host = 0;
    Duration duration{};
    unsigned value = 0;
};

struct Schedule {
    std::uint64_t seed = 0;
    std::vector<std::vector<core::VirtualRouterConfig>> hosts; // every host has every VRID
    std::vector<core::QuorumRule> quorums;                     // of the processes of each host
    std::vector<Duration> starts;
    Duration delay{};
    Duration lateness{};
    std::vector<Disturbance> disturbances;
    Duration interval{};  // the longest one
    Duration calm{};      // from here on nothing disturbs the network
    Duration converged{}; // the election must be over by then
    Duration farewell{};  // the longest time that before_backup may take
};

struct Profile {
    std::vector<Kind> kinds;
    bool identical_loops = false; // no loop is ever late
};

Schedule draw_schedule(std::uint64_t seed, const Profile& profile);
// Other priorities, and preempts or not, and perhaps other things that are tracked.
void redraw(std::vector<core::VirtualRouterConfig>& routers, unsigned seed);
// Sets up the network and puts everything on its timeline.
void apply(const Schedule& schedule, Network& lan);

std::ostream& operator<<(std::ostream& out, const Schedule& schedule);

} // namespace xvrrp::sim
