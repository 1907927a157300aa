// SPDX-License-Identifier: GPL-2.0-or-later
// One virtual router on a test bench: what goes in is written with a time, what comes out is read as words.
//
//   Rig rig;                                        // started at 0, 192.0.2.1 on eth0, priority 100, VIP 192.0.2.100
//   EXPECT_EQ(rig.tick(3609ms), Said{});
//   EXPECT_EQ(rig.hear({.priority = 150}, 3609ms), (Said{"memorise 150 from 192.0.2.2"}));
#pragma once

#include "core/reload.h"
#include "core/vrrp/vrrp_router.h"
#include "hex.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace xvrrp::core {

using namespace std::chrono_literals;

using Said = std::vector<std::string>;

inline const auto kOurs = ip("192.0.2.1");
inline const auto kPeer = ip("192.0.2.2"); // higher than ours
inline const auto kThird = ip("192.0.2.3");
inline const auto kVip = ip("192.0.2.100");
inline const auto kDown = 3'609'375us; // master-down of priority 100 at one second
inline const auto kSkew = 609'375us;

// The monotonic clock is never near 0 in earnest.
inline TimePoint at(Duration since_start) {
    return TimePoint{} + 1000s + since_start;
}

VirtualRouterConfig config_of(Version version = Version::V2, std::uint8_t priority = 100);

// An advert of another router, as it would be sent to this one.
struct PeerAdvert {
    std::uint8_t priority = 150;
    IpAddress source = kPeer;
    Centiseconds interval{100};
    std::vector<IpAddress> addresses{kVip};
    std::uint8_t ttl = VRRP_TTL;
};

Bytes packet(const PeerAdvert& advert, const VirtualRouterConfig& config);

LinkObserved link_up(std::vector<InterfaceAddress> addresses = {{kOurs, 24}},
                     const std::string& name = "eth0");
LinkObserved link_down(std::vector<InterfaceAddress> addresses = {{kOurs, 24}});
LinkObserved link_gone();

// "advert 100 from 192.0.2.1", "advert 100 from 192.0.2.1 to 192.0.2.2", "lend 100", "put off", "stand alone", "resolve 2",
// "receive", "stop receiving", "addresses wanted", "addresses not wanted", "announce 5", "memorise 150 from ...",
// "forget", "heed 0", "gone 0", "BACKUP -> MASTER: master_down", "still FAULT: ...", "group G to MASTER", "group G is MASTER", "priority 100 -> 80: ...", "notice: ...".
Said words(const Outputs& outputs);

// As the daemon does it: whatever the router asks to receive is received, and it hears of it in the same turn.
Outputs answered(VrrpRouter& router, const Input& input, TimePoint now);

class Rig {
public:
    explicit Rig(VirtualRouterConfig config = config_of(), bool started = true);

    Said start(Duration now = 0s) { return feed(Start{{}, at(-100s)}, now); } // the host booted 100 s ago

    Said tick(Duration now) { return feed(Tick{}, now); }

    Said shut_down(Duration now) { return feed(Shutdown{}, now); }

    Said see(const LinkObserved& link, Duration now) { return feed(link, now); }

    Said reload(VirtualRouterConfig config, Duration now) {
        return feed(Reconfigure{all_.plan_reload({std::move(config)})}, now);
    }

    Said hear(const PeerAdvert& advert, Duration arrival) { return hear(advert, arrival, arrival); }

    Said hear(const PeerAdvert& advert, Duration arrival, Duration now);
    // Feeds the entry of vrrp_peers: the time of the last match of the memo, and of the last advert of all.
    Said peer(Duration keepalive, Duration last_seen, const PeerAdvert& last, Duration now);
    Said feed(const Input& input, Duration now);

    const VirtualRouter& router() const { return all_.routers().at({}); }

    VrrpRouter& core() { return all_; }

    State state() const { return router().state(); }

    Duration deadline() const; // since the start

    bool idle() const { return all_.deadline() == kNever; }

    const Outputs& last() const { return last_; }

    // From here on nobody answers what the router asks for.
    void leave_unanswered() { receives_ = false; }

private:
    VrrpRouter all_;
    Outputs last_;
    bool receives_ = true;
};

// A router that became MASTER at kDown, on time.
Rig master(VirtualRouterConfig config = config_of());
// The same with another interface beside its own, as it was seen.
Rig master_beside(const LinkObserved& other, VirtualRouterConfig config);
LinkObserved eth1(int index = 5, bool up = true);

} // namespace xvrrp::core
