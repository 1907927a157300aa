// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/rx_program.h"

#include "datapath/bpf_info.h"
#include "datapath/load.h"
#include "datapath/root_programs.h"
#include "os/os_error.h"
#include "rx.skel.h"

#include <xvrrp/bpf_abi.h>

#include <algorithm>
#include <array>
#include <vector>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <sys/stat.h>

namespace xvrrp::datapath {

namespace {

// The maps that outlive a program. Those with slots as keys come first.
constexpr std::size_t kBySlot = 8;
constexpr std::size_t kGrowing = kBySlot + 1; // with vrrp_frames

std::array<bpf_map*, 17> lasting_maps(const rx& skeleton) {
    const auto& maps = skeleton.maps;
    return {maps.vrrp_peers,   maps.vrrp_known, maps.vrrp_stats,   maps.vrrp_index,   maps.vrrp_visible,
            maps.vrrp_leases,  maps.vrrp_gates, maps.vrrp_records, maps.vrrp_frames,  maps.vrrp_fenced,
            maps.vrrp_senders, maps.vrrp_local, maps.vrrp_unicast, maps.vrrp_control, maps.vrrp_refused,
            maps.vrrp_token,   maps.vrrp_events};
}

// These are the checks of libbpf's own reuse, except for the size: a larger map is as good.
bool is_fit(int fd, const bpf_map* wanted) {
    const auto have = map_info(fd);
    return have.type == bpf_map__type(wanted) && have.key_size == bpf_map__key_size(wanted) &&
           have.value_size == bpf_map__value_size(wanted) && have.map_flags == bpf_map__map_flags(wanted) &&
           have.max_entries >= bpf_map__max_entries(wanted);
}

// All maps are reused or none, because maps of two generations would not agree about the slots.
Result<bool> take_over(const rx& skeleton, const Pins& pins) {
    if (!pins.has_all_maps())
        return false;
    const auto maps = lasting_maps(skeleton);
    std::vector<os::Fd> pinned;
    for (const auto* map : maps) {
        pinned.push_back(pins.get(map_folder() + "/" + bpf_map__name(map)));
        if (!pinned.back() || !is_fit(pinned.back().get(), map))
            return false;
    }
    for (std::size_t i = 0; i < maps.size(); ++i) {
        if (bpf_map__reuse_fd(maps[i], pinned[i].get()) < 0)
            return failure(bpf_error(std::string("take over the map ") + bpf_map__name(maps[i]), errno));
    }
    return true;
}

void set_room(const rx& skeleton, const Room& capacity) {
    const auto maps = lasting_maps(skeleton);
    std::for_each_n(maps.begin(), kBySlot,
                    [&](bpf_map* map) { bpf_map__set_max_entries(map, capacity.routers); });
    bpf_map__set_max_entries(maps[kBySlot], entries_for(capacity.frames));
}

Result<RxProgram> open_rx(std::uint32_t netns, const Room& capacity) {
    RxProgram skeleton(rx__open());
    if (!skeleton)
        return failure(bpf_error("open the BPF object of vrrp_rx", errno));
    skeleton->rodata->netns = netns;
    set_room(*skeleton, capacity);
    return skeleton;
}

Result<> load_programs(const RxProgram& skeleton) {
    return load(*skeleton->skeleton, "vrrp_rx");
}

} // namespace

void DestroyRx::operator()(rx* skeleton) const {
    rx__destroy(skeleton);
}

Result<std::uint32_t> network_namespace() {
    struct stat found {};

    if (stat("/proc/self/ns/net", &found) < 0)
        return failure(os::os_error("read /proc/self/ns/net"));
    return static_cast<std::uint32_t>(found.st_ino);
}

Room capacity_of(const rx& skeleton) {
    return {bpf_map__max_entries(skeleton.maps.vrrp_peers),
            frames_in(bpf_map__max_entries(skeleton.maps.vrrp_frames))};
}

Result<> pin_maps(const rx& skeleton, const Pins& pins) {
    if (auto done = pins.set_all_maps(false); !done)
        return done;
    for (const auto* map : lasting_maps(skeleton)) {
        if (auto done = pins.put(bpf_map__fd(map), map_folder() + "/" + bpf_map__name(map)); !done)
            return done;
    }
    return pins.set_all_maps(true);
}

Result<LoadedRx> load_rx(const Pins& pins, std::uint32_t netns, const Room& capacity) {
    auto skeleton = open_rx(netns, capacity);
    if (!skeleton)
        return failure(skeleton.error());
    const auto taken = take_over(**skeleton, pins);
    if (!taken)
        return failure(taken.error());
    auto former = *taken ? std::nullopt : Former::find(pins, **skeleton);
    if (former)
        set_room(**skeleton, {std::max(capacity.routers, former->room().routers),
                              std::max(capacity.frames, former->room().frames)});
    if (auto loaded = load_programs(*skeleton); !loaded)
        return failure(loaded.error());
    if (former && !former->copy_to(**skeleton)) { // half a copy is worse than none
        former.reset();
        skeleton = open_rx(netns, capacity);
        if (!skeleton)
            return failure(skeleton.error());
        if (auto loaded = load_programs(*skeleton); !loaded)
            return failure(loaded.error());
    }
    return LoadedRx{std::move(*skeleton), *taken, std::move(former)};
}

Result<RxProgram> load_larger_rx(const rx& running, std::uint32_t netns, const Room& capacity) {
    auto skeleton = open_rx(netns, capacity);
    if (!skeleton)
        return skeleton;
    const auto maps = lasting_maps(**skeleton);
    const auto theirs = lasting_maps(running);
    for (std::size_t i = kGrowing; i < maps.size(); ++i) {
        if (bpf_map__reuse_fd(maps[i], bpf_map__fd(theirs[i])) < 0)
            return failure(bpf_error(std::string("go on with the map ") + bpf_map__name(maps[i]), errno));
    }
    if (auto loaded = load_programs(*skeleton); !loaded)
        return failure(loaded.error());
    return skeleton;
}

} // namespace xvrrp::datapath
