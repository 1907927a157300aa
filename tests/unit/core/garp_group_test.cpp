// SPDX-License-Identifier: GPL-2.0-or-later
// The pauses that a virtual router asks for between its announcements.
#include "rig.h"

namespace xvrrp::core {

namespace {

struct Asked {
    std::string address;
    Duration interval;
    std::uint32_t group;

    bool operator==(const Asked&) const = default;
};

std::vector<Asked> asked(const Rig& rig) {
    std::vector<Asked> all;
    for (const auto& output : rig.last()) {
        if (const auto* announcement = std::get_if<Announce>(&output)) {
            for (const auto& each : announcement->messages)
                all.push_back({each.address.address.address.text(), each.interval, each.group});
        }
    }
    return all;
}

VirtualRouterConfig with_addresses() {
    auto config = config_of();
    config.garp.interval = 10ms;
    config.garp.na_interval = 20ms;
    config.excluded = {{ip("192.0.2.101"), 24, "eth1"}, {ip("2001:db8::1"), 64}};
    return config;
}

TEST(GarpGroup, alone_paces_its_interfaces) {
    auto config = with_addresses();
    config.garp.paces = {{"eth0", {3, 1s, 2s}}};
    EXPECT_EQ(asked(master_beside(eth1(), config)),
              (std::vector<Asked>{{"192.0.2.100", 1s, 3}, {"192.0.2.101", 10ms, 0}, {"2001:db8::1", 2s, 3}}));
    config.garp.paces = {{"eth1", {4, 1s, 2s}}};
    EXPECT_EQ(
        asked(master_beside(eth1(), config)),
        (std::vector<Asked>{{"192.0.2.100", 10ms, 0}, {"192.0.2.101", 1s, 4}, {"2001:db8::1", 20ms, 0}}));
}

TEST(GarpGroup, of_the_interface_paces_a_virtual_mac_on_it) {
    auto config = config_of();
    config.vmac = VirtualMac{"vrrp.51"};
    config.garp.paces = {{"eth0", {1, 1s, 2s}}};
    Rig rig(config, false);
    rig.see(link_up(), 0s);
    auto vmac = link_up({}, "vrrp.51");
    vmac.link.index = {7};
    rig.see(vmac, 0s);
    rig.start();
    rig.tick(rig.deadline());
    EXPECT_EQ(asked(rig), (std::vector<Asked>{{"192.0.2.100", 1s, 1}}));
}

} // namespace

} // namespace xvrrp::core
