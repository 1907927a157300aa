// SPDX-License-Identifier: GPL-2.0-or-later
// The choice of a hook for an interface. The hook must see VLAN tags, and frames without an Ethernet header.
#include "cable.h"

#include <array>
#include <cstring>

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_tun.h>
#include <linux/pkt_cls.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace xvrrp::test {

namespace {

class Choice : public Cable {};

// A program on the egress side makes the kernel push a tag, like a VLAN device.
class TagPusher {
public:
    TagPusher(const NetNs& netns, int vlan) {
        const Inside inside(netns);
        const std::array<bpf_insn, 5> program{
            {{BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_2, 0, 0, htons(ETH_P_8021Q)},
             {BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_3, 0, 0, vlan},
             {BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_skb_vlan_push},
             {BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, TC_ACT_UNSPEC},
             {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}}};
        const os::Fd fd(bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "push_tag", "GPL", program.data(),
                                      program.size(), nullptr));
        bpf_tc_hook hook{};
        hook.sz = sizeof hook;
        hook.ifindex = netns.ifindex("eth0");
        hook.attach_point = BPF_TC_EGRESS;
        EXPECT_EQ(bpf_tc_hook_create(&hook), 0);
        bpf_tc_opts filter{};
        filter.sz = sizeof filter;
        filter.prog_fd = fd.get();
        EXPECT_EQ(bpf_tc_attach(&hook, &filter), 0);
    }
};

// A tun device, whose packets come from us.
class Tunnel {
public:
    Tunnel(const NetNs& netns, const char* name) {
        const Inside inside(netns);
        fd_ = os::Fd(open("/dev/net/tun", O_RDWR | O_CLOEXEC));
        ifreq request{};
        std::strncpy(request.ifr_name, name, sizeof request.ifr_name - 1);
        request.ifr_flags = IFF_TUN | IFF_NO_PI;
        EXPECT_EQ(ioctl(fd_.get(), TUNSETIFF, &request), 0);
        netns.up(name);
    }

    void arrives(const Bytes& packet) const {
        EXPECT_EQ(write(fd_.get(), packet.data(), packet.size()), static_cast<ssize_t>(packet.size()));
    }

private:
    os::Fd fd_;
};

} // namespace

TEST_F(Choice, tc_sees_the_tag_that_the_stack_has_taken_off) {
    auto datapath = start(AttachMode::Tc);
    send(Ethernet{} / Vlan{.id = 7} / Ipv4{} / Vrrp{});
    EXPECT_TRUE(wait_until([&] { return datapath.stats({}).vrid_unknown == 1; })) << "VLAN 7 is not ours";
    send(Ethernet{} / Vlan{.id = 0} / Ipv4{} / Vrrp{});
    EXPECT_TRUE(hears(datapath, 1)) << "a priority tag is no VLAN";
}

// A VLAN device at the other end sends in this way: the tag travels beside the frame.
TEST_F(Choice, an_advert_of_a_vlan_is_not_ours_where_its_tag_is_beside_the_frame) {
    auto datapath = open();
    router_->must("ethtool -K eth0 rxvlan on");
    const auto attached = attach(datapath, AttachMode::Auto);
    ASSERT_TRUE(attached) << attached.error().text();
    EXPECT_EQ(attached->mode, AttachMode::Tc);
    EXPECT_EQ(attached->why, "veth puts a VLAN tag beside the frame, where XDP does not see it");
    ASSERT_TRUE(datapath.configure(kSlot, eth0_, expected()));
    ASSERT_TRUE(datapath.activate());
    peer_->must("ethtool -K eth0 txvlan on");
    const TagPusher tagged(*peer_, 100);
    send(advert_);
    EXPECT_TRUE(wait_until([&] { return datapath.stats({}).vrid_unknown == 1; }));
    EXPECT_EQ(datapath.peer(kSlot).adverts, 0u);
}

TEST_F(Choice, an_advert_of_a_vlan_is_not_ours_where_its_tag_is_in_the_frame) {
    auto datapath = start(AttachMode::Native);
    const TagPusher tagged(*peer_, 100);
    send(advert_);
    EXPECT_TRUE(wait_until([&] { return datapath.stats({}).vrid_unknown == 1; }));
    EXPECT_EQ(datapath.peer(kSlot).adverts, 0u);
}

TEST_F(Choice, xdp_is_refused_where_it_would_not_see_a_vlan_tag) {
    auto datapath = open();
    router_->must("ethtool -K eth0 rxvlan on");
    for (const auto mode : {AttachMode::Native, AttachMode::Generic}) {
        const auto refused = attach(datapath, mode);
        ASSERT_FALSE(refused);
        EXPECT_EQ(
            refused.error().text(),
            "attach XDP (" + std::string(datapath::name(mode)) +
                ") to eth0: veth puts a VLAN tag beside the frame, where XDP does not see it (choose tc, or "
                "ethtool -K eth0 rxvlan off and txvlan off at its other end)");
    }
}

TEST_F(Choice, what_a_predecessor_attached_is_not_kept_where_it_would_not_see_a_vlan_tag) {
    start(AttachMode::Native);
    router_->must("ethtool -K eth0 rxvlan on");
    auto datapath = start(AttachMode::Auto);
    EXPECT_EQ(xdp().first, 0u);
    send(advert_);
    EXPECT_TRUE(hears(datapath, 1));
}

TEST_F(Choice, automatically_is_native_where_xdp_sees_vlan_tags_and_tc_on_a_bridge) {
    auto datapath = open();
    const auto veth = attach(datapath, AttachMode::Auto);
    ASSERT_TRUE(veth);
    EXPECT_EQ(veth->mode, AttachMode::Native);
    EXPECT_EQ(veth->why, "veth does not reset its link");
    router_->ip("link add br0 type bridge");
    const Inside inside(*router_);
    const auto bridge = datapath.attach({router_->ifindex("br0")}, "br0", AttachMode::Auto);
    ASSERT_TRUE(bridge) << bridge.error().text();
    EXPECT_EQ(bridge->mode, AttachMode::Tc);
    EXPECT_EQ(bridge->why, "bridge may reset its link when XDP is attached");
}

TEST_F(Choice, xdp_on_a_bridge_is_refused_with_what_to_do) {
    auto datapath = open();
    router_->ip("link add br0 type bridge");
    const Inside inside(*router_);
    const auto refused = datapath.attach({router_->ifindex("br0")}, "br0", AttachMode::Generic);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().text(),
              "attach XDP (generic) to br0: bridge puts a VLAN tag beside the frame, where "
              "XDP does not see it (choose tc)");
}

TEST_F(Choice, native_without_a_driver_for_it_is_refused_with_what_to_do) {
    auto datapath = open();
    const Inside inside(*router_);
    const auto refused = datapath.attach({1}, "lo", AttachMode::Native);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().text().find(" has no native XDP (choose tc or generic)"), std::string::npos)
        << refused.error().text();
}

TEST_F(Choice, an_interface_without_an_ethernet_header_is_heard_by_tc) {
    const Tunnel tunnel(*router_, "tun0");
    auto datapath = open();
    const Inside inside(*router_);
    const core::InterfaceIndex tun0{router_->ifindex("tun0")};
    for (const auto mode : {AttachMode::Native, AttachMode::Generic}) {
        const auto refused = datapath.attach(tun0, "tun0", mode);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().text(), "attach XDP (" + std::string(datapath::name(mode)) +
                                              ") to tun0: tun0 has no Ethernet header (choose tc)");
    }
    const auto attached = datapath.attach(tun0, "tun0", AttachMode::Auto);
    ASSERT_TRUE(attached) << attached.error().text();
    EXPECT_EQ(attached->mode, AttachMode::Tc);
    EXPECT_EQ(attached->why, "tun0 has no Ethernet header");
    ASSERT_TRUE(datapath.configure(kSlot, tun0, expected()));
    ASSERT_TRUE(datapath.activate());
    const Bytes packet(advert_.begin() + 14, advert_.end());
    tunnel.arrives(packet);
    ASSERT_TRUE(hears(datapath, 1));
    std::vector<Bytes> events;
    datapath.drain([&](const auto& event) { events.emplace_back(event.packet.begin(), event.packet.end()); });
    EXPECT_EQ(events, std::vector<Bytes>{packet});
    const auto again = datapath.attach(tun0, "tun0", AttachMode::Tc);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->reused);
}

} // namespace xvrrp::test
