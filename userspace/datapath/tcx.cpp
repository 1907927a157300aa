// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/tcx.h"

#include "datapath/root_programs.h"

#include <array>
#include <cerrno>

#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace xvrrp::datapath {

namespace {

// These are from linux/bpf.h of Linux 6.6.
constexpr std::uint32_t kTcxIngress = 46;   // BPF_TCX_INGRESS
constexpr std::uint32_t kTcxEgress = 47;    // BPF_TCX_EGRESS
constexpr std::uint32_t kBefore = 1U << 3U; // BPF_F_BEFORE; before nothing means before all
constexpr std::size_t kMost = 64;           // BPF_MPROG_MAX: no hook has more programs

struct LinkCreate {
    std::uint32_t program = 0;
    std::uint32_t ifindex = 0;
    std::uint32_t attach_type = 0;
    std::uint32_t flags = 0;
    std::uint32_t relative_to = 0;
    std::uint32_t padding = 0;
    std::uint64_t expected_revision = 0;
};

struct ProgramQuery {
    std::uint32_t ifindex = 0;
    std::uint32_t attach_type = 0;
    std::uint32_t query_flags = 0;
    std::uint32_t attach_flags = 0;
    std::uint64_t programs = 0;
    std::uint32_t count = 0;
    std::uint32_t padding = 0;
    std::uint64_t program_flags = 0;
    std::uint64_t links = 0;
    std::uint64_t link_flags = 0;
    std::uint64_t revision = 0;
};

std::uint32_t type_of(Side side) {
    return side == Side::In ? kTcxIngress : kTcxEgress;
}

template <class Attributes>
int bpf(int command, Attributes& attributes) {
    return static_cast<int>(syscall(SYS_bpf, command, &attributes, sizeof attributes));
}

} // namespace

Result<os::Fd> attach_first_on_tcx(int program, int ifindex, const std::string& interface, Side side) {
    LinkCreate create;
    create.program = static_cast<std::uint32_t>(program);
    create.ifindex = static_cast<std::uint32_t>(ifindex);
    create.attach_type = type_of(side);
    create.flags = kBefore;
    os::Fd link(bpf(BPF_LINK_CREATE, create));
    if (link)
        return link;
    const auto doing = "attach to the tcx hook of " + interface;
    switch (errno) {
    case EINVAL:
        return failure(Error{doing, "the kernel has no tcx", "Linux 6.6 and later have it", EINVAL});
    case ERANGE:
        return failure(
            Error{doing, "the tcx hook has 64 programs already", "bpftool net shows the programs", ERANGE});
    default:
        return failure(bpf_error(doing, errno));
    }
}

std::vector<std::uint32_t> programs_on_tcx(int ifindex, Side side) {
    std::array<std::uint32_t, kMost> numbers{};
    ProgramQuery query;
    query.ifindex = static_cast<std::uint32_t>(ifindex);
    query.attach_type = type_of(side);
    query.programs = reinterpret_cast<std::uintptr_t>(numbers.data());
    query.count = numbers.size();
    if (bpf(BPF_PROG_QUERY, query) < 0 || query.count > numbers.size())
        return {};
    return {numbers.begin(), numbers.begin() + query.count};
}

} // namespace xvrrp::datapath
