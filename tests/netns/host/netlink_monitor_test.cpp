// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/netlink.h"
#include "os/event_loop.h"
#include "support/netns.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace xvrrp::host {

namespace {

class Monitor : public test::RootTest {};

struct Heard {
    std::vector<LinkEvent> links;
    std::vector<AddressEvent> addresses;
    int resyncs = 0;

    NetlinkSink sink() {
        return {[this](const LinkEvent& event) { links.push_back(event); },
                [this](const AddressEvent& event) { addresses.push_back(event); },
                [this](const NetworkPicture& picture) {
                    ++resyncs;
                    links = picture.links;
                    addresses = picture.addresses;
                }};
    }
};

core::PlacedAddress placed(core::InterfaceIndex interface, const char* address, std::uint8_t prefix_length) {
    return {interface, {core::IpAddress::from_text(address).value(), prefix_length}};
}

// The state after the events: the entries that are not gone again.
core::AddressSet present(const std::vector<AddressEvent>& events) {
    core::AddressSet set;
    for (const auto& event : events) {
        if (event.gone)
            set.erase(event.address);
        else
            set.insert(event.address);
    }
    return set;
}

// A host and its monitor. eth0 has a peer, and only the addresses that the test gives it.
struct Watched {
    test::NetNs host{"host"};
    test::NetNs peer{"peer"};
    core::InterfaceIndex eth0{};
    Heard heard;
    Netlink netlink;

    Watched() : netlink((prepare(), open())) { eth0 = {host.ifindex("eth0")}; }

    void prepare() const {
        host.must("echo 1 > /proc/sys/net/ipv6/conf/default/addr_gen_mode"); // no link-local address
        test::connect(host, "eth0", peer, "eth0");
    }

    Netlink open() const {
        const test::Inside inside(host);
        return Netlink::open().value();
    }

    void listen() {
        EXPECT_TRUE(netlink.dump(heard.sink()));
        heard = {};
    }

    bool until(const std::function<bool()>& predicate) {
        return test::wait_until([&] {
            EXPECT_TRUE(netlink.read_monitor(heard.sink(), os::EventLoop::now()));
            return predicate();
        });
    }

    bool last_link(bool up, bool gone = false) {
        return until([&] {
            return !heard.links.empty() && heard.links.back().link.up == up &&
                   heard.links.back().gone == gone;
        });
    }
};

} // namespace

TEST_F(Monitor, lists_every_link_and_address) {
    Watched watched;
    watched.host.ip("addr add 192.0.2.1/24 dev eth0");
    watched.host.ip("addr add 192.0.2.2/24 dev eth0");
    watched.host.ip("addr add 2001:db8::1/64 dev eth0 nodad");
    watched.host.ip("addr add 198.51.100.1 peer 198.51.100.9 dev eth0");
    watched.host.ip("link set eth0 arp off");
    ASSERT_TRUE(watched.netlink.dump(watched.heard.sink()));

    std::vector<core::Link> links;
    for (const auto& event : watched.heard.links)
        links.push_back(event.link);
    EXPECT_EQ(links,
              (std::vector<core::Link>{
                  {{1}, "lo", {}, true, true, true, true, true},
                  {watched.eth0, "eth0", watched.host.mac("eth0"), true, false, true, true, true, "veth"},
              }));
    EXPECT_EQ(present(watched.heard.addresses),
              (core::AddressSet{placed({1}, "127.0.0.1", 8), placed({1}, "::1", 128),
                                placed(watched.eth0, "192.0.2.1", 24), placed(watched.eth0, "192.0.2.2", 24),
                                placed(watched.eth0, "198.51.100.1", 32),
                                placed(watched.eth0, "2001:db8::1", 64)}));
    for (const auto& event : watched.heard.addresses)
        EXPECT_EQ(event.secondary, event.address == placed(watched.eth0, "192.0.2.2", 24))
            << event.address.address.text();
}

TEST_F(Monitor, says_of_an_ipv6_address_whether_it_is_tentative) {
    Watched watched;
    watched.host.ip("addr add 2001:db8::1/64 dev eth0");
    watched.host.ip("addr add 2001:db8::2/64 dev eth0 nodad");
    ASSERT_TRUE(watched.netlink.dump(watched.heard.sink()));
    const auto last_tentative = [&](const core::PlacedAddress& address) {
        std::optional<bool> last;
        for (const auto& event : watched.heard.addresses) {
            if (event.address == address)
                last = event.tentative;
        }
        return last;
    };
    EXPECT_EQ(last_tentative(placed(watched.eth0, "2001:db8::1", 64)), true);
    EXPECT_EQ(last_tentative(placed(watched.eth0, "2001:db8::2", 64)), false);
    EXPECT_TRUE(
        watched.until([&] { return last_tentative(placed(watched.eth0, "2001:db8::1", 64)) == false; }));
}

TEST_F(Monitor, leaves_out_what_the_dump_has_told) {
    Watched watched;
    watched.host.ip("addr add 192.0.2.1/24 dev eth0");
    watched.host.ip("addr del 192.0.2.1/24 dev eth0");
    watched.listen();
    ASSERT_TRUE(watched.netlink.read_monitor(watched.heard.sink(), os::EventLoop::now()));
    EXPECT_TRUE(watched.heard.links.empty());
    EXPECT_TRUE(watched.heard.addresses.empty());
}

TEST_F(Monitor, sees_a_link_lose_and_regain_its_carrier) {
    Watched watched;
    watched.listen();
    watched.peer.down("eth0");
    EXPECT_TRUE(watched.last_link(false));
    watched.peer.up("eth0");
    EXPECT_TRUE(watched.last_link(true));
    EXPECT_EQ(watched.heard.links.back().link, (core::Link{watched.eth0, "eth0", watched.host.mac("eth0"),
                                                           true, true, true, true, true, "veth"}));
}

TEST_F(Monitor, sees_a_link_set_down_and_up_and_deleted) {
    Watched watched;
    watched.listen();
    watched.host.down("eth0");
    EXPECT_TRUE(watched.last_link(false));
    watched.host.up("eth0");
    EXPECT_TRUE(watched.last_link(true));
    watched.host.ip("link del eth0");
    EXPECT_TRUE(watched.last_link(false, true));
    EXPECT_EQ(watched.heard.links.back().link.index, watched.eth0);
}

TEST_F(Monitor, does_not_take_a_link_that_leaves_its_bridge_for_gone) {
    Watched watched;
    watched.host.ip("link add br0 type bridge");
    watched.host.ip("link set eth0 master br0");
    watched.listen();
    watched.host.ip("link set eth0 nomaster");
    watched.host.ip("addr add 192.0.2.1/24 dev eth0"); // the last event: all others are read before it
    ASSERT_TRUE(watched.until([&] { return !watched.heard.addresses.empty(); }));
    const auto gone = [](const LinkEvent& event) { return event.gone; };
    EXPECT_TRUE(std::none_of(watched.heard.links.begin(), watched.heard.links.end(), gone));
    EXPECT_FALSE(watched.heard.links.empty());
}

TEST_F(Monitor, sees_addresses_come_and_go) {
    Watched watched;
    watched.listen();
    const core::AddressSet both{placed(watched.eth0, "192.0.2.1", 24),
                                placed(watched.eth0, "2001:db8::1", 64)};
    watched.host.ip("addr add 192.0.2.1/24 dev eth0");
    watched.host.ip("addr add 2001:db8::1/64 dev eth0");
    EXPECT_TRUE(watched.until([&] { return present(watched.heard.addresses) == both; }));
    watched.host.ip("addr flush dev eth0");
    EXPECT_TRUE(watched.until([&] { return present(watched.heard.addresses).empty(); }));
    EXPECT_EQ(watched.heard.resyncs, 0);
}

TEST_F(Monitor, tells_the_attributes_of_an_address_as_they_are_configured) {
    Watched watched;
    watched.listen();
    core::PlacedAddress ipv4 = placed(watched.eth0, "192.0.2.1", 24);
    ipv4.attributes.label = "eth0:1";
    ipv4.attributes.scope = 253;
    ipv4.attributes.broadcast = core::IpAddress::v4(192, 0, 2, 255);
    core::PlacedAddress linked = placed(watched.eth0, "198.51.100.1", 30);
    linked.attributes.peer = core::IpAddress::v4(198, 51, 100, 5);
    linked.attributes.label = "eth0";
    linked.attributes.noprefixroute = true;
    core::PlacedAddress ipv6 = placed(watched.eth0, "2001:db8::1", 64);
    ipv6.attributes.preferred_lifetime = 0;
    ipv6.attributes.home = true;
    const std::vector all{ipv4, linked, ipv6};
    for (const auto& each : all)
        ASSERT_TRUE(watched.netlink.apply({{{core::AddressOperation::Kind::Add, each}}}).empty());
    ASSERT_TRUE(watched.until([&] { return present(watched.heard.addresses).size() == 3; }));
    for (const auto& each : all) {
        const auto addresses = present(watched.heard.addresses);
        const auto seen = addresses.find(each);
        ASSERT_NE(seen, addresses.end()) << each.address.text();
        EXPECT_TRUE(core::same_attributes(seen->attributes, each.attributes)) << each.address.text();
        EXPECT_TRUE(seen->marked) << "Linux 5.18 tells the mark";
    }
    watched.host.ip("addr add 203.0.113.1/24 dev eth0");
    ASSERT_TRUE(watched.until([&] { return present(watched.heard.addresses).size() == 4; }));
    EXPECT_FALSE(present(watched.heard.addresses).find(placed(watched.eth0, "203.0.113.1", 24))->marked);
}

// An advert that is due waits for no more than that.
TEST_F(Monitor, reads_no_more_at_once_than_it_is_told) {
    Watched watched;
    watched.listen();
    std::vector<core::AddressOperation> add;
    for (std::uint8_t i = 0; i < 30; ++i)
        add.push_back(
            {core::AddressOperation::Kind::Add, {watched.eth0, {core::IpAddress::v4(10, 0, 0, i), 32}}});
    ASSERT_TRUE(watched.netlink.apply(add).empty());
    for (const auto read : {10U, 20U, 30U}) {
        ASSERT_TRUE(watched.netlink.read_monitor(watched.heard.sink(), os::EventLoop::now(), 10));
        EXPECT_EQ(watched.heard.addresses.size(), read);
    }
}

// The kernel says of a dump in several parts that the list changed between two of them.
TEST_F(Monitor, makes_one_attempt_at_once_while_the_list_keeps_changing) {
    Watched watched;
    watched.listen();
    const auto all = [&](core::AddressOperation::Kind kind, std::uint8_t net, int count) {
        std::vector<core::AddressOperation> operations;
        for (int i = 0; i < count; ++i)
            operations.push_back({kind,
                                  {watched.eth0,
                                   {core::IpAddress::v4(10, net, static_cast<std::uint8_t>(i / 256),
                                                        static_cast<std::uint8_t>(i % 256)),
                                    32}}});
        return operations;
    };
    using Change = core::AddressOperation::Kind;
    constexpr int kStaying = 2000;
    ASSERT_TRUE(watched.netlink.apply(all(Change::Add, 1, kStaying)).empty());
    for (int round = 0; round < 100; ++round) {
        ASSERT_TRUE(watched.netlink.apply(all(Change::Add, 2, 200)).empty());
        ASSERT_TRUE(watched.netlink.apply(all(Change::Remove, 2, 200)).empty());
    }
    std::atomic<bool> goes_on = true;
    std::thread churn([&, other = watched.open()]() mutable {
        while (goes_on) {
            other.apply(all(Change::Add, 3, 20));
            other.apply(all(Change::Remove, 3, 20));
        }
    });
    for (int call = 0; call < 20 && watched.heard.resyncs == 0; ++call) {
        const auto now = os::EventLoop::now();
        EXPECT_TRUE(watched.netlink.read_monitor(watched.heard.sink(), now));
        if (watched.heard.resyncs > 0)
            break;
        EXPECT_TRUE(watched.heard.addresses.empty()) << "a dump with holes is not told";
        EXPECT_GT(watched.netlink.deadline(), now) << "the next attempt comes after a while";
    }
    goes_on = false;
    churn.join();
    EXPECT_TRUE(watched.until([&] { return watched.heard.resyncs > 0; }));
    EXPECT_GE(watched.heard.addresses.size(), static_cast<std::size_t>(kStaying));
}

TEST_F(Monitor, starts_over_after_a_flood_that_nobody_read) {
    Watched watched;
    watched.listen();
    std::vector<core::AddressOperation> add;
    std::vector<core::AddressOperation> remove;
    for (std::uint8_t i = 0; i < 200; ++i) {
        const core::PlacedAddress address{watched.eth0, {core::IpAddress::v4(10, 0, 0, i), 32}};
        add.push_back({core::AddressOperation::Kind::Add, address});
        remove.push_back({core::AddressOperation::Kind::Remove, address});
    }
    for (int round = 0; round < 100; ++round) {
        ASSERT_TRUE(watched.netlink.apply(add).empty());
        ASSERT_TRUE(watched.netlink.apply(remove).empty());
    }
    watched.host.ip("addr add 192.0.2.1/24 dev eth0");

    ASSERT_TRUE(watched.until([&] { return watched.heard.resyncs == 1; }));
    EXPECT_EQ(watched.heard.links.size(), 2U);
    EXPECT_EQ(present(watched.heard.addresses),
              (core::AddressSet{placed({1}, "127.0.0.1", 8), placed({1}, "::1", 128),
                                placed(watched.eth0, "192.0.2.1", 24)}));
    // The monitor goes on as before, without reporting the changes of the flood.
    watched.heard = {};
    ASSERT_TRUE(watched.netlink.apply({{add[0]}}).empty());
    ASSERT_TRUE(watched.netlink.read_monitor(watched.heard.sink(), os::EventLoop::now()));
    EXPECT_EQ(watched.heard.resyncs, 0);
    ASSERT_EQ(watched.heard.addresses.size(), 1U);
    EXPECT_EQ(watched.heard.addresses[0].address, add[0].target);
}

} // namespace xvrrp::host
