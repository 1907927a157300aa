// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/turn.h"
#include "rig.h"

namespace xvrrp::core {

namespace {

Hold wanted(const std::string& address) {
    Hold hold;
    hold.wanted = true;
    hold.addresses = {{2, {ip(address), 24}}};
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

} // namespace

} // namespace xvrrp::core
