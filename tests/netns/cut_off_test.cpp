// SPDX-License-Identifier: GPL-2.0-or-later
// A deaf daemon hears again or says FAULT. It never elects itself because it was deaf.
#include "datapath/tcx.h"
#include "support/stranger.h"
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <filesystem>
#include <functional>
#include <optional>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/if_link.h>
#include <linux/pkt_cls.h>

namespace xvrrp::test {

namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

constexpr std::string_view kLinkPin = "link_";

std::vector<std::string> pins(const std::string& directory, std::string_view prefix = {}) {
    std::vector<std::string> out;
    std::error_code ignored;
    for (const auto& each : fs::recursive_directory_iterator(directory, ignored)) {
        if (each.path().filename().string().starts_with(prefix))
            out.push_back(each.path().string());
    }
    return out;
}

void detach_link(VrrpHost& host) {
    const auto links = pins(host.bpf_dir(), kLinkPin);
    ASSERT_EQ(links.size(), 1U);
    EXPECT_EQ(bpf_link_detach(os::Fd(bpf_obj_get(links[0].c_str())).get()), 0);
}

void empty_program_arrays(VrrpHost& host) {
    int emptied = 0;
    for (const auto& pin : pins(host.bpf_dir())) {
        const os::Fd object(bpf_obj_get(pin.c_str()));
        bpf_map_info info{};
        std::uint32_t size = sizeof info;
        if (!object || bpf_obj_get_info_by_fd(object.get(), &info, &size) < 0 ||
            info.type != BPF_MAP_TYPE_PROG_ARRAY)
            continue;
        for (std::uint32_t stage = 0; stage < info.max_entries; ++stage)
            emptied += bpf_map_delete_elem(object.get(), &stage) == 0 ? 1 : 0;
    }
    EXPECT_GE(emptied, 1);
}

// The daemon is quicker than a second command, so it sees the result of both.
void at_once(VrrpHost& host, const std::string& commands) {
    host.daemon().stop();
    host.netns().must(commands);
    host.daemon().resume();
}

// A kind of hook, and a way to cut it off. The things that the cut needs live as long as the result.
struct Way {
    const char* name;
    const char* mode;
    bool by_filter; // uses a filter, as a kernel without tcx does
    std::function<std::shared_ptr<void>(VrrpHost&)> cut;
};

std::function<std::shared_ptr<void>(VrrpHost&)> once(const std::function<void(VrrpHost&)>& cut) {
    return [cut](VrrpHost& host) {
        cut(host);
        return std::shared_ptr<void>();
    };
}

std::function<std::shared_ptr<void>(VrrpHost&)> shell(const std::string& command) {
    return once([command](VrrpHost& host) { at_once(host, command); });
}

std::shared_ptr<void> put_filter_in_front(VrrpHost& host) {
    const auto program = std::make_shared<PinnedStranger>(BPF_PROG_TYPE_SCHED_CLS, TC_ACT_OK);
    host.netns().must("tc filter add dev eth0 ingress pref 1 bpf da object-pinned " + program->path());
    return program;
}

std::shared_ptr<void> put_program_in_front_on_tcx(VrrpHost& host) {
    const auto program = stranger(BPF_PROG_TYPE_SCHED_CLS, TC_ACT_OK);
    const auto ifindex = host.netns().ifindex("eth0");
    const Inside inside(host.netns());
    auto link = datapath::attach_first_on_tcx(program.get(), ifindex, "eth0");
    EXPECT_TRUE(link) << link.error().text();
    return std::make_shared<os::Fd>(std::move(*link));
}

const std::vector<Way> kWays{
    {"native_link_detached", "native", false, once(detach_link)},
    {"native_stage_emptied", "native", false, once(empty_program_arrays)},
    {"generic_link_detached", "generic", false, once(detach_link)},
    {"generic_stage_emptied", "generic", false, once(empty_program_arrays)},
    {"tcx_link_detached", "tc", false, once(detach_link)},
    {"tcx_stage_emptied", "tc", false, once(empty_program_arrays)},
    {"tcx_program_in_front", "tc", false, put_program_in_front_on_tcx},
    {"clsact_deleted", "tc", true, shell("tc qdisc del dev eth0 clsact")},
    {"filter_deleted", "tc", true, shell("tc filter del dev eth0 ingress")},
    {"clsact_replaced_by_ingress", "tc", true,
     shell("tc qdisc del dev eth0 clsact; tc qdisc add dev eth0 ingress")},
    {"filter_in_front", "tc", true, put_filter_in_front},
    {"filter_stage_emptied", "tc", true, once(empty_program_arrays)},
};

class CutOff : public RootTest, public ::testing::WithParamInterface<Way> {
protected:
    // If the way asks for it, the tcx hook is full.
    std::optional<TcxTaken> prepare(const VrrpHost& host) const {
        return GetParam().by_filter ? std::optional<TcxTaken>(std::in_place, host.netns(), "eth0")
                                    : std::nullopt;
    }

    const std::string mode_ = GetParam().mode;
    const std::vector<std::string> flags_{"--datapath", mode_};
};

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

testing::AssertionResult hears(const VrrpHost& host) {
    const auto heard = host.counter("advertisement-rcvd");
    if (wait_until([&] { return host.counter("advertisement-rcvd") > heard; }))
        return testing::AssertionSuccess();
    return testing::AssertionFailure() << host.log();
}

std::string hook(const VrrpHost& host) {
    return host.status()["interfaces"][0]["hook"];
}

} // namespace

TEST_P(CutOff, backup_hears_again_and_does_not_take_over) {
    TwoRouters net;
    const auto taken = prepare(net.b);
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}, flags_));
    const auto before = hook(net.b);
    EXPECT_EQ(before, mode_ != "tc" ? "xdp" : GetParam().by_filter ? "filter" : "tcx");
    net.wire.clear();
    const auto cut = GetParam().cut(net.b);
    ASSERT_TRUE(wait_until([&] { return adverts(net.wire.frames(), net.a.address()).size() > 15; }));
    EXPECT_TRUE(net.b.daemon().says("eth0: adverts were not received any more: ")) << net.b.log();
    EXPECT_EQ(count(net.b.log(), "Entering MASTER STATE"), 0U) << net.b.log();
    EXPECT_TRUE(hears(net.b));
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_EQ(net.b.status()["interfaces"][0]["mode"], mode_);
    EXPECT_EQ(hook(net.b), before);
    net.a.daemon().kill();
    EXPECT_TRUE(net.b.becomes("MASTER")) << net.b.log();
}

TEST_P(CutOff, master_hears_again_and_yields_to_a_better_one) {
    TwoRouters net;
    const auto taken = prepare(net.b);
    net.b.run_xvrrpd(Instance{.priority = 90}.text(), flags_);
    ASSERT_TRUE(net.b.becomes("MASTER"));
    const auto cut = GetParam().cut(net.b);
    net.a.run_xvrrpd(Instance{.priority = 100}.text(), flags_);
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_EQ(count(net.b.log(), "Entering FAULT STATE"), 0U) << "it went on as MASTER\n" << net.b.log();
}

INSTANTIATE_TEST_SUITE_P(By, CutOff, ::testing::ValuesIn(kWays),
                         [](const auto& each) { return std::string(each.param.name); });

namespace {

class Ears : public RootTest {};

// The router is in FAULT for this reason until undo() is called, and BACKUP afterwards.
void stays_deaf_until(TwoRouters& net, const std::string& reason, const std::function<void()>& undo) {
    ASSERT_TRUE(net.b.becomes("FAULT")) << net.b.log();
    EXPECT_TRUE(net.b.daemon().says("(VI_1) Entering FAULT STATE (adverts cannot be received on eth0: "))
        << net.b.log();
    EXPECT_NE(net.b.instance()["fault_reasons"].dump().find(reason), std::string::npos)
        << net.b.instance()["fault_reasons"];
    const auto interface = net.b.status()["interfaces"][0];
    EXPECT_EQ(interface["mode"], "none");
    EXPECT_NE(interface["why"].dump().find(reason), std::string::npos) << interface;
    EXPECT_FALSE(net.b.becomes("BACKUP", seconds(3))) << net.b.log();
    undo();
    EXPECT_TRUE(net.b.becomes("BACKUP")) << net.b.log();
    EXPECT_TRUE(hears(net.b));
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_EQ(count(net.b.log(), "Entering MASTER STATE"), 0U) << net.b.log();
    EXPECT_NE(net.b.status()["interfaces"][0]["mode"], "none");
}

} // namespace

TEST_F(Ears, that_somebody_else_has_taken_are_a_fault_until_they_are_free) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}, {"--datapath", "native"}));
    const auto program = stranger(BPF_PROG_TYPE_XDP, XDP_PASS);
    const auto ifindex = net.b.netns().ifindex("eth0");
    {
        const Inside inside(net.b.netns());
        detach_link(net.b);
        ASSERT_EQ(bpf_xdp_attach(ifindex, program.get(), XDP_FLAGS_DRV_MODE, nullptr), 0);
    }
    stays_deaf_until(net, "XDP is taken by stranger", [&] { net.b.netns().ip("link set dev eth0 xdp off"); });
}

// The interface is served when the configuration is read, and taken by somebody else before its router is added.
TEST_F(Ears, that_a_reload_does_not_get_make_no_master) {
    Lan lan("lan"), other("other");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    other.plug(a.netns(), "eth1");
    a.netns().ip("addr add 10.0.0.1/24 dev eth1");
    const auto program = stranger(BPF_PROG_TYPE_XDP, XDP_PASS);
    {
        const Inside inside(a.netns());
        ASSERT_EQ(bpf_xdp_attach(a.netns().ifindex("eth1"), program.get(), XDP_FLAGS_DRV_MODE, nullptr), 0);
    }
    a.run_xvrrpd(Instance{}.text(), {"--datapath", "native"});
    ASSERT_TRUE(a.becomes("MASTER")) << a.log();
    const auto before = a.log().size();
    a.write_config(Instance{}.text() +
                   "vrrp_instance VI_2 {\n    interface eth1\n    version 3\n    advert_int 0.2\n"
                   "    virtual_router_id 52\n    virtual_ipaddress {\n        10.0.0.100/24\n    }\n}\n");
    a.daemon().signal(SIGHUP);
    EXPECT_TRUE(wait_until([&] { return a.log().find("is not loaded", before) != std::string::npos; }))
        << a.log();
    EXPECT_NE(a.log().find("XDP is taken by stranger", before), std::string::npos) << a.log();
    EXPECT_EQ(a.log().find("VI_2) Entering", before), std::string::npos) << a.log();
    EXPECT_TRUE(a.has_vip());
    a.netns().ip("link set dev eth1 xdp off");
    a.daemon().signal(SIGHUP);
    EXPECT_TRUE(wait_until([&] {
        return a.log().find("(VI_2) Entering MASTER STATE", before) != std::string::npos;
    })) << a.log();
}

TEST_F(Ears, behind_a_filter_that_cannot_be_overtaken_are_a_fault_until_it_goes) {
    TwoRouters net;
    const TcxTaken taken(net.b.netns(), "eth0");
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}, {"--datapath", "tc"}));
    at_once(net.b,
            "tc filter del dev eth0 ingress; tc filter add dev eth0 ingress pref 1 protocol all u32 match "
            "u32 0 0 flowid 1:1");
    stays_deaf_until(net, "the u32 filter with priority 1",
                     [&] { net.b.netns().must("tc filter del dev eth0 ingress pref 1"); });
}

// The kernel does not report the moment between the two.
TEST_F(Ears, of_an_interface_that_was_replaced_leave_no_pin_and_let_user_space_sleep) {
    TwoRouters net;
    const auto with = [](int priority) { return Instance{.priority = priority, .advert_int = "1"}; };
    ASSERT_TRUE(net.elect(with(100), with(90)));
    const auto old_link = pins(net.b.bpf_dir(), kLinkPin);
    net.b.daemon().stop();
    net.b.netns().ip("link del eth0");
    net.lan.plug(net.b.netns(), "eth0");
    net.b.netns().ip("addr add 192.168.1.2/24 dev eth0");
    net.b.daemon().resume();
    ASSERT_TRUE(wait_until([&] { return count(net.b.log(), "eth0: adverts are received by") == 2; }))
        << net.b.log();
    const auto link = pins(net.b.bpf_dir(), kLinkPin);
    EXPECT_EQ(link.size(), 1U);
    EXPECT_NE(link, old_link);
    EXPECT_TRUE(wait_until([&] { return net.b.counter("keepalive") >= 4; }, seconds(8))) << net.b.log();
    EXPECT_LE(net.b.counter("news"), 2U);
    EXPECT_EQ(count(net.b.log(), "Entering MASTER STATE"), 0U) << net.b.log();
}

} // namespace xvrrp::test
