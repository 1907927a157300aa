// SPDX-License-Identifier: GPL-2.0-or-later
// An address belongs to one host of its link, or of its VRF.
#include "rig.h"

namespace xvrrp::core {

namespace {

const IpAddress kLinkLocal = ip("fe80::1");

Link link(int index, const std::string& name, int vrf = 0) {
    return {.index = {index}, .name = name, .mac = {}, .up = true, .vrf = {vrf}};
}

Link macvlan(int index, const std::string& name, int parent) {
    auto out = link(index, name);
    out.kind = "macvlan";
    out.parent = {parent};
    return out;
}

VirtualRouterConfig on(const std::string& interface, std::uint8_t vrid) {
    auto config = config_of();
    config.name = "VI_" + interface + std::to_string(vrid);
    config.interface = interface;
    config.vrid = vrid;
    return config;
}

TEST(ScopeOf, an_interface_is_its_own_link_and_a_macvlan_is_on_that_of_its_parent) {
    EXPECT_EQ(scope_of(link(2, "eth0")), (AddressScope{{2}, {}}));
    EXPECT_EQ(scope_of(link(2, "eth0", 9)), (AddressScope{{2}, {9}}));
    EXPECT_EQ(scope_of(macvlan(5, "vrrp.51", 2)), (AddressScope{{2}, {}}));
    EXPECT_EQ(scope_of(macvlan(5, "from_elsewhere", 0)), (AddressScope{{5}, {}}));
    auto vlan = link(6, "eth0.100");
    vlan.kind = "vlan";
    vlan.parent = {2};
    EXPECT_EQ(scope_of(vlan), (AddressScope{{6}, {}}));
}

TEST(ScopeOf, an_interface_is_another_one_in_another_namespace) {
    auto elsewhere = link(2, "eth0");
    elsewhere.index.space = {1};
    EXPECT_EQ(scope_of(elsewhere), (AddressScope{{2, {1}}, {0, {1}}}));
}

TEST(LocalAddressBook, has_another_revision_only_when_the_addresses_change) {
    LocalAddressBook book;
    book.see(link(2, "eth0"));
    book.own({"eth0"}, {{kOurs, 24}});
    const auto first = book.revision();
    book.own({"eth0"}, {{kOurs, 24}});
    book.see(link(2, "eth0"));
    EXPECT_EQ(book.revision(), first);
    book.add({"eth0"}, {{kOurs, 24}}); // it is virtual now, which is the stronger reason
    EXPECT_NE(book.revision(), first);
    const auto second = book.revision();
    book.add({"eth0"}, {{kOurs, 24}}); // for another virtual router
    EXPECT_EQ(book.revision(), second);
    book.see(link(2, "eth0", 9));
    EXPECT_NE(book.revision(), second);
}

TEST(LocalAddressBook, keeps_link_local_addresses_by_link_and_the_others_by_vrf) {
    LocalAddressBook book;
    book.see(link(2, "eth0", 9));
    book.see(link(3, "eth1"));
    book.own({"eth0"}, {{kOurs, 32}, {kLinkLocal, 64}});
    book.own({"eth1"}, {{ip("169.254.7.7"), 16}});
    EXPECT_EQ(book.all(), (LocalAddresses{{{{2}, kLinkLocal}, VRRP_DROP_SOURCE_OWN},
                                          {{{9}, kOurs}, VRRP_DROP_SOURCE_OWN},
                                          {{{3}, ip("169.254.7.7")}, VRRP_DROP_SOURCE_OWN},
                                          {{{3}, ip("169.254.255.255")}, VRRP_DROP_SOURCE_INVALID}}));
}

TEST(LocalAddressBook, keeps_what_is_virtual_where_it_will_be) {
    LocalAddressBook book;
    VirtualAddress elsewhere{kPeer, 32};
    elsewhere.interface = "eth1";
    book.add({"eth0"}, {{kVip, 32}, {kLinkLocal, 64}, elsewhere});
    EXPECT_EQ(book.all().size(), 3u) << "before an interface was seen";
    book.see(link(2, "eth0", 9));
    book.see(link(3, "eth1", 8));
    EXPECT_EQ(book.all(), (LocalAddresses{{{{2}, kLinkLocal}, VRRP_DROP_SOURCE_VIRTUAL},
                                          {{{9}, kVip}, VRRP_DROP_SOURCE_VIRTUAL},
                                          {{{8}, kPeer}, VRRP_DROP_SOURCE_VIRTUAL}}));
}

TEST(LocalAddressBook, moves_them_with_an_interface_that_changes_its_vrf) {
    LocalAddressBook book;
    book.add({"eth0"}, {{kVip, 32}});
    book.see(link(2, "eth0"));
    book.own({"eth0"}, {{kOurs, 32}});
    book.see(link(2, "eth0", 9));
    EXPECT_EQ(book.all(), (LocalAddresses{{{{9}, kOurs}, VRRP_DROP_SOURCE_OWN},
                                          {{{9}, kVip}, VRRP_DROP_SOURCE_VIRTUAL}}));
}

TEST(LocalAddressBook, gives_the_strongest_reason_that_is_left) {
    LocalAddressBook book;
    const auto last = ip("192.0.2.99");
    const auto reason = [&] { return find_local(book.all(), {}, last); };
    book.own({"eth0"}, {{ip("192.0.2.97"), 30}});
    ASSERT_EQ(InterfaceAddress({ip("192.0.2.97"), 30}).broadcast(), last);
    EXPECT_EQ(reason(), VRRP_DROP_SOURCE_INVALID);
    book.own({"eth1"}, {{last, 32}});
    EXPECT_EQ(reason(), VRRP_DROP_SOURCE_OWN);
    book.add({"eth0"}, {{last, 32}});
    book.add({"eth2"}, {{last, 32}});
    EXPECT_EQ(reason(), VRRP_DROP_SOURCE_VIRTUAL);
    book.remove({"eth0"}, {{last, 32}});
    EXPECT_EQ(reason(), VRRP_DROP_SOURCE_VIRTUAL) << "of another virtual router";
    book.remove({"eth2"}, {{last, 32}});
    book.remove({"eth2"}, {{last, 32}});
    EXPECT_EQ(reason(), VRRP_DROP_SOURCE_OWN);
    book.own({"eth1"}, {});
    EXPECT_EQ(reason(), VRRP_DROP_SOURCE_INVALID);
    book.own({"eth0"}, {});
    EXPECT_TRUE(book.all().empty());
}

// Two routers in two VRFs, each with the addresses that the other one's master has.
TEST(Vrfs, may_have_the_same_addresses) {
    VrrpRouter router({on("eth0", 1), on("eth1", 1)});
    answered(router, LinkObserved{link(2, "eth0", 8), {{kOurs, 24}}}, at(0s));
    answered(router, LinkObserved{link(3, "eth1", 9), {{kPeer, 24}}}, at(0s));
    answered(router, Start{}, at(0s));
    answered(router, PacketReceived{0, at(1s), packet({.source = kPeer}, on("eth0", 1))}, at(1s));
    EXPECT_EQ(router.routers().at({0}).deadline(), at(1s + kDown)) << "its own, in the other VRF";
    answered(router, PacketReceived{1, at(1s), packet({.source = kPeer}, on("eth1", 1))}, at(1s));
    EXPECT_EQ(router.routers().at({1}).deadline(), at(kDown)) << "its own";
}

TEST(Vrfs, one_has_an_address_that_is_virtual_in_another) {
    auto other = on("eth1", 1);
    other.addresses = {{kOurs, 24}};
    VrrpRouter router({on("eth0", 1), other});
    answered(router, LinkObserved{link(3, "eth1", 9), {{kPeer, 24}}}, at(0s));
    answered(router, LinkObserved{link(2, "eth0", 8), {{kOurs, 24}}}, at(0s));
    EXPECT_EQ(router.routers().at({0}).source(), kOurs) << "no_address is false";
}

TEST(Vrfs, that_an_interface_moves_to_are_told_to_the_kernel_side) {
    VrrpRouter router({on("eth0", 1)});
    answered(router, LinkObserved{link(2, "eth0"), {{kOurs, 24}}}, at(0s));
    answered(router, Start{}, at(0s));
    const auto said = words(answered(router, LinkObserved{link(2, "eth0", 9), {{kOurs, 24}}}, at(1s)));
    EXPECT_EQ(said, Said{"receive"});
    EXPECT_EQ(router.routers().at({0}).expectation().scope, (AddressScope{{2}, {9}}));
}

} // namespace

} // namespace xvrrp::core
