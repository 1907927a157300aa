// SPDX-License-Identifier: GPL-2.0-or-later
// Many virtual routers in one value, and two of them on one LAN.
#include "rig.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

VirtualRouterConfig numbered(std::uint8_t vrid, std::uint8_t priority = 100,
                             const std::string& interface = "eth0") {
    auto config = config_of(Version::V2, priority);
    config.name = "VI_" + std::to_string(vrid);
    config.interface = interface;
    config.vrid = vrid;
    config.addresses = {{IpAddress::v4(203, 0, 113, vrid), 24}};
    return config;
}

VrrpRouter started(std::vector<VirtualRouterConfig> configs, const IpAddress& source = kOurs) {
    VrrpRouter router(std::move(configs));
    answered(router, link_up({{source, 24}}), at(0s));
    answered(router, Start{}, at(0s));
    return router;
}

TEST(VrrpRouter, of_no_virtual_routers_has_nothing_to_do) {
    VrrpRouter router({});
    EXPECT_TRUE(answered(router, Start{}, at(0s)).empty());
    EXPECT_TRUE(answered(router, link_up(), at(0s)).empty());
    EXPECT_TRUE(answered(router, Tick{}, at(100s)).empty());
    EXPECT_TRUE(answered(router, Shutdown{}, at(100s)).empty());
    EXPECT_EQ(router.deadline(), kNever);
}

TEST(VrrpRouter, wakes_for_the_earliest_and_handles_only_what_is_due) {
    auto router = started({numbered(1, 50), numbered(2, 200), numbered(3, 200)});
    const auto first = 3s + 56 * 1'000'000'000ns / 256;
    EXPECT_EQ(router.deadline(), at(first));
    EXPECT_TRUE(answered(router, Tick{}, at(first - 1ns)).empty());
    std::vector<RouterId> transitioned;
    for (const auto& output : answered(router, Tick{}, at(first))) {
        if (const auto* each = std::get_if<Transitioned>(&output))
            transitioned.push_back(each->router);
    }
    EXPECT_EQ(transitioned, (std::vector<RouterId>{{1}, {2}}));
    EXPECT_EQ(router.deadline(), at(3s + 206 * 1'000'000'000ns / 256));
}

TEST(VrrpRouter, keeps_a_link_once_for_all_who_are_on_it) {
    const auto router = started({numbered(1), numbered(2)});
    EXPECT_EQ(router.routers().at({0}).address_link()->name, "eth0");
    EXPECT_EQ(router.routers().at({0}).address_link(), router.routers().at({1}).address_link());
}

TEST(VrrpRouter, names_the_interfaces_on_which_a_backup_takes_over) {
    VrrpRouter router({numbered(1, 50), numbered(2, 200, "eth1"), numbered(3, 255, "eth2")});
    for (const std::string interface : {"eth0", "eth1", "eth2"})
        answered(router, link_up({{kOurs, 24}}, interface), at(0s));
    answered(router, Start{}, at(0s)); // VRID 3 is MASTER, and has an advert to send from now on
    EXPECT_EQ(router.takeovers(at(3s)), std::set<InterfaceKey>{});
    EXPECT_EQ(router.takeovers(at(3500ms)), std::set<InterfaceKey>{{"eth1"}});
    EXPECT_EQ(router.takeovers(at(4s)), (std::set<InterfaceKey>{{"eth0"}, {"eth1"}}));
}

TEST(VrrpRouter, gives_a_packet_to_the_router_it_is_for) {
    auto router = started({numbered(1), numbered(2)});
    answered(router, PacketReceived{{1}, at(1s), packet({}, numbered(2))}, at(1s));
    EXPECT_EQ(router.routers().at({0}).deadline(), at(kDown));
    EXPECT_EQ(router.routers().at({1}).deadline(), at(1s + kDown));
    EXPECT_EQ(router.deadline(), at(kDown));
}

TEST(VrrpRouter, gives_a_link_to_all_routers_on_it_and_to_no_other) {
    VrrpRouter router({numbered(1), numbered(2, 100, "eth1"), numbered(3)});
    answered(router, link_up(), at(0s));
    answered(router, link_up({{kOurs, 24}}, "eth2"), at(0s));
    answered(router, Start{}, at(0s));
    EXPECT_EQ(router.routers().at({0}).state(), State::Backup);
    EXPECT_EQ(router.routers().at({1}).state(), State::Fault);
    EXPECT_EQ(router.routers().at({2}).state(), State::Backup);
}

TEST(VrrpRouter, resigns_for_all_of_them_at_shutdown) {
    auto router = started({numbered(1), numbered(2)});
    answered(router, Tick{}, at(kDown));
    EXPECT_EQ(words(answered(router, Shutdown{}, at(4s))),
              (Said{"advert 0 from 192.0.2.1", "addresses not wanted", "MASTER -> INIT: shutdown",
                    "advert 0 from 192.0.2.1", "addresses not wanted", "MASTER -> INIT: shutdown"}));
    EXPECT_EQ(router.deadline(), kNever);
}

TEST(VrrpRouter, takes_over_a_thousand_at_once) {
    std::vector<VirtualRouterConfig> configs;
    for (int interface = 0; interface < 4; ++interface) {
        for (int vrid = 1; vrid <= 250; ++vrid)
            configs.push_back(
                numbered(static_cast<std::uint8_t>(vrid), 100, "eth" + std::to_string(interface)));
    }
    VrrpRouter router(std::move(configs));
    for (int interface = 0; interface < 4; ++interface)
        answered(router, link_up({{kOurs, 24}}, "eth" + std::to_string(interface)), at(0s));
    answered(router, Start{}, at(0s));
    const auto outputs = answered(router, Tick{}, at(kDown));
    const auto sent = std::ranges::count_if(
        outputs, [](const auto& each) { return std::holds_alternative<SendAdvert>(each); });
    EXPECT_EQ(sent, 1000);
    EXPECT_TRUE(std::ranges::all_of(router.routers(),
                                    [](const auto& each) { return each.second.state() == State::Master; }));
    EXPECT_EQ(router.deadline(), at(kDown + 1s));
}

TEST(ToObserve, are_the_backups_within_an_interval_of_one_that_is_due_and_no_others) {
    auto slow = numbered(3);
    slow.interval = Centiseconds(1000);
    auto router = started({numbered(1), numbered(2), slow});
    answered(router, PacketReceived{{1}, at(900ms), packet({}, numbered(2))}, at(900ms));
    EXPECT_TRUE(router.to_observe(at(kDown - 1ns)).empty());
    auto ids = router.to_observe(at(kDown));
    std::ranges::sort(ids);
    EXPECT_EQ(ids, (std::vector<RouterId>{{0}, {1}}));
}

TEST(ToObserve, are_none_where_only_a_master_is_due) {
    auto router = started({numbered(1), numbered(2)});
    answered(router, PacketReceived{{1}, at(3s), packet({}, numbered(2))}, at(3s));
    answered(router, Tick{}, at(kDown)); // the first is MASTER now
    EXPECT_TRUE(router.to_observe(at(kDown + 1s)).empty());
}

// ---- Addresses that no advert may come from -----------------------------------------------------------------

TEST(LocalAddresses, are_those_of_all_interfaces_and_routers_with_the_stronger_reason) {
    VrrpRouter router({numbered(1), numbered(2, 100, "eth1")});
    answered(router, link_up({{kOurs, 24}, {ip("203.0.113.2"), 24}}), at(0s));
    answered(router, link_up({{ip("198.51.100.1"), 30}, {ip("203.0.113.2"), 24}}, "eth1"), at(0s));
    EXPECT_EQ(router.local_addresses(),
              (LocalAddresses{{{{}, kOurs}, VRRP_DROP_SOURCE_OWN},
                              {{{}, ip("192.0.2.255")}, VRRP_DROP_SOURCE_INVALID},
                              {{{}, ip("198.51.100.1")}, VRRP_DROP_SOURCE_OWN},
                              {{{}, ip("198.51.100.3")}, VRRP_DROP_SOURCE_INVALID},
                              {{{}, ip("203.0.113.1")}, VRRP_DROP_SOURCE_VIRTUAL},
                              {{{}, ip("203.0.113.2")}, VRRP_DROP_SOURCE_VIRTUAL},
                              {{{}, ip("203.0.113.255")}, VRRP_DROP_SOURCE_INVALID}}));
}

TEST(LocalAddresses, go_when_the_interface_loses_them_and_stay_while_another_has_them) {
    VrrpRouter router({numbered(1), numbered(2, 100, "eth1")});
    answered(router, link_up({{kOurs, 32}, {kPeer, 32}}), at(0s));
    answered(router, link_up({{kOurs, 32}}, "eth1"), at(0s));
    answered(router, link_up({}), at(1s));
    EXPECT_TRUE(router.local_addresses().contains({{}, kOurs}));
    EXPECT_FALSE(router.local_addresses().contains({{}, kPeer}));
}

TEST(LocalAddresses, of_one_router_are_refused_as_a_source_by_every_other) {
    auto router = started({numbered(1), numbered(2)});
    for (const auto* source : {"203.0.113.1", "203.0.113.2", "192.0.2.1"}) {
        const auto said = words(answered(
            router, PacketReceived{{0}, at(1s), packet({.source = ip(source)}, numbered(1))}, at(1s)));
        ASSERT_EQ(said.size(), 1u);
        EXPECT_EQ(said[0].substr(0, 8), "notice: ") << source;
    }
    EXPECT_EQ(router.deadline(), at(kDown));
}

// The virtual address of a neighbour on the same interface is as little our identity as our own.
TEST(LocalAddresses, that_are_virtual_for_one_router_are_the_source_of_no_other) {
    VrrpRouter router({numbered(1), numbered(2)});
    answered(router, link_up({{ip("203.0.113.1"), 32}, {ip("203.0.113.2"), 32}}), at(0s));
    answered(router, Start{}, at(0s));
    for (const auto& [id, each] : router.routers())
        EXPECT_EQ(each.fault(), Reason::NoAddress) << each.config().name;
    answered(router, link_up({{ip("203.0.113.1"), 32}, {ip("203.0.113.2"), 32}, {kOurs, 24}}), at(1s));
    for (const auto& [id, each] : router.routers())
        EXPECT_EQ(each.source(), kOurs) << each.config().name;
}

// ---- Two routers on one LAN ---------------------------------------------------------------------------------

struct Host {
    VrrpRouter router;

    TimePoint deadline() const { return router.deadline(); }

    State state() const { return router.routers().at({0}).state(); }
};

// A LAN without delay or loss: every advert that one host sends arrives at the other at once.
struct Lan {
    Host hosts[2];

    void run_until(TimePoint end) {
        while (std::min(hosts[0].deadline(), hosts[1].deadline()) <= end) {
            const std::size_t next = hosts[1].deadline() < hosts[0].deadline() ? 1 : 0;
            const auto now = hosts[next].deadline();
            deliver(next, answered(hosts[next].router, Tick{}, now), now);
        }
    }

    void deliver(std::size_t from, const Outputs& outputs, TimePoint now) {
        for (const auto& output : outputs) {
            const auto* sent = std::get_if<SendAdvert>(&output);
            if (!sent)
                continue;
            const Bytes packet(sent->frame.begin() + 14, sent->frame.end());
            deliver(1 - from, answered(hosts[1 - from].router, PacketReceived{{}, now, packet}, now), now);
        }
    }
};

Lan lan_of(std::uint8_t first, std::uint8_t second) {
    return {{Host{started({numbered(1, first)}, kOurs)}, Host{started({numbered(1, second)}, kPeer)}}};
}

TEST(TwoRouters, elect_the_higher_priority) {
    auto lan = lan_of(100, 150);
    lan.run_until(at(20s));
    EXPECT_EQ(lan.hosts[0].state(), State::Backup);
    EXPECT_EQ(lan.hosts[1].state(), State::Master);
    EXPECT_EQ(lan.hosts[0].router.routers().at({0}).counters().master_transitions, 0u);
}

// The lower address happens to be first here; both are due in the same nanosecond.
TEST(TwoRouters, of_equal_priority_end_with_one_master_whoever_is_first) {
    auto lan = lan_of(100, 100);
    lan.run_until(at(20s));
    EXPECT_EQ(lan.hosts[0].state(), State::Master);
    EXPECT_EQ(lan.hosts[1].state(), State::Backup);
}

TEST(TwoRouters, of_equal_priority_that_are_both_master_leave_the_higher_address) {
    auto lan = lan_of(100, 100);
    for (auto& host : lan.hosts)
        answered(host.router, Tick{}, at(kDown)); // a LAN that was split
    lan.run_until(at(20s));
    EXPECT_EQ(lan.hosts[0].state(), State::Backup);
    EXPECT_EQ(lan.hosts[1].state(), State::Master);
}

TEST(TwoRouters, hand_over_within_the_skew_when_the_master_leaves) {
    auto lan = lan_of(100, 150);
    lan.run_until(at(20s));
    lan.deliver(1, answered(lan.hosts[1].router, Shutdown{}, at(20s)), at(20s));
    EXPECT_EQ(lan.hosts[0].deadline(), at(20s + kSkew));
    lan.run_until(at(30s));
    EXPECT_EQ(lan.hosts[0].state(), State::Master);
}

} // namespace

} // namespace xvrrp::core
