// SPDX-License-Identifier: GPL-2.0-or-later
// A virtual router with a virtual MAC: what it sends, where its addresses go, and what it needs for that.
#include "rig.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

const MacAddress kVirtualMac{{0x00, 0x00, 0x5e, 0x00, 0x01, 7}};

VirtualRouterConfig with_vmac(bool xmit_base = false) {
    auto config = config_of();
    config.vrid = 7;
    config.vmac = VirtualMac{"vrrp.7", xmit_base};
    return config;
}

LinkObserved vmac_up(int index = 9) {
    LinkObserved seen;
    seen.link = {.index = {index}, .name = "vrrp.7", .mac = kVirtualMac, .up = true};
    return seen;
}

LinkObserved vmac_down() {
    auto seen = vmac_up();
    seen.link.up = false;
    return seen;
}

LinkObserved vmac_gone() {
    LinkObserved seen;
    seen.link.name = "vrrp.7";
    return seen;
}

Rig ready(bool xmit_base = false) {
    Rig rig(with_vmac(xmit_base), false);
    rig.see(link_up(), 0s);
    rig.see(vmac_up(), 0s);
    rig.start();
    return rig;
}

Rig master_of_vmac(bool xmit_base = false) {
    Rig rig = ready(xmit_base);
    rig.tick(rig.deadline());
    EXPECT_EQ(rig.state(), State::Master);
    return rig;
}

bool says(const Said& said, const std::string& words) {
    return std::ranges::find(said, words) != said.end();
}

// The source MAC of the advert among the last outputs, and the interface that it leaves by.
std::pair<MacAddress, InterfaceIndex> sender(const Rig& rig) {
    for (const auto& output : rig.last()) {
        if (const auto* advert = std::get_if<SendAdvert>(&output)) {
            MacAddress mac;
            std::copy_n(advert->frame.begin() + 6, 6, mac.octets.begin());
            return {mac, advert->interface};
        }
    }
    return {};
}

} // namespace

TEST(VirtualMac, is_made_of_family_and_vrid) {
    EXPECT_EQ(virtual_mac(Family::Ipv4, 51).text(), "00:00:5e:00:01:33");
    EXPECT_EQ(virtual_mac(Family::Ipv6, 255).text(), "00:00:5e:00:02:ff");
}

TEST(VirtualMac, is_the_source_of_adverts_that_leave_by_the_base_interface) {
    const auto rig = master_of_vmac();
    EXPECT_EQ(sender(rig), std::pair(kVirtualMac, link_up().link.index));
    EXPECT_EQ(rig.router().announced_mac(), kVirtualMac);
}

TEST(VirtualMac, is_not_the_source_of_adverts_with_vmac_xmit_base_but_announced) {
    const auto rig = master_of_vmac(true);
    EXPECT_EQ(sender(rig), std::pair(link_up().link.mac, link_up().link.index));
    EXPECT_EQ(rig.router().announced_mac(), kVirtualMac);
}

TEST(VirtualMac, is_not_used_unless_configured) {
    const auto rig = master();
    EXPECT_EQ(sender(rig).first, link_up().link.mac);
    EXPECT_EQ(rig.router().announced_mac(), link_up().link.mac);
    EXPECT_EQ(rig.router().address_link()->index, link_up().link.index);
}

TEST(VirtualMac, has_the_addresses_on_its_own_interface) {
    EXPECT_EQ(ready().router().address_link()->index, InterfaceIndex{9});
}

TEST(VirtualMac, is_a_fault_without_its_interface) {
    Rig rig(with_vmac(), false);
    rig.see(link_up(), 0s);
    rig.start();
    EXPECT_EQ(rig.state(), State::Fault);
    EXPECT_EQ(rig.router().fault(), Reason::VmacMissing);
    const auto* last = std::get_if<Transitioned>(&rig.last().back());
    ASSERT_NE(last, nullptr);
    EXPECT_EQ(last->detail, "interface \"vrrp.7\" does not exist");
    rig.see(vmac_down(), 1s);
    EXPECT_EQ(rig.router().fault(), Reason::VmacDown);
    EXPECT_EQ(rig.state(), State::Fault);
    rig.see(vmac_up(), 2s);
    EXPECT_EQ(rig.state(), State::Backup);
    EXPECT_EQ(rig.router().fault(), std::nullopt);
}

TEST(VirtualMac, resigns_when_its_interface_is_gone) {
    auto rig = master_of_vmac();
    const auto said = rig.see(vmac_gone(), 5s);
    EXPECT_EQ(rig.state(), State::Fault);
    EXPECT_TRUE(says(said, "advert 0 from 192.0.2.1"));
    EXPECT_TRUE(says(said, "addresses not wanted"));
    EXPECT_EQ(sender(rig).first, kVirtualMac);
}

TEST(VirtualMac, takes_the_base_interface_for_the_fault_where_both_are_down) {
    Rig rig = ready();
    rig.see(link_down(), 1s);
    rig.see(vmac_down(), 1s);
    EXPECT_EQ(rig.router().fault(), Reason::InterfaceDown);
}

TEST(VirtualMac, puts_the_addresses_on_an_interface_that_replaced_its_own_at_once) {
    auto rig = master_of_vmac();
    const auto said = rig.see(vmac_up(10), 5s);
    EXPECT_EQ(said, (Said{"addresses wanted", "announce 5"}));
    EXPECT_EQ(rig.state(), State::Master);
    EXPECT_EQ(rig.see(vmac_up(10), 6s), Said{});
}

TEST(VirtualMac, is_no_matter_of_other_routers) {
    auto rig = master();
    EXPECT_EQ(rig.see(vmac_gone(), 5s), Said{});
    EXPECT_EQ(rig.state(), State::Master);
}

} // namespace xvrrp::core
