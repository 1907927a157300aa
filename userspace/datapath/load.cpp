// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/load.h"

#include "datapath/root_programs.h"
#include "os/fd.h"
#include "os/os_error.h"

#include <vector>

#include <bpf/libbpf.h>
#include <fcntl.h>

namespace xvrrp::datapath {

namespace {

// The BTF, and what libbpf opens for a moment to find out what the kernel can do.
constexpr int kOthers = 8;

// libbpf asks the kernel what it can do, and each question takes a free file. Without one libbpf believes that
// the kernel is an older one. The load then fails with EINVAL, which does not tell that files were missing.
Result<> has_files(const bpf_object_skeleton& skeleton, const std::string& program) {
    std::vector<os::Fd> files;
    for (int needed = skeleton.map_cnt + skeleton.prog_cnt + kOthers; needed > 0; needed--) {
        files.emplace_back(open("/", O_PATH | O_CLOEXEC));
        if (!files.back())
            return failure(load_error(program, errno));
    }
    return {};
}

} // namespace

Error load_error(const std::string& program, int code) {
    const auto doing = "load the BPF program " + program;
    if (code == EACCES || code == EINVAL || code == E2BIG)
        return os::os_error(
            doing, code, "the kernel's verifier refused it: before Linux 6.8 it needs CAP_PERFMON as well");
    return bpf_error(doing, code);
}

Result<> load(bpf_object_skeleton& skeleton, const std::string& program) {
    if (auto ready = has_files(skeleton, program); !ready)
        return ready;
    if (const int code = bpf_object__load_skeleton(&skeleton); code < 0)
        return failure(load_error(program, -code));
    return {};
}

} // namespace xvrrp::datapath
