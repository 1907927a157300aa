// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/reload.h"
#include "rig.h"

namespace xvrrp::core {

namespace {

VirtualRouterConfig on(const std::string& interface, std::uint8_t vrid) {
    auto config = config_of();
    config.interface = interface;
    config.vrid = vrid;
    return config;
}

RunningConfigs running(const std::vector<VirtualRouterConfig>& configs) {
    RunningConfigs all;
    for (const auto& each : configs)
        all.emplace_back(RouterId{static_cast<std::uint32_t>(all.size())},
                         std::make_shared<const VirtualRouterConfig>(each));
    return all;
}

TEST(ReloadPlan, of_the_same_configuration_in_another_order_touches_nothing) {
    const auto plan = plan_reload(running({on("eth0", 1), on("eth0", 2)}), {on("eth0", 2), on("eth0", 1)});
    EXPECT_EQ(plan.untouched, 2u);
    EXPECT_TRUE(plan.removed.empty() && plan.changed.empty() && plan.added.empty());
}

TEST(ReloadPlan, knows_a_virtual_router_by_interface_vrid_and_family_and_not_by_its_name) {
    auto renamed = on("eth0", 1);
    renamed.name = "other";
    renamed.priority = 7;
    auto ipv6 = on("eth0", 1);
    ipv6.family = Family::Ipv6;
    const auto plan =
        plan_reload(running({on("eth0", 1), on("eth1", 1), on("eth0", 2)}), {renamed, ipv6, on("eth0", 2)});
    ASSERT_EQ(plan.changed.size(), 1u);
    EXPECT_EQ(plan.changed[0].router, RouterId{0});
    EXPECT_EQ(plan.changed[0].config, renamed);
    EXPECT_EQ(plan.removed, std::vector<RouterId>{{1}});
    EXPECT_EQ(plan.added, std::vector<VirtualRouterConfig>{ipv6});
    EXPECT_EQ(plan.untouched, 1u);
}

TEST(ReloadPlan, takes_another_virtual_mac_interface_for_another_virtual_router) {
    auto with_vmac = on("eth0", 1);
    with_vmac.vmac = VirtualMac{"vrrp.1", false};
    const auto plan = plan_reload(running({on("eth0", 1)}), {with_vmac});
    EXPECT_EQ(plan.removed, std::vector<RouterId>{{0}});
    EXPECT_EQ(plan.added, std::vector<VirtualRouterConfig>{with_vmac});
    with_vmac.vmac->xmit_base = true;
    EXPECT_EQ(plan_reload(running({plan.added[0]}), {with_vmac}).changed.size(), 1u);
}

VirtualRouterConfig sharing(const std::string& name, const IpAddress& peer) {
    auto config = on("eth0", 1);
    config.name = name;
    config.shares_vrid = true;
    config.unicast_peers = {{peer}};
    return config;
}

TEST(ReloadPlan, tells_those_of_one_vrid_apart_by_their_peers_and_then_by_their_names) {
    const auto a = sharing("A", kPeer);
    const auto b = sharing("B", kThird);
    EXPECT_EQ(plan_reload(running({a, b}), {b, a}).untouched, 2u);
    const auto gone = plan_reload(running({a, b}), {b});
    EXPECT_EQ(gone.removed, std::vector<RouterId>{{0}});
    EXPECT_EQ(gone.untouched, 1u);
    EXPECT_EQ(plan_reload(running({a}), {a, b}).added, std::vector<VirtualRouterConfig>{b});
    const auto moved = sharing("B", ip("192.0.2.9"));
    const auto plan = plan_reload(running({a, b}), {moved, a});
    ASSERT_EQ(plan.changed.size(), 1u);
    EXPECT_EQ(plan.changed[0].router, RouterId{1});
    EXPECT_EQ(plan.untouched, 1u);
    auto alone = a;
    alone.shares_vrid = false;
    EXPECT_EQ(plan_reload(running({a, b}), {alone}).changed.size(), 1u);
}

// ---- What a VrrpRouter makes of it --------------------------------------------------------------------------

VrrpRouter started(std::vector<VirtualRouterConfig> configs) {
    VrrpRouter router(std::move(configs));
    answered(router, link_up(), at(0s));
    answered(router, Start{}, at(0s));
    return router;
}

Outputs reload(VrrpRouter& router, std::vector<VirtualRouterConfig> next, TimePoint now) {
    return answered(router, Reconfigure{router.plan_reload(std::move(next))}, now);
}

std::vector<RouterId> admitted(const std::optional<ReloadStep>& step) {
    const auto* admit = step ? std::get_if<Admit>(&*step) : nullptr;
    return admit ? admit->routers : std::vector<RouterId>();
}

TEST(Reload, removes_then_changes_then_adds_then_puts_up_and_admits_at_last) {
    auto other = on("eth0", 2);
    other.priority = 7;
    auto router = started({on("eth0", 1), on("eth0", 2)});
    Reload reload(router.plan_reload({other, on("eth0", 3), on("eth0", 4)}), 1);
    std::vector<ReloadPlan> plans;
    for (int i = 0; i < 4; ++i) {
        EXPECT_FALSE(reload.has_said_all());
        const auto step = reload.next(router);
        ASSERT_TRUE(step && std::holds_alternative<Reconfigure>(*step));
        plans.push_back(std::get<Reconfigure>(*step).plan);
        answered(router, std::get<Reconfigure>(*step), at(1s));
    }
    EXPECT_EQ(plans[0].removed, std::vector<RouterId>{{0}});
    ASSERT_EQ(plans[1].changed.size(), 1u);
    EXPECT_EQ(plans[1].changed[0].config, other);
    EXPECT_EQ(plans[2].added, std::vector<VirtualRouterConfig>{on("eth0", 3)});
    EXPECT_EQ(plans[3].added, std::vector<VirtualRouterConfig>{on("eth0", 4)});
    EXPECT_TRUE(std::holds_alternative<PutUp>(*reload.next(router)));
    EXPECT_EQ(admitted(reload.next(router)), std::vector<RouterId>{{0}}); // VRID 3 got the free identity
    EXPECT_EQ(admitted(reload.next(router)), std::vector<RouterId>{{2}});
    EXPECT_FALSE(reload.next(router));
}

TEST(Reload, takes_as_many_at_a_time_as_it_may) {
    auto router = started({on("eth0", 1), on("eth0", 2), on("eth0", 3)});
    Reload reload(router.plan_reload({}), 2);
    EXPECT_EQ(std::get<Reconfigure>(*reload.next(router)).plan.removed, (std::vector<RouterId>{{0}, {1}}));
    EXPECT_EQ(std::get<Reconfigure>(*reload.next(router)).plan.removed, std::vector<RouterId>{{2}});
    EXPECT_FALSE(reload.has_said_all());
    reload.next(router);
    EXPECT_TRUE(reload.has_said_all());
}

TEST(Reload, of_nothing_puts_up_and_is_over) {
    auto router = started({on("eth0", 1)});
    Reload reload(router.plan_reload({on("eth0", 1)}), 1);
    EXPECT_TRUE(std::holds_alternative<PutUp>(*reload.next(router)));
    EXPECT_TRUE(reload.has_said_all());
    EXPECT_FALSE(reload.next(router));
}

TEST(Reconfigure, leaves_nothing_of_who_is_removed) {
    auto router = started({on("eth0", 1), on("eth0", 2)});
    answered(router, Tick{}, at(kDown));
    EXPECT_EQ(words(reload(router, {on("eth0", 2)}, at(4s))),
              (Said{"advert 0 from 192.0.2.1", "addresses not wanted", "MASTER -> INIT: removed",
                    "stop receiving", "gone 0"}));
    EXPECT_FALSE(router.routers().contains({0}));
    EXPECT_EQ(router.routers().at({1}).state(), State::Master);
    EXPECT_EQ(router.deadline(), at(kDown + 1s)); // of the one that stays: on its schedule
}

// Two reloads may come before the loop does anything else.
TEST(Reconfigure, puts_back_who_was_removed_by_the_reload_before) {
    auto changed = on("eth0", 1);
    changed.priority = 7;
    for (const auto& back : {on("eth0", 1), changed}) {
        auto router = started({on("eth0", 1), on("eth0", 2)});
        reload(router, {on("eth0", 2)}, at(1s));
        reload(router, {back, on("eth0", 2)}, at(1s));
        EXPECT_EQ(router.routers().at({0}).config(), back);
        EXPECT_EQ(words(answered(router, Start{RouterId{0}}, at(1s))), Said{"INIT -> BACKUP: startup"});
    }
}

TEST(Reconfigure, by_a_plan_that_is_older_than_the_removal_adds_what_it_would_have_changed) {
    auto changed = on("eth0", 1);
    changed.priority = 7;
    auto router = started({on("eth0", 1)});
    const auto older = router.plan_reload({changed});
    reload(router, {}, at(1s));
    answered(router, Reconfigure{older}, at(1s));
    EXPECT_EQ(router.routers().at({0}).config(), changed);
}

TEST(Reconfigure, lets_who_is_added_wait_for_its_start) {
    auto router = started({on("eth0", 1)});
    EXPECT_EQ(words(reload(router, {on("eth0", 1), on("eth0", 2)}, at(1s))), Said{"receive"});
    EXPECT_EQ(router.routers().at({1}).state(), State::Init);
    answered(router, link_up(), at(1s));
    EXPECT_EQ(words(answered(router, Start{}, at(1s))), Said{"INIT -> BACKUP: startup"});
    EXPECT_EQ(router.routers().at({1}).deadline(), at(1s + kDown));
}

TEST(Reconfigure, tells_who_is_added_of_an_interface_that_nobody_had) {
    auto router = started({on("eth0", 1)});
    answered(router, link_up({{ip("198.51.100.1"), 24}}, "eth1"), at(0s));
    EXPECT_FALSE(router.local_addresses().contains({{}, ip("198.51.100.1")}));
    reload(router, {on("eth0", 1), on("eth1", 1)}, at(1s));
    EXPECT_EQ(router.local_addresses().at({{}, ip("198.51.100.1")}), VRRP_DROP_SOURCE_OWN);
    answered(router, Start{RouterId{1}}, at(1s));
    EXPECT_EQ(router.routers().at({1}).source(), ip("198.51.100.1"));
}

TEST(Reconfigure, lets_one_start_while_others_wait) {
    auto router = started({});
    reload(router, {on("eth0", 1), on("eth0", 2)}, at(1s));
    answered(router, Start{RouterId{0}}, at(1s));
    EXPECT_EQ(router.routers().at({0}).state(), State::Backup);
    EXPECT_EQ(router.routers().at({1}).state(), State::Init);
    EXPECT_EQ(words(answered(router, Start{RouterId{2}}, at(1s))), Said{}); // nobody
}

TEST(Reconfigure, gives_the_lowest_free_id_to_who_comes) {
    auto router = started({on("eth0", 1), on("eth0", 2)});
    reload(router, {on("eth0", 2), on("eth0", 3)}, at(1s));
    EXPECT_EQ(router.routers().at({0}).config().vrid, 3);
    reload(router, {on("eth0", 2), on("eth0", 3), on("eth0", 4)}, at(2s));
    EXPECT_EQ(router.routers().at({2}).config().vrid, 4);
}

TEST(Reconfigure, ignores_adverts_that_were_on_their_way_to_who_is_gone) {
    auto router = started({on("eth0", 1)});
    reload(router, {}, at(1s));
    EXPECT_EQ(words(answered(router, PacketReceived{{0}, at(1s), packet({}, on("eth0", 1))}, at(1s))),
              Said{});
    EXPECT_TRUE(router.routers().empty());
    EXPECT_EQ(router.deadline(), kNever);
}

TEST(Reconfigure, makes_an_address_virtual_that_was_not_and_the_other_way_round) {
    auto first = on("eth0", 1);
    auto second = first;
    second.addresses = {{ip("192.0.2.77"), 24}};
    auto router = started({first});
    reload(router, {second}, at(1s));
    EXPECT_EQ(router.local_addresses().at({{}, ip("192.0.2.77")}), VRRP_DROP_SOURCE_VIRTUAL);
    EXPECT_FALSE(router.local_addresses().contains({{}, kVip}));
}

} // namespace

} // namespace xvrrp::core
