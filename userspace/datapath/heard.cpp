// SPDX-License-Identifier: GPL-2.0-or-later
// What the programs have heard: the entries of the maps that the kernel writes.
#include "datapath/datapath_state.h"
#include "datapath/kernel_time.h"
#include "datapath/steady.h"

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

#include <bpf/bpf.h>

namespace xvrrp::datapath {

namespace {

constexpr int kEnough = -1; // to libbpf any negative number

core::MacAddress mac_of(const std::uint8_t (&octets)[6]) {
    return {std::to_array(octets)};
}

core::RefusedAdvert refused_of(const vrrp_refused& note) {
    return {.reason = static_cast<vrrp_drop_reason>(note.reason),
            .at = time_point(note.at_ns),
            .interface = {static_cast<int>(note.ifindex)},
            .vlan_outer = note.vlan_outer,
            .vlan_inner = note.vlan_inner,
            .family = note.family == 4 ? core::Family::Ipv4 : core::Family::Ipv6,
            .vrid = note.vrid,
            .version = note.version,
            .priority = note.priority,
            .source = from_wire(note.source),
            .destination = from_wire(note.destination),
            .mac = mac_of(note.sender)};
}

} // namespace

int on_event(void* sink, void* data, std::size_t size) {
    auto& drained = *static_cast<EventSink*>(sink);
    const auto* event = static_cast<const vrrp_event*>(data);
    if (!drained.take || size < sizeof *event || event->length > size - sizeof *event)
        return 0;
    const auto* packet = static_cast<const std::uint8_t*>(data) + sizeof *event;
    const auto arrival = time_point(event->arrival_ns);
    (*drained.take)({{event->slot}, arrival, {packet, event->length}, mac_of(event->sender)});
    ++drained.taken;
    return arrival > drained.called ? kEnough : 0;
}

DatapathPeer Datapath::peer(core::Slot slot) const {
    if (slot.value >= state_->capacity.routers)
        return {};
    const auto seen = read_steady(&state_->peers[slot.value]);
    return {.keepalive = time_point(seen.keepalive_ns),
            .last_seen = time_point(seen.last_seen_ns),
            .source = from_wire(seen.source),
            .priority = seen.priority,
            .version = seen.version,
            .interval = core::Centiseconds(seen.interval_cs),
            .adverts = seen.adverts,
            .withheld = seen.withheld};
}

std::vector<core::RefusedAdvert> Datapath::refused() const {
    std::vector<core::RefusedAdvert> out;
    for (std::uint32_t entry = 0; entry < VRRP_REFUSED_PLACES; ++entry) {
        const auto note = read_steady(&state_->refused[entry]);
        if (note.at_ns != 0 && note.netns == state_->netns && note.reason < VRRP_DROP_REASON_COUNT)
            out.push_back(refused_of(note));
    }
    return out;
}

// The kernel writes last_seen first, so a keepalive that is the same was written after it.
DatapathHeard Datapath::heard(core::Slot slot) const {
    if (slot.value >= state_->capacity.routers)
        return {};
    const auto& entry = state_->peers[slot.value];
    const auto keepalive = __atomic_load_n(&entry.keepalive_ns, __ATOMIC_ACQUIRE);
    return {time_point(keepalive), time_point(__atomic_load_n(&entry.last_seen_ns, __ATOMIC_RELAXED))};
}

vrrp_stats Datapath::stats(core::Slot slot) const {
    constexpr std::size_t kCounters = VRRP_COUNTER_END;
    const auto processors = static_cast<std::size_t>(std::max(libbpf_num_possible_cpus(), 1));
    std::vector<std::uint64_t> values(processors * kCounters);
    std::array<std::uint64_t, kCounters> sum{};
    if (bpf_map_lookup_elem(bpf_map__fd(state_->rx->maps.vrrp_stats), &slot.value, values.data()) == 0) {
        for (std::size_t i = 0; i < values.size(); ++i)
            sum[i % kCounters] += values[i];
    }
    return std::bit_cast<vrrp_stats>(sum);
}

int Datapath::events_fd() const {
    return ring_buffer__epoll_fd(state_->ring.get());
}

std::size_t Datapath::drain(const std::function<void(const DatapathEvent&)>& take) {
    state_->sink = {&take, std::chrono::steady_clock::now(), 0};
    ring_buffer__consume(state_->ring.get());
    state_->sink.take = nullptr;
    return state_->sink.taken;
}

} // namespace xvrrp::datapath
