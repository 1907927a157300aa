// SPDX-License-Identifier: GPL-2.0-or-later
// The fence on the way out is put on an interface, taken over by a successor and removed at the end.
#include "cable.h"
#include "datapath/bpf_info.h"
#include "datapath/tcx.h"
#include "support/stranger.h"

#include <linux/pkt_cls.h>

namespace xvrrp::test {

namespace {

using datapath::Side;

// With and without tcx: in the second case its hook on the way out is full.
class OutgoingFence : public Cable, public ::testing::WithParamInterface<bool> {
protected:
    void SetUp() override {
        Cable::SetUp();
        if (IsSkipped())
            return;
        if (!GetParam())
            full_ = std::make_unique<TcxTaken>(*router_, "eth0", Side::Out);
        else if (!has_tcx())
            GTEST_SKIP() << "this kernel has no tcx";
    }

    bool has_tcx() const {
        const auto program = stranger(BPF_PROG_TYPE_SCHED_CLS, TC_ACT_UNSPEC);
        const Inside inside(*router_);
        return datapath::attach_first_on_tcx(program.get(), eth0_.index, "eth0", Side::Out).has_value();
    }

    void fence(Datapath& datapath) const {
        const Inside inside(*router_);
        const auto done = datapath.fence_outgoing(eth0_);
        EXPECT_TRUE(done) << done.error().text();
    }

    void open_way(Datapath& datapath) const {
        const Inside inside(*router_);
        datapath.open_outgoing();
    }

    std::string filters() const { return router_->must("tc filter show dev eth0 egress"); }

    std::string qdiscs() const { return router_->must("tc qdisc show dev eth0"); }

    // The numbers of the programs that are ours.
    std::vector<std::uint32_t> ours() const {
        const Inside inside(*router_);
        auto ids = datapath::programs_on_tcx(eth0_.index, Side::Out);
        std::erase_if(ids, [](std::uint32_t id) { return datapath::program_name(id) != "vrrp_fence_tc"; });
        return ids;
    }

    bool is_fenced() const {
        const auto text = filters();
        const auto first = text.find("name vrrp_fence_tc");
        if (first != std::string::npos) {
            EXPECT_EQ(text.find("name vrrp_fence_tc", first + 1), std::string::npos)
                << "once is enough: " << text;
        }
        return GetParam() ? ours().size() == 1 : first != std::string::npos;
    }

    std::unique_ptr<TcxTaken> full_;
};

} // namespace

TEST_P(OutgoingFence, comes_where_it_is_wanted_and_goes_without_a_trace) {
    const auto before = qdiscs();
    auto datapath = open();
    EXPECT_FALSE(is_fenced());
    fence(datapath);
    EXPECT_TRUE(is_fenced());
    fence(datapath);
    EXPECT_TRUE(is_fenced()) << "twice is once";
    open_way(datapath);
    EXPECT_FALSE(is_fenced());
    EXPECT_EQ(qdiscs(), before);
}

TEST_P(OutgoingFence, outlives_a_daemon_and_is_taken_over_by_its_successor) {
    auto first = std::make_unique<Datapath>(open());
    fence(*first);
    const auto of_the_first = ours();
    first.reset();
    EXPECT_TRUE(is_fenced()) << "the daemon is away";
    auto second = open();
    EXPECT_TRUE(is_fenced());
    {
        const Inside inside(*router_);
        EXPECT_TRUE(second.succeed());
    }
    EXPECT_TRUE(is_fenced());
    if (GetParam()) {
        EXPECT_NE(ours(), of_the_first) << "the maps of the first may be others";
    }
    open_way(second);
    EXPECT_FALSE(is_fenced());
}

TEST_P(OutgoingFence, goes_on_with_larger_maps) {
    auto datapath = open();
    fence(datapath);
    const auto before = ours();
    {
        const Inside inside(*router_);
        auto larger = datapath.load_larger({256, 256});
        ASSERT_TRUE(larger) << larger.error().text();
        ASSERT_TRUE(datapath.change_to(std::move(*larger), [] {}));
    }
    EXPECT_TRUE(is_fenced());
    if (GetParam()) {
        EXPECT_NE(ours(), before);
    }
}

TEST_P(OutgoingFence, leaves_the_programs_of_others_alone) {
    router_->must("tc qdisc add dev eth0 clsact");
    const PinnedStranger other(BPF_PROG_TYPE_SCHED_CLS, TC_ACT_OK);
    router_->must("tc filter add dev eth0 egress pref 5 bpf direct-action object-pinned " + other.path());
    auto datapath = open();
    fence(datapath);
    open_way(datapath);
    EXPECT_NE(filters().find("stranger"), std::string::npos);
    EXPECT_NE(qdiscs().find("clsact"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(By, OutgoingFence, ::testing::Bool(),
                         [](const auto& each) { return each.param ? "tcx" : "filter"; });

} // namespace xvrrp::test
