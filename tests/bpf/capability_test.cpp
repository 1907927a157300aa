// SPDX-License-Identifier: GPL-2.0-or-later
// The daemon has only the capabilities of its unit file. On a kernel from 6.8 on, CAP_BPF, CAP_NET_ADMIN and
// CAP_NET_RAW of them must be enough. Older kernels also ask for CAP_PERFMON, see tests/vm.
#include "datapath/datapath.h"
#include "datapath/load.h"
#include "support/netns.h"

#include <array>
#include <functional>

#include <linux/capability.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace xvrrp::test {

namespace {

using datapath::AttachMode;
using datapath::Datapath;

bool keep_capabilities(std::initializer_list<unsigned> kept) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> data{};
    for (const auto each : kept) {
        data[CAP_TO_INDEX(each)].effective |= CAP_TO_MASK(each);
        data[CAP_TO_INDEX(each)].permitted |= CAP_TO_MASK(each);
    }
    return syscall(SYS_capset, &header, data.data()) == 0;
}

// Returns the result of the function in a process that has only these capabilities.
std::string with(std::initializer_list<unsigned> kept, const std::function<std::string()>& function) {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe(ends.data()), 0);
    const auto child = fork();
    if (child == 0) {
        const auto said = keep_capabilities(kept) ? function() : "capset failed";
        const auto written = write(ends[1], said.data(), said.size());
        _exit(written < 0 ? 1 : 0);
    }
    close(ends[1]);
    std::string said;
    std::array<char, 512> buffer{};
    for (ssize_t size = 0; (size = read(ends[0], buffer.data(), buffer.size())) > 0;)
        said.append(buffer.data(), static_cast<std::size_t>(size));
    close(ends[0]);
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    return said;
}

std::string load_and_attach(const std::string& directory) {
    for (const auto mode : {AttachMode::Native, AttachMode::Generic, AttachMode::Tc}) {
        auto datapath = Datapath::open({.bpf_dir = directory});
        if (!datapath)
            return datapath.error().text();
        if (auto attached = datapath->attach({1}, "lo", mode); !attached && mode != AttachMode::Native)
            return attached.error().text();
        if (auto active = datapath->activate(); !active)
            return active.error().text();
        if (auto gone = datapath->detach(); !gone)
            return gone.error().text();
    }
    return "works";
}

class Capabilities : public RootTest {};

} // namespace

TEST_F(Capabilities, of_the_unit_file_are_enough) {
    const NetNs netns("host");
    const Inside inside(netns);
    const std::string directory = "/sys/fs/bpf/" + test_name("bpf");
    for (const auto& where : {std::string(), directory})
        EXPECT_EQ(with({CAP_BPF, CAP_NET_ADMIN, CAP_NET_RAW}, [&] { return load_and_attach(where); }),
                  "works");
}

TEST_F(Capabilities, that_are_missing_are_named) {
    const NetNs netns("host");
    const Inside inside(netns);
    EXPECT_EQ(with({CAP_NET_RAW}, [] { return load_and_attach(""); }),
              "load the BPF program xvrrp_root: Operation not permitted (needs CAP_BPF and CAP_NET_ADMIN)");
}

TEST(LoadError, tells_a_missing_capability_from_a_refusal_of_the_verifier) {
    EXPECT_EQ(datapath::load_error("p", EPERM).text(),
              "load the BPF program p: Operation not permitted (needs CAP_BPF and CAP_NET_ADMIN)");
    EXPECT_EQ(
        datapath::load_error("p", EACCES).text(),
        "load the BPF program p: Permission denied (the kernel's verifier refused it: before Linux 6.8 it "
        "needs CAP_PERFMON as well)");
}

} // namespace xvrrp::test
