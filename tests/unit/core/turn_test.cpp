// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/turn.h"
#include "rig.h"

namespace xvrrp::core {

namespace {

Hold wanted(const std::string& address) {
    Hold hold;
    hold.wanted = true;
    hold.addresses = {{{2}, {ip(address), 24}}};
    return hold;
}

// The virtual router that says last what it wants may want an address that another one gives away.
TEST(Core, places_nothing_until_a_reload_has_said_all) {
    Core core{VrrpRouter({config_of()})};
    core.network.hold(wanted("192.0.2.100"));
    EXPECT_TRUE(core.has_work(at(0s)));
    core.reload.emplace(core.router.plan_reload({}), 1);
    EXPECT_FALSE(core.has_work(at(0s)));
    core.reload->next(core.router);
    EXPECT_FALSE(core.has_work(at(0s)));
    core.reload->next(core.router); // PutUp
    EXPECT_TRUE(core.has_work(at(0s)));
}

TEST(Core, comes_back_for_a_failed_address_unless_a_reload_has_more_to_say) {
    Core core{VrrpRouter({config_of()})};
    core.network.hold(wanted("192.0.2.100"));
    const auto plan = core.network.plan(1);
    core.network.applied(plan, {{plan.operations.back(), Error{}}}, at(0s));
    EXPECT_EQ(core.deadline(), at(1s));
    core.reload.emplace(core.router.plan_reload({}), 1);
    EXPECT_EQ(core.deadline(), kNever);
}

// The kernel side heard the known advert again, and an interface comes up.
struct Turning {
    Core& core;
    TimePoint keepalive;

    void look_at_gates(TimePoint) {}

    void drain(TimePoint) {}

    void take_in_network(TimePoint now) { feed(eth1(), now); }

    void observe(RouterId id, TimePoint now) {
        feed(PeerObserved{id, keepalive, keepalive, kPeer, 150, Centiseconds(100)}, now);
    }

    void look(TimePoint) {}

    void check_reception(TimePoint) {}

    void feed(const Input& input, TimePoint now) { answered(core.router, input, now); }

    void step(const ReloadStep&, TimePoint) {}

    void reloaded(TimePoint) {}

    void work(TimePoint) {}

    std::tuple<> waiting(TimePoint) const { return {}; }
};

TEST(Turn, looks_once_more_when_a_priority_brings_the_deadline_forward) {
    auto config = config_of(Version::V2, 1);
    config.tracked = {{{Tracker::Kind::Interface, "eth1"}, 100, false}};
    Core core{VrrpRouter({config})};
    answered(core.router, link_up(), at(0s));
    answered(core.router, Start{}, at(0s));
    answered(core.router, PacketReceived{{}, at(1s), packet({}, config)}, at(1s));
    const auto patient = core.router.deadline();
    const auto now = patient - 10ms;
    Turning world{core, now - 500ms};
    run_turn(world, core, now);
    EXPECT_EQ(core.router.count_states().at(static_cast<std::size_t>(State::Backup)), 1u);
    EXPECT_EQ(core.router.deadline(), now - 500ms + 3s + Duration(1s) * 155 / 256);
}

// A script succeeds, and whoever looks at the reception before a takeover finds it cut off.
struct CutOff : Turning {
    void take_in_network(TimePoint) {}

    void observe(RouterId, TimePoint) {}

    void look(TimePoint now) {
        Turning::feed(TrackerObserved{{Tracker::Kind::Script, "chk"}, {true, 0, "script chk succeeds"}}, now);
    }

    void check_reception(TimePoint now) {
        if (!core.router.takeovers(now).empty())
            Turning::feed(ReceptionObserved{{}, "the program was detached"}, now);
    }
};

TEST(Turn, looks_at_the_reception_before_a_takeover_that_a_priority_brings_forward) {
    const Tracker script{Tracker::Kind::Script, "chk"};
    auto config = config_of(Version::V2, 1);
    config.tracked = {{script, 100, false}};
    Core core{VrrpRouter({config})};
    answered(core.router, link_up(), at(0s));
    answered(core.router, TrackerObserved{script, {false, 0, "script chk fails"}}, at(0s));
    answered(core.router, Start{}, at(0s));
    const auto now = core.router.deadline() - 10ms;
    CutOff world{{core, {}}};
    run_turn(world, core, now);
    EXPECT_EQ(core.router.routers().at({}).fault(), Reason::CannotReceive);
    EXPECT_EQ(core.router.count_states().at(static_cast<std::size_t>(State::Fault)), 1u);
}

} // namespace

} // namespace xvrrp::core
