// SPDX-License-Identifier: GPL-2.0-or-later
// Two hosts and a cable: we are "router", with a Datapath on eth0, and "peer" sends the frames.
#pragma once

#include "datapath/datapath.h"
#include "datapath/tcx.h"
#include "support/netns.h"
#include "support/packet.h"
#include "support/port.h"

#include <filesystem>
#include <memory>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/if_link.h>

namespace xvrrp::test {

using datapath::Attachment;
using datapath::AttachMode;
using datapath::Datapath;

inline constexpr core::Slot kSlot{1};

inline core::Expectation expected(core::Family family = core::Family::Ipv4) {
    core::Expectation out;
    out.family = family;
    out.version = core::Version::V3;
    out.vrid = 1;
    out.destination = core::vrrp_group(family);
    return out;
}

// A directory on the bpffs, removed before and after.
struct BpfDirectory {
    BpfDirectory() { std::filesystem::remove_all(path); }

    ~BpfDirectory() { std::filesystem::remove_all(path); }

    const std::string path = "/sys/fs/bpf/" + test_name("bpf");
};

class Cable : public RootTest {
protected:
    void SetUp() override {
        RootTest::SetUp();
        if (IsSkipped())
            return;
        router_ = std::make_unique<NetNs>("router");
        peer_ = std::make_unique<NetNs>("peer");
        connect(*router_, "eth0", *peer_, "eth0");
        eth0_ = {router_->ifindex("eth0")};
        wire_ = std::make_unique<Port>(*peer_, "eth0");
    }

    Datapath open(std::uint32_t slots = 1) const { return open(directory_.path, slots); }

    Datapath open(const std::string& directory, std::uint32_t slots = 1) const {
        const Inside inside(*router_);
        auto datapath = Datapath::open({.room = {slots, slots}, .bpf_dir = directory});
        EXPECT_TRUE(datapath) << datapath.error().text();
        return std::move(*datapath);
    }

    Result<Attachment> attach(Datapath& datapath, AttachMode mode) const {
        const Inside inside(*router_);
        return datapath.attach(eth0_, "eth0", mode);
    }

    bool detach(Datapath& datapath) const {
        const Inside inside(*router_);
        return datapath.detach().has_value();
    }

    // A datapath that is attached, configured and receiving.
    Datapath start(AttachMode mode) const {
        auto datapath = open();
        const auto attached = attach(datapath, mode);
        EXPECT_TRUE(attached) << attached.error().text();
        EXPECT_TRUE(datapath.configure(kSlot, eth0_, expected()));
        EXPECT_TRUE(datapath.activate());
        EXPECT_TRUE(datapath.succeed());
        return datapath;
    }

    void send(const Bytes& frame) { wire_->send(frame); }

    static bool hears(const Datapath& datapath, std::uint64_t adverts, core::Slot slot = kSlot) {
        return wait_until([&] { return datapath.peer(slot).adverts == adverts; });
    }

    // The XDP program of the interface: its number and its mode.
    std::pair<std::uint32_t, int> xdp() const {
        const Inside inside(*router_);
        bpf_xdp_query_opts query{};
        query.sz = sizeof query;
        EXPECT_EQ(bpf_xdp_query(eth0_.index, 0, &query), 0);
        return {query.prog_id, query.attach_mode};
    }

    std::string root_pin(const std::string& name) const {
        return directory_.path + "/" + datapath::root_folder() + "/" + name;
    }

    std::string link_pin() const {
        const Inside inside(*router_);
        return root_pin("link_" + std::to_string(datapath::network_namespace().value()) + "_" +
                        std::to_string(eth0_.index));
    }

    std::uint32_t link_id() const {
        const os::Fd link(bpf_obj_get(link_pin().c_str()));
        bpf_link_info info{};
        std::uint32_t size = sizeof info;
        EXPECT_EQ(bpf_obj_get_info_by_fd(link.get(), &info, &size), 0);
        return info.id;
    }

    std::string tc_filters() const { return router_->must("tc filter show dev eth0 ingress"); }

    bool on_tc() const {
        const Inside inside(*router_);
        return !datapath::programs_on_tcx(eth0_.index).empty() || !tc_filters().empty();
    }

    const Bytes advert_ = Ethernet{} / Ipv4{} / Vrrp{};
    BpfDirectory directory_;
    std::unique_ptr<NetNs> router_;
    std::unique_ptr<NetNs> peer_;
    std::unique_ptr<Port> wire_;
    core::InterfaceIndex eth0_{};
};

} // namespace xvrrp::test
