// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/root_programs.h"

#include "datapath/bpf_info.h"
#include "datapath/load.h"
#include "os/os_error.h"
#include "root.skel.h"

#include <xvrrp/stages.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <utility>

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

// Pairs each program and each array with the name of its pin.
template <class Programs>
auto named(Programs& programs) {
    return std::array{
        std::pair(&programs.xdp, "xvrrp_root"),           std::pair(&programs.tc, "xvrrp_root_tc"),
        std::pair(&programs.ip, "xvrrp_root_ip"),         std::pair(&programs.stages_xdp, "xvrrp_stage_xdp"),
        std::pair(&programs.stages_tc, "xvrrp_stage_tc"), std::pair(&programs.stages_ip, "xvrrp_stage_ip")};
}

RootPrograms pinned(const Pins& pins) {
    RootPrograms programs;
    for (const auto& [fd, name] : named(programs))
        *fd = pins.get(root_folder() + "/" + name);
    return programs;
}

bool complete(const RootPrograms& programs) {
    return std::ranges::all_of(named(programs),
                               [](const auto& each) { return static_cast<bool>(*each.first); });
}

Result<RootPrograms> load_root() {
    const std::unique_ptr<root, Destroy> skeleton(root__open());
    if (!skeleton)
        return failure(bpf_error("open the BPF object of xvrrp_root", errno));
    if (auto done = load(*skeleton->skeleton, "xvrrp_root"); !done)
        return failure(done.error());
    RootPrograms programs{duplicate(bpf_program__fd(skeleton->progs.xvrrp_root)),
                          duplicate(bpf_program__fd(skeleton->progs.xvrrp_root_tc)),
                          duplicate(bpf_program__fd(skeleton->progs.xvrrp_root_ip)),
                          duplicate(bpf_map__fd(skeleton->maps.xvrrp_stage_xdp)),
                          duplicate(bpf_map__fd(skeleton->maps.xvrrp_stage_tc)),
                          duplicate(bpf_map__fd(skeleton->maps.xvrrp_stage_ip))};
    if (!complete(programs))
        return failure(bpf_error("keep xvrrp_root", errno));
    return programs;
}

Result<> pin(const RootPrograms& programs, const Pins& pins) {
    for (const auto& [fd, name] : named(programs)) {
        if (auto done = pins.put(fd->get(), root_folder() + "/" + name); !done)
            return done;
    }
    return {};
}

constexpr std::uint32_t kStage = XVRRP_STAGE_VRRP;

Result<> fill_one(int stages, int program) {
    if (bpf_map_update_elem(stages, &kStage, &program, BPF_ANY) < 0)
        return failure(bpf_error("put vrrp_rx into its stage", errno));
    return {};
}

// Reading an entry of a program array gives the number of its program.
bool holds(int stages, int program) {
    std::uint32_t found = 0;
    return bpf_map_lookup_elem(stages, &kStage, &found) == 0 && found == program_id(program);
}

} // namespace

Error bpf_error(std::string doing, int code) {
    return os::os_error(std::move(doing), code, code == EPERM || code == EACCES ? kBpfCapabilities : "");
}

Result<RootPrograms> RootPrograms::open(const Pins& pins) {
    if (auto programs = pinned(pins); complete(programs))
        return programs;
    auto programs = load_root();
    if (!programs)
        return programs;
    if (auto done = pin(*programs, pins); !done)
        return failure(done.error());
    return programs;
}

Result<> RootPrograms::fill(const StagePrograms& programs) const {
    for (const auto& [stages, program] :
         {std::pair(&stages_xdp, programs.xdp), std::pair(&stages_tc, programs.tc),
          std::pair(&stages_ip, programs.ip)}) {
        if (auto done = fill_one(stages->get(), program); !done)
            return done;
    }
    return {};
}

bool RootPrograms::run(const StagePrograms& programs) const {
    return holds(stages_xdp.get(), programs.xdp) && holds(stages_tc.get(), programs.tc) &&
           holds(stages_ip.get(), programs.ip);
}

Result<> RootPrograms::empty() const {
    for (const int stages : {stages_xdp.get(), stages_tc.get(), stages_ip.get()}) {
        if (bpf_map_delete_elem(stages, &kStage) < 0 && errno != ENOENT)
            return failure(bpf_error("empty the stage of vrrp_rx", errno));
    }
    return {};
}

Result<> empty_stages(const Pins& pins) {
    const auto programs = pinned(pins);
    return complete(programs) ? programs.empty() : Result<>();
}

} // namespace xvrrp::datapath
