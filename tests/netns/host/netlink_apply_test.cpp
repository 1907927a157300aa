// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/netlink.h"
#include "support/netns.h"

#include <algorithm>
#include <cerrno>
#include <string>
#include <vector>

namespace xvrrp::host {

namespace {

class Apply : public test::RootTest {};

using Operations = std::vector<core::AddressOperation>;
using Kind = core::AddressOperation::Kind;

constexpr core::InterfaceIndex kNoSuchInterface{4711};

core::AddressOperation operation(Kind kind, core::InterfaceIndex interface, const core::IpAddress& address,
                                 std::uint8_t prefix_length) {
    return {kind, {interface, {address, prefix_length}}};
}

// 10.0.0.0/32, 10.0.0.1/32, ...
Operations consecutive(Kind kind, core::InterfaceIndex interface, unsigned count) {
    Operations operations;
    for (unsigned i = 0; i < count; ++i)
        operations.push_back(operation(
            kind, interface,
            core::IpAddress::v4(10, 0, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)), 32));
    return operations;
}

Operations failed(const std::vector<OperationError>& errors) {
    Operations operations;
    for (const auto& each : errors)
        operations.push_back(each.operation);
    return operations;
}

struct Host {
    test::NetNs netns{"host"};
    core::InterfaceIndex eth0{};
    Netlink netlink;

    Host() : netlink((prepare(), open())) { eth0 = {netns.ifindex("eth0")}; }

    void prepare() const {
        netns.ip("link add eth0 type veth peer name eth1");
        netns.up("eth0");
        netns.up("eth1");
    }

    Netlink open() const {
        const test::Inside inside(netns);
        return Netlink::open().value();
    }

    core::AddressSet addresses_of_eth0() {
        core::AddressSet found;
        const NetlinkSink sink{[](const LinkEvent&) {},
                               [&](const AddressEvent& event) {
                                   if (event.address.interface == eth0 &&
                                       !event.address.address.address.is_link_local())
                                       found.insert(event.address);
                               },
                               [](const NetworkPicture&) {}};
        EXPECT_TRUE(netlink.dump(sink));
        return found;
    }
};

core::AddressSet targets(const Operations& operations) {
    core::AddressSet set;
    for (const auto& each : operations)
        set.insert(each.target);
    return set;
}

} // namespace

TEST_F(Apply, adds_a_thousand_addresses_and_removes_them) {
    Host host;
    const auto add = consecutive(Kind::Add, host.eth0, 1000);
    EXPECT_EQ(failed(host.netlink.apply(add)), Operations{});
    EXPECT_EQ(host.addresses_of_eth0(), targets(add));
    EXPECT_EQ(failed(host.netlink.apply(consecutive(Kind::Remove, host.eth0, 1000))), Operations{});
    EXPECT_EQ(host.addresses_of_eth0(), core::AddressSet{});
}

TEST_F(Apply, reports_the_one_that_fails_and_does_the_others) {
    Host host;
    const auto good = consecutive(Kind::Add, host.eth0, 1000);
    auto all = good;
    const auto bad = operation(Kind::Add, kNoSuchInterface, core::IpAddress::v4(192, 0, 2, 1), 24);
    all.insert(all.begin() + 500, bad);

    const auto errors = host.netlink.apply(all);
    EXPECT_EQ(failed(errors), Operations{bad});
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0].error.code, ENODEV);
    EXPECT_EQ(errors[0].error.doing, "add 192.0.2.1/24 to interface index 4711");
    EXPECT_EQ(host.addresses_of_eth0(), targets(good));
}

TEST_F(Apply, loses_no_failure_however_many_there_are) {
    Host host;
    const auto bad = consecutive(Kind::Add, kNoSuchInterface, 10000);
    EXPECT_EQ(failed(host.netlink.apply(bad)), bad);
}

TEST_F(Apply, is_content_with_what_is_so_already) {
    Host host;
    const auto present = core::IpAddress::v4(192, 0, 2, 1);
    const auto present6 = *core::IpAddress::from_text("2001:db8::1");
    const auto absent = core::IpAddress::v4(192, 0, 2, 9);
    const auto absent6 = *core::IpAddress::from_text("2001:db8::9");
    host.netns.ip("addr add 192.0.2.1/24 dev eth0");
    host.netns.ip("addr add 2001:db8::1/64 dev eth0 nodad");
    const auto before = host.addresses_of_eth0();

    const auto errors = host.netlink.apply(Operations{
        operation(Kind::Add, host.eth0, present, 24), operation(Kind::Add, host.eth0, present6, 64),
        operation(Kind::Remove, host.eth0, absent, 24), operation(Kind::Remove, host.eth0, absent6, 64),
        operation(Kind::Remove, kNoSuchInterface, absent, 24),
        operation(Kind::Remove, kNoSuchInterface, absent6, 64)});
    EXPECT_EQ(failed(errors), Operations{});
    EXPECT_EQ(host.addresses_of_eth0(), before);
}

TEST_F(Apply, removes_the_address_with_this_prefix_and_no_other) {
    Host host;
    const auto address = core::IpAddress::v4(192, 0, 2, 1);
    host.netns.ip("addr add 192.0.2.1/24 dev eth0");
    host.netns.ip("addr add 192.0.2.1/32 dev eth0");
    EXPECT_TRUE(host.netlink.apply(Operations{operation(Kind::Remove, host.eth0, address, 32)}).empty());
    EXPECT_EQ(host.addresses_of_eth0(),
              core::AddressSet{operation(Kind::Add, host.eth0, address, 24).target});
}

TEST_F(Apply, gives_ipv4_addresses_the_global_scope_and_no_broadcast_address) {
    Host host;
    const auto address = core::IpAddress::v4(192, 0, 2, 1);
    ASSERT_TRUE(host.netlink.apply(Operations{operation(Kind::Add, host.eth0, address, 24)}).empty());
    const std::string shown = host.netns.must("ip -o -4 addr show dev eth0");
    EXPECT_NE(shown.find("inet 192.0.2.1/24 scope global eth0"), std::string::npos) << shown;
}

TEST_F(Apply, makes_ipv6_addresses_usable_at_once) {
    Host host;
    const auto address = *core::IpAddress::from_text("2001:db8::1");
    ASSERT_TRUE(host.netlink.apply(Operations{operation(Kind::Add, host.eth0, address, 64)}).empty());
    const std::string shown = host.netns.must("ip -o -6 addr show dev eth0 to 2001:db8::1");
    EXPECT_NE(shown.find("scope global nodad"), std::string::npos) << shown;
    EXPECT_EQ(shown.find("tentative"), std::string::npos) << shown;
}

TEST_F(Apply, passes_on_why_the_kernel_refused) {
    Host host;
    host.netns.must("echo 1 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6");
    const auto address = *core::IpAddress::from_text("2001:db8::1");
    const auto errors = host.netlink.apply(Operations{operation(Kind::Add, host.eth0, address, 64)});
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0].error.code, EACCES);
    EXPECT_NE(errors[0].error.remedy.find("IPv6 is disabled"), std::string::npos) << errors[0].error.text();
}

} // namespace xvrrp::host
