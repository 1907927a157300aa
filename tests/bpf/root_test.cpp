// SPDX-License-Identifier: GPL-2.0-or-later
// The attached programs: the stage that a frame reaches, and the frame's way if no stage is filled.
#include "datapath/root_programs.h"
#include "rx_under_test.h"

#include <xvrrp/stages.h>

#include <bpf/bpf.h>
#include <linux/pkt_cls.h>

namespace xvrrp::test {

namespace {

class Root : public RxTest {
protected:
    void SetUp() override {
        RxTest::SetUp();
        if (!IsSkipped())
            roots_ = datapath::RootPrograms::open(datapath::Pins::open("")).value();
    }

    static int of(Program program, const os::Fd& xdp, const os::Fd& tc, const os::Fd& ip) {
        return program == Program::Xdp ? xdp.get() : program == Program::Tc ? tc.get() : ip.get();
    }

    int stages(Program program) const {
        return of(program, roots_.stages_xdp, roots_.stages_tc, roots_.stages_ip);
    }

    void put(Program program, std::uint32_t stage, int fd) const {
        EXPECT_EQ(bpf_map_update_elem(stages(program), &stage, &fd, BPF_ANY), 0) << stage;
    }

    void clear(Program program, std::uint32_t stage) const {
        EXPECT_EQ(bpf_map_delete_elem(stages(program), &stage), 0) << stage;
    }

    // Returns the root's verdict on an advert, and the number of adverts heard.
    std::pair<std::uint32_t, std::uint64_t> run(Program program) const {
        const Bytes frame = Ethernet{} / Ipv4{} / Vrrp{};
        const Bytes advert = program == Program::Ip ? packet_of(frame) : frame;
        bpf_test_run_opts options{};
        options.sz = sizeof options;
        options.data_in = advert.data();
        options.data_size_in = static_cast<std::uint32_t>(advert.size());
        const int root = of(program, roots_.xdp, roots_.tc, roots_.ip);
        EXPECT_EQ(bpf_prog_test_run_opts(root, &options), 0);
        return {options.retval, rx().peer(kSlot4).adverts};
    }

    static std::uint32_t pass(Program program) {
        return static_cast<std::uint32_t>(program == Program::Xdp ? int{XDP_PASS} : int{TC_ACT_UNSPEC});
    }

    datapath::RootPrograms roots_;
};

} // namespace

TEST_F(Root, passes_where_every_stage_is_empty) {
    for (const auto program : {Program::Xdp, Program::Tc, Program::Ip})
        EXPECT_EQ(run(program), std::pair(pass(program), std::uint64_t{0})) << name(program);
}

TEST_F(Root, gets_to_each_of_sixteen_stages) {
    EXPECT_EQ(XVRRP_STAGE_COUNT, 16);
    std::uint64_t adverts = 0;
    for (const auto program : {Program::Xdp, Program::Tc, Program::Ip}) {
        for (std::uint32_t stage = 0; stage < XVRRP_STAGE_COUNT; ++stage) {
            put(program, stage, rx().program_fd(program));
            EXPECT_EQ(run(program).second, ++adverts) << name(program) << ", stage " << stage;
            clear(program, stage);
        }
        const std::uint32_t none = XVRRP_STAGE_COUNT;
        const int fd = rx().program_fd(program);
        EXPECT_NE(bpf_map_update_elem(stages(program), &none, &fd, BPF_ANY), 0);
    }
}

// The root itself serves as a program that passes, because no stage is behind it.
TEST_F(Root, jumps_to_the_first_stage_that_is_there) {
    for (const auto program : {Program::Xdp, Program::Tc, Program::Ip}) {
        const std::uint64_t before = rx().peer(kSlot4).adverts;
        const auto other = datapath::RootPrograms::open(datapath::Pins::open("")).value();
        const int passes = of(program, other.xdp, other.tc, other.ip);
        put(program, XVRRP_STAGE_VRRP, rx().program_fd(program));
        put(program, XVRRP_STAGE_BFD, passes);
        EXPECT_EQ(run(program).second, before + 1) << "behind VRRP";
        put(program, XVRRP_STAGE_PROBE, passes);
        EXPECT_EQ(run(program), std::pair(pass(program), before + 1)) << "in front of VRRP";
        clear(program, XVRRP_STAGE_PROBE);
        EXPECT_EQ(run(program).second, before + 2);
    }
}

TEST_F(Root, has_vrrp_in_its_stage_while_it_is_filled) {
    ASSERT_TRUE(roots_.fill({.xdp = rx().program_fd(Program::Xdp),
                             .tc = rx().program_fd(Program::Tc),
                             .ip = rx().program_fd(Program::Ip)}));
    for (const auto program : {Program::Xdp, Program::Tc, Program::Ip}) {
        const std::uint32_t stage = XVRRP_STAGE_VRRP;
        std::uint32_t id = 0;
        EXPECT_EQ(bpf_map_lookup_elem(stages(program), &stage, &id), 0);
    }
    EXPECT_EQ(run(Program::Xdp).second, 1u);
    EXPECT_EQ(run(Program::Tc).second, 2u);
    EXPECT_EQ(run(Program::Ip).second, 3u);
    ASSERT_TRUE(roots_.empty());
    ASSERT_TRUE(roots_.empty()) << "twice is once";
    for (const auto program : {Program::Xdp, Program::Tc, Program::Ip})
        EXPECT_EQ(run(program).second, 3u);
}

} // namespace xvrrp::test
