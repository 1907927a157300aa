// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/remains.h"

#include "datapath/attach.h"
#include "datapath/kernel_time.h"
#include "datapath/outgoing_fences.h"
#include "datapath/root_programs.h"

#include <bpf/bpf.h>

namespace xvrrp::datapath {

namespace {

os::Fd map_of(const Pins& pins, const std::string& name) {
    return pins.get(map_folder() + "/" + name);
}

std::uint32_t entries_of(const os::Fd& map) {
    bpf_map_info info{};
    std::uint32_t size = sizeof info;
    return bpf_obj_get_info_by_fd(map.get(), &info, &size) == 0 ? info.max_entries : 0;
}

} // namespace

std::optional<Remains> Remains::open(const std::string& bpf_dir) {
    auto pins = Pins::find(bpf_dir);
    if (!pins)
        return {};
    Remains found(std::move(pins));
    if (!found.pins_.has_all_maps())
        return found;
    const auto leases = map_of(found.pins_, "vrrp_leases");
    const auto gates = map_of(found.pins_, "vrrp_gates");
    const auto token = map_of(found.pins_, "vrrp_token");
    const auto fenced = map_of(found.pins_, "vrrp_fenced");
    const auto control = map_of(found.pins_, "vrrp_control");
    found.control_ = MappedArray<vrrp_control>(control.get(), 1, PROT_READ);
    auto opened = Leases::open({.leases = leases.get(),
                                .gates = gates.get(),
                                .token = token.get(),
                                .fenced = fenced.get(),
                                .slots = entries_of(leases)});
    if (opened)
        found.leases_ = std::move(*opened);
    return found;
}

std::optional<core::TimePoint> Remains::last_sign() const {
    if (!control_)
        return {};
    return time_point(__atomic_load_n(&control_[0].heartbeat_ns, __ATOMIC_RELAXED));
}

Result<> Remains::pass_everything() {
    return empty_stages(pins_);
}

void Remains::detach() {
    detach_all(pins_);
    OutgoingFences::remove_left_filters(pins_);
    pins_.remove_all();
}

} // namespace xvrrp::datapath
