// SPDX-License-Identifier: GPL-2.0-or-later
// Others change attachments. The datapath sees it, and attaching again puts it right.
#include "cable.h"
#include "support/stranger.h"

#include <array>

#include <linux/capability.h>
#include <linux/pkt_cls.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace xvrrp::test {

namespace {

class CutOff : public Cable {
protected:
    std::string trouble(const Datapath& datapath) const {
        const Inside inside(*router_);
        return datapath.trouble_of(eth0_);
    }

    // The program runs before all others on tcx as long as the link lives.
    os::Fd on_tcx(const os::Fd& program) const {
        const Inside inside(*router_);
        auto link = datapath::attach_first_on_tcx(program.get(), eth0_.index, "eth0");
        EXPECT_TRUE(link) << link.error().text();
        return std::move(*link);
    }

    bool has_tcx() const {
        const auto program = stranger(BPF_PROG_TYPE_SCHED_CLS, TC_ACT_UNSPEC);
        const Inside inside(*router_);
        return datapath::attach_first_on_tcx(program.get(), eth0_.index, "eth0").has_value();
    }
};

class CutOffInEachMode : public CutOff, public ::testing::WithParamInterface<AttachMode> {};

} // namespace

TEST_P(CutOffInEachMode, is_no_trouble_while_nobody_touches_it) {
    auto datapath = open();
    ASSERT_TRUE(attach(datapath, GetParam()));
    EXPECT_EQ(trouble(datapath), "") << "the stage is not to be filled yet";
    ASSERT_TRUE(datapath.activate());
    EXPECT_EQ(trouble(datapath), "");
    ASSERT_TRUE(datapath.deactivate());
    EXPECT_EQ(trouble(datapath), "");
    ASSERT_TRUE(detach(datapath));
    EXPECT_EQ(trouble(datapath), "nothing is attached");
}

INSTANTIATE_TEST_SUITE_P(As, CutOffInEachMode,
                         ::testing::Values(AttachMode::Native, AttachMode::Generic, AttachMode::Tc),
                         [](const auto& each) { return std::string(datapath::name(each.param)); });

TEST_F(CutOff, by_a_program_on_tcx_is_named_and_mended_again_and_again) {
    if (!has_tcx())
        GTEST_SKIP() << "the kernel has no tcx";
    auto datapath = start(AttachMode::Tc);
    const auto program = stranger(BPF_PROG_TYPE_SCHED_CLS, TC_ACT_OK);
    for (std::uint64_t round = 1; round <= 3; ++round) {
        const auto link = on_tcx(program);
        EXPECT_EQ(trouble(datapath).find("stranger (program number "), 0U) << trouble(datapath);
        const auto again = attach(datapath, AttachMode::Tc);
        ASSERT_TRUE(again) << again.error().text();
        EXPECT_EQ(again->hook, datapath::Hook::Tcx);
        EXPECT_EQ(trouble(datapath), "");
        send(advert_);
        EXPECT_TRUE(hears(datapath, round));
    }
}

TEST_F(CutOff, on_tcx_is_adopted_by_a_successor) {
    if (!has_tcx())
        GTEST_SKIP() << "the kernel has no tcx";
    auto first = std::make_unique<Datapath>(start(AttachMode::Tc));
    const auto link = link_id();
    first.reset();
    auto second = open();
    const auto again = attach(second, AttachMode::Tc);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->reused);
    EXPECT_EQ(link_id(), link);
    EXPECT_EQ(tc_filters(), "") << "it needs no qdisc";
}

TEST_F(CutOff, xvrrpds_on_one_interface_do_not_overtake_each_other) {
    for (const bool by_filter : {false, true}) {
        const auto taken = by_filter ? std::make_unique<TcxTaken>(*router_, "eth0") : nullptr;
        auto first = start(AttachMode::Tc);
        auto second = open(directory_.path + "2");
        ASSERT_TRUE(attach(second, AttachMode::Tc));
        EXPECT_EQ(trouble(first), "");
        EXPECT_EQ(trouble(second), "");
        EXPECT_TRUE(detach(second));
        EXPECT_TRUE(detach(first));
    }
}

// Without CAP_SYS_ADMIN the owner of the program in front is unknown, so each of the two makes one attempt.
TEST_F(CutOff, xvrrpds_that_do_not_know_each_other_come_to_rest) {
    if (!has_tcx())
        GTEST_SKIP() << "the kernel has no tcx";
    const auto child = fork();
    if (child == 0) {
        __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
        std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> data{};
        const Inside inside(*router_);
        for (const auto each : {CAP_BPF, CAP_NET_ADMIN, CAP_NET_RAW, CAP_PERFMON}) {
            data[CAP_TO_INDEX(each)].effective |= CAP_TO_MASK(each);
            data[CAP_TO_INDEX(each)].permitted |= CAP_TO_MASK(each);
        }
        if (syscall(SYS_capset, &header, data.data()) != 0)
            _exit(2);
        auto first = Datapath::open({.bpf_dir = directory_.path});
        auto second = Datapath::open({.bpf_dir = directory_.path + "2"});
        if (!first || !second || !first->attach(eth0_, "eth0", AttachMode::Tc) ||
            !second->attach(eth0_, "eth0", AttachMode::Tc))
            _exit(3);
        int attempts = 0;
        for (int round = 0; round < 10; ++round) {
            for (auto* each : {&*first, &*second}) {
                if (each->trouble_of(eth0_).empty())
                    continue;
                ++attempts;
                if (!each->attach(eth0_, "eth0", AttachMode::Tc))
                    _exit(4);
            }
        }
        const bool rest = first->trouble_of(eth0_).empty() && second->trouble_of(eth0_).empty();
        first->detach();
        second->detach();
        _exit(rest && attempts <= 2 ? 0 : 10 + attempts);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0) << "exit status " << WEXITSTATUS(status);
}

TEST_F(CutOff, by_what_cannot_be_overtaken_is_refused_and_leaves_nothing) {
    const TcxTaken taken(*router_, "eth0");
    router_->must(
        "tc qdisc add dev eth0 clsact; tc filter add dev eth0 ingress pref 1 protocol all u32 match u32 0 "
        "0 flowid 1:1");
    const auto before = tc_filters();
    auto datapath = open();
    const auto refused = attach(datapath, AttachMode::Tc);
    ASSERT_FALSE(refused);
    EXPECT_EQ(
        refused.error().text(),
        "attach the tc filter to eth0: the u32 filter with priority 1 stays in front of ours (give it a "
        "larger priority, or choose native or generic)");
    EXPECT_EQ(tc_filters(), before);
}

TEST_F(CutOff, filters_that_see_no_adverts_may_stay_in_front) {
    const TcxTaken taken(*router_, "eth0");
    router_->must(
        "tc qdisc add dev eth0 clsact; tc filter add dev eth0 ingress pref 1 protocol arp u32 match u32 0 "
        "0 flowid 1:1");
    auto datapath = start(AttachMode::Tc);
    EXPECT_EQ(trouble(datapath), "");
    send(advert_);
    EXPECT_TRUE(hears(datapath, 1));
    EXPECT_TRUE(detach(datapath));
    EXPECT_EQ(tc_filters().find("bpf"), std::string::npos);
}

} // namespace xvrrp::test
