// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/root_programs.h"

#include "os/os_error.h"
#include "root.skel.h"

#include <cstdlib>
#include <memory>

#include <bpf/bpf.h>
#include <fcntl.h>

namespace xvrrp::datapath {

namespace {

struct Destroy {
    void operator()(root* skeleton) const { root__destroy(skeleton); }
};

os::Fd duplicate(int fd) {
    return os::Fd(fcntl(fd, F_DUPFD_CLOEXEC, 0));
}

bool complete(const RootPrograms& programs) {
    return programs.xdp && programs.tc && programs.slot_xdp && programs.slot_tc;
}

RootPrograms pinned(const Pins& pins) {
    return {pins.get("xvrrp_root"), pins.get("xvrrp_root_tc"), pins.get("xvrrp_slot_xdp"),
            pins.get("xvrrp_slot_tc")};
}

Result<RootPrograms> load() {
    const std::unique_ptr<root, Destroy> skeleton(root__open());
    if (!skeleton)
        return failure(bpf_error("open the BPF object of xvrrp_root", errno));
    if (const int code = root__load(skeleton.get()); code < 0)
        return failure(load_error("xvrrp_root", -code));
    return RootPrograms{duplicate(bpf_program__fd(skeleton->progs.xvrrp_root)),
                        duplicate(bpf_program__fd(skeleton->progs.xvrrp_root_tc)),
                        duplicate(bpf_map__fd(skeleton->maps.xvrrp_slot_xdp)),
                        duplicate(bpf_map__fd(skeleton->maps.xvrrp_slot_tc))};
}

Result<> pin(const RootPrograms& programs, const Pins& pins) {
    const std::pair<int, const char*> names[] = {{programs.xdp.get(), "xvrrp_root"},
                                                 {programs.tc.get(), "xvrrp_root_tc"},
                                                 {programs.slot_xdp.get(), "xvrrp_slot_xdp"},
                                                 {programs.slot_tc.get(), "xvrrp_slot_tc"}};
    for (const auto& [fd, name] : names) {
        if (auto done = pins.put(fd, name); !done)
            return done;
    }
    return {};
}

Result<> fill_one(int slot, int program) {
    const std::uint32_t zero = 0;
    if (bpf_map_update_elem(slot, &zero, &program, BPF_ANY) < 0)
        return failure(bpf_error("put vrrp_rx into its slot", errno));
    return {};
}

} // namespace

Error bpf_error(std::string doing, int code) {
    return os::os_error(std::move(doing), code, code == EPERM || code == EACCES ? kBpfCapabilities : "");
}

Error load_error(const std::string& program, int code) {
    const auto doing = "load the BPF program " + program;
    if (code == EACCES || code == EINVAL || code == E2BIG)
        return os::os_error(
            doing, code, "the kernel's verifier refused it: before Linux 6.8 it needs CAP_PERFMON as well");
    return bpf_error(doing, code);
}

Result<RootPrograms> RootPrograms::open(const Pins& pins) {
    if (auto programs = pinned(pins); complete(programs))
        return programs;
    auto programs = load();
    if (!programs)
        return programs;
    if (auto done = pin(*programs, pins); !done)
        return failure(done.error());
    return programs;
}

Result<> RootPrograms::fill(int xdp_program, int tc_program) const {
    if (auto done = fill_one(slot_xdp.get(), xdp_program); !done)
        return done;
    return fill_one(slot_tc.get(), tc_program);
}

Result<> RootPrograms::empty() const {
    const std::uint32_t zero = 0;
    for (const int slot : {slot_xdp.get(), slot_tc.get()}) {
        if (bpf_map_delete_elem(slot, &zero) < 0 && errno != ENOENT)
            return failure(bpf_error("empty the slot of vrrp_rx", errno));
    }
    return {};
}

} // namespace xvrrp::datapath
