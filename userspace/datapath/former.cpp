// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/former.h"

#include "datapath/bpf_info.h"
#include "datapath/hash_map.h"
#include "rx.skel.h"

#include <xvrrp/bpf_abi.h>
#include <xvrrp/stand_in.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include <bpf/libbpf.h>

namespace xvrrp::datapath {

namespace {

// The leases need these. The others tell only what was counted, and when the former daemon was last there.
constexpr std::array<std::string_view, 6> kNeeded{"vrrp_index",  "vrrp_leases", "vrrp_gates",
                                                  "vrrp_frames", "vrrp_token",  "vrrp_fenced"};
constexpr std::array<std::string_view, 3> kUseful{"vrrp_records", "vrrp_stats", "vrrp_control"};

using Bytes = std::vector<std::byte>;

int map_of(const rx& skeleton, const std::string& name) {
    return bpf_object__find_map_fd_by_name(skeleton.obj, name.c_str());
}

bool is_like(int former, const bpf_map* ours) {
    const auto info = map_info(former);
    return ours != nullptr && info.type == bpf_map__type(ours) && info.key_size == bpf_map__key_size(ours) &&
           info.value_size == bpf_map__value_size(ours);
}

// What a system call reads and writes of an entry: for a map of each CPU, the values of all CPUs.
std::size_t bytes_of(const bpf_map_info& info) {
    constexpr std::size_t kWord = 8;
    if (info.type != BPF_MAP_TYPE_PERCPU_ARRAY)
        return info.value_size;
    return (info.value_size + kWord - 1) / kWord * kWord *
           static_cast<std::size_t>(std::max(libbpf_num_possible_cpus(), 1));
}

Result<> copy(int from, int to, const std::string& name) {
    const auto info = map_info(from);
    Bytes key(info.key_size);
    Bytes value(bytes_of(info));
    for (const void* previous = nullptr; bpf_map_get_next_key(from, previous, key.data()) == 0;
         previous = key.data()) {
        if (bpf_map_lookup_elem(from, key.data(), value.data()) != 0)
            continue;
        if (auto done = put(to, key.data(), value.data(), ("copy an entry of " + name).c_str()); !done)
            return done;
    }
    return {};
}

} // namespace

std::optional<Former> Former::find(const Pins& pins, const rx& ours) {
    for (const auto& folder : pins.folders_with_all_maps()) {
        Former found;
        const auto take = [&](std::string_view view) {
            const std::string name(view);
            auto map = pins.get(std::string(folder).append("/").append(name));
            const bool fits = map && is_like(map.get(), bpf_object__find_map_by_name(ours.obj, name.c_str()));
            if (fits)
                found.maps_.emplace(name, std::move(map));
            return fits;
        };
        if (!std::ranges::all_of(kNeeded, take))
            continue;
        std::ranges::for_each(kUseful, take);
        const auto entries_in = [&](const char* name) {
            return map_info(found.maps_.at(name).get()).max_entries;
        };
        found.room_ = {entries_in("vrrp_leases"), frames_in(entries_in("vrrp_frames"))};
        return found;
    }
    return {};
}

Result<> Former::copy_to(const rx& ours) const {
    for (const auto& [name, map] : maps_) {
        const bool is_needed = std::ranges::count(kNeeded, name) > 0;
        if (auto done = copy(map.get(), map_of(ours, name), name); !done && is_needed)
            return done;
    }
    return {};
}

void Former::end_token() const {
    const std::uint32_t only = 0;
    vrrp_token token{};
    const int map = maps_.at("vrrp_token").get();
    if (bpf_map_lookup_elem(map, &only, &token) != 0)
        return;
    ++token.generation;
    (void)bpf_map_update_elem(map, &only, &token, BPF_ANY);
}

// Where a program of ours has shut the gate of the same lease, its reason stays.
Result<> Former::copy_shut_gates_to(const rx& ours) const {
    const int gates = map_of(ours, "vrrp_gates");
    for (const auto& [slot, gate] : entries<std::uint32_t, vrrp_gate>(maps_.at("vrrp_gates").get())) {
        vrrp_lease lease{};
        vrrp_gate own{};
        if (bpf_map_lookup_elem(map_of(ours, "vrrp_leases"), &slot, &lease) != 0 || lease.epoch == 0 ||
            gate.shut_epoch != lease.epoch || bpf_map_lookup_elem(gates, &slot, &own) != 0 ||
            own.shut_epoch == lease.epoch)
            continue;
        if (auto done = put(gates, &slot, &gate, "copy a gate"); !done)
            return done;
    }
    return {};
}

} // namespace xvrrp::datapath
