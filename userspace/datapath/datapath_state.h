// SPDX-License-Identifier: GPL-2.0-or-later
// What a Datapath holds.
#pragma once

#include "datapath/datapath.h"
#include "datapath/outgoing_fences.h"
#include "datapath/records.h"
#include "datapath/slots.h"
#include "rx.skel.h"

#include <map>
#include <memory>
#include <optional>

#include <bpf/libbpf.h>

namespace xvrrp::datapath {

struct FreeRing {
    void operator()(ring_buffer* ring) const { ring_buffer__free(ring); }
};

// libbpf's callback puts the events here. libbpf keeps the address, so this is not moved.
struct EventSink {
    const std::function<void(const DatapathEvent&)>* take = nullptr;
    core::TimePoint called;
    std::size_t taken = 0;
};

// For ring_buffer__new(): hands an event to the EventSink.
int on_event(void* sink, void* data, std::size_t size);

struct Datapath::State {
    std::uint32_t netns = 0;
    Pins pins;
    RootPrograms roots;
    RxProgram rx;
    Slots slots;
    MappedArray<vrrp_peer> peers;
    MappedArray<vrrp_control> control;
    MappedArray<vrrp_refused> refused;
    Room capacity{};
    EventSink sink;
    std::unique_ptr<ring_buffer, FreeRing> ring;
    std::map<core::InterfaceIndex, Attached> attached;
    HookWatch watch;
    bool active = false; // vrrp_rx is to be in the stages
    Result<Token> token = failure(Error{});
    OutgoingFences outgoing{};
    Records records{};
    bool is_pinned = false;         // the maps are
    std::optional<Former> former{}; // until our programs run
    core::TimePoint former_heartbeat{};

    Result<Token> open_token() const;
    Result<> succeed();
};

} // namespace xvrrp::datapath
