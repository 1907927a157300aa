// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/remains.h"

#include "datapath/attach.h"
#include "datapath/bpf_info.h"
#include "datapath/kernel_time.h"
#include "datapath/outgoing_fences.h"
#include "datapath/root_programs.h"

#include <utility>

#include <bpf/bpf.h>

namespace xvrrp::datapath {

namespace {

// Empty if the map is not there, or if its keys or values have another layout.
template <class Value, class Key = std::uint32_t>
os::Fd map_of(const Pins& pins, const std::string& folder, const std::string& name) {
    auto map = pins.get(folder + "/" + name);
    const auto info = map_info(map ? map.get() : -1);
    return info.key_size == sizeof(Key) && info.value_size == sizeof(Value) ? std::move(map) : os::Fd();
}

} // namespace

std::optional<Remains> Remains::open(const std::string& bpf_dir) {
    auto pins = Pins::find(bpf_dir);
    if (!pins)
        return {};
    Remains found(std::move(pins));
    // A version that was upgraded and does not start must not take the leases of the one before for none.
    for (const auto& folder : found.pins_.folders_with_all_maps()) {
        const auto leases = map_of<vrrp_lease>(found.pins_, folder, "vrrp_leases");
        const auto gates = map_of<vrrp_gate>(found.pins_, folder, "vrrp_gates");
        const auto token = map_of<vrrp_token>(found.pins_, folder, "vrrp_token");
        const auto fenced = map_of<std::uint32_t, vrrp_fence_key>(found.pins_, folder, "vrrp_fenced");
        if (!leases || !gates || !token || !fenced)
            continue;
        if (const auto control = map_of<vrrp_control>(found.pins_, folder, "vrrp_control"))
            found.control_ = MappedArray<vrrp_control>(control.get(), 1, PROT_READ);
        auto opened = Leases::open({.leases = leases.get(),
                                    .gates = gates.get(),
                                    .token = token.get(),
                                    .fenced = fenced.get(),
                                    .slots = map_info(leases.get()).max_entries});
        if (opened)
            found.leases_ = std::move(*opened);
        break;
    }
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
