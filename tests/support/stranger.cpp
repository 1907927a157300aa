// SPDX-License-Identifier: GPL-2.0-or-later
#include "support/stranger.h"

#include "datapath/tcx.h"

#include <array>
#include <filesystem>

#include <bpf/bpf.h>
#include <linux/pkt_cls.h>

namespace xvrrp::test {

namespace {

constexpr std::size_t kPlacesOnTcx = 64;

} // namespace

os::Fd stranger(bpf_prog_type type, int returns) {
    std::array<bpf_insn, 2> code{};
    code[0].code = BPF_ALU64 | BPF_MOV | BPF_K;
    code[0].imm = returns;
    code[1].code = BPF_JMP | BPF_EXIT;
    os::Fd program(bpf_prog_load(type, "stranger", "GPL", code.data(), code.size(), nullptr));
    EXPECT_TRUE(program) << "load a program that returns " << returns;
    return program;
}

PinnedStranger::PinnedStranger(bpf_prog_type type, int returns)
    : path_("/sys/fs/bpf/" + test_name("stranger")) {
    std::filesystem::remove(path_);
    EXPECT_EQ(bpf_obj_pin(stranger(type, returns).get(), path_.c_str()), 0) << path_;
}

PinnedStranger::~PinnedStranger() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
}

TcxTaken::TcxTaken(const NetNs& netns, const std::string& interface, datapath::Side side) {
    const auto ifindex = netns.ifindex(interface);
    const Inside inside(netns);
    while (datapath::programs_on_tcx(ifindex, side).size() < kPlacesOnTcx) {
        const auto program = stranger(BPF_PROG_TYPE_SCHED_CLS, TC_ACT_UNSPEC);
        auto link = datapath::attach_first_on_tcx(program.get(), ifindex, interface, side);
        if (!link)
            return; // the kernel has no tcx
        links_.push_back(std::move(*link));
    }
}

} // namespace xvrrp::test
