// SPDX-License-Identifier: GPL-2.0-or-later
// Two virtual routers of one sync group on a test bench: VI_1 with VRID 1 on eth0 and VI_2 with VRID 2 on eth1.
#pragma once

#include "core/vrrp/vrrp_router.h"
#include "rig.h"

namespace xvrrp::core {

inline constexpr RouterId kFirst{0};
inline constexpr RouterId kSecond{1};

inline VirtualRouterConfig member(RouterId id, std::uint8_t priority = 100) {
    auto config = config_of(Version::V2, priority);
    config.vrid = static_cast<std::uint8_t>(id.value + 1);
    config.name = "VI_" + std::to_string(config.vrid);
    config.interface = "eth" + std::to_string(id.value);
    config.sync_group = "G";
    return config;
}

inline LinkObserved link_of(RouterId id, bool up = true) {
    LinkObserved seen = id == kFirst ? link_up() : eth1(5);
    seen.addresses = {{kOurs, 24}};
    seen.link.up = up;
    return seen;
}

class Pair {
public:
    explicit Pair(std::uint8_t priority = 100)
        : Pair({member(kFirst, priority), member(kSecond, priority)}) {}

    explicit Pair(std::vector<VirtualRouterConfig> configs) : router(std::move(configs)) {
        see(kFirst, true, 0s);
        see(kSecond, true, 0s);
        feed(Start{}, 0s);
    }

    Said feed(const Input& input, Duration now) { return words(answered(router, input, at(now))); }

    Said see(RouterId id, bool up, Duration now) { return feed(link_of(id, up), now); }

    Said hear(RouterId id, const PeerAdvert& advert, Duration arrival) {
        return feed(PacketReceived{id, at(arrival), packet(advert, router.routers().at(id).config())},
                    arrival);
    }

    Said tick(Duration now) { return feed(Tick{}, now); }

    State state(RouterId id) const { return router.routers().at(id).state(); }

    bool are(State both) const { return state(kFirst) == both && state(kSecond) == both; }

    VrrpRouter router;
};

} // namespace xvrrp::core
