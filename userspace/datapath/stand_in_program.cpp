// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/stand_in_program.h"

#include "datapath/load.h"
#include "datapath/root_programs.h"
#include "rx.skel.h"
#include "stand_in.skel.h"

#include <cerrno>
#include <utility>

#include <bpf/libbpf.h>

namespace xvrrp::datapath {

void DestroyStandIn::operator()(stand_in* skeleton) const {
    stand_in__destroy(skeleton);
}

Result<StandInProgram> load_stand_in(const rx& receiving) {
    StandInProgram skeleton(stand_in__open());
    if (!skeleton)
        return failure(bpf_error("open the BPF object of vrrp_stand_in", errno));
    const auto& maps = skeleton->maps;
    const auto& theirs = receiving.maps;
    for (const auto& [map, other] :
         {std::pair(maps.vrrp_leases, theirs.vrrp_leases), std::pair(maps.vrrp_gates, theirs.vrrp_gates),
          std::pair(maps.vrrp_frames, theirs.vrrp_frames), std::pair(maps.vrrp_token, theirs.vrrp_token)}) {
        if (bpf_map__reuse_fd(map, bpf_map__fd(other)) < 0)
            return failure(bpf_error(std::string("share the map ") + bpf_map__name(map), errno));
    }
    if (auto done = load(*skeleton->skeleton, "vrrp_stand_in"); !done)
        return failure(done.error());
    return skeleton;
}

} // namespace xvrrp::datapath
