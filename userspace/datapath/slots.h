// SPDX-License-Identifier: GPL-2.0-or-later
// The entries that user space writes about virtual routers: vrrp_index, vrrp_known, vrrp_unicast and
// vrrp_local.
#pragma once

#include "core/result.h"
#include "core/vrrp/memo.h"
#include "core/vrrp/packet.h"
#include "datapath/mapped_array.h"

#include <xvrrp/bpf_abi.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace xvrrp::datapath {

// File descriptors of maps, which somebody else owns.
struct SlotMaps {
    int index = -1;
    int known = -1;
    int local = -1;
    int unicast = -1;
    int peers = -1;
    int stats = -1;
    std::uint32_t capacity = 0;
};

class Slots {
public:
    // Starts with the entries that a predecessor left in the maps.
    static Result<Slots> open(const SlotMaps& maps, std::uint32_t netns);

    // Copies the configuration, the memos, the peers and the counters into larger maps.
    Result<Slots> copy_to(const SlotMaps& larger) const;

    // The slot has no memo afterwards, so the next valid advert is news.
    Result<> configure(std::uint32_t slot, int ifindex, const core::Expectation& expected);
    // No advert reaches the slot any more. Its counters stay until another virtual router gets the slot.
    Result<> release(std::uint32_t slot);
    // Removes virtual routers of a predecessor that have not been configured again.
    Result<> remove_unconfigured();
    void set_priority(std::uint32_t slot, std::uint8_t priority);
    void memorise(std::uint32_t slot, const std::optional<core::Memo>& memo);
    Result<> set_local(const core::LocalAddresses& local);

private:
    struct Slot {
        std::optional<vrrp_index_key> key; // the key in vrrp_index
        bool configured = false;
        std::vector<core::UnicastPeer> peers; // the peers in vrrp_unicast
        std::uint32_t last_memo = 0;
    };

    Slots(const SlotMaps& maps, std::uint32_t netns, MappedArray<vrrp_known> known);
    void read_predecessor();
    Result<> give_away(std::uint32_t slot);
    Result<> forget_key(Slot& slot) const;
    Result<> set_peers(std::uint32_t slot, const std::vector<core::UnicastPeer>& peers);
    vrrp_local_key local_key(const core::ScopedAddress& address) const;

    SlotMaps maps_;
    std::uint32_t netns_ = 0;
    MappedArray<vrrp_known> known_;
    std::vector<Slot> slots_;
    core::LocalAddresses local_; // the addresses in vrrp_local
};

vrrp_address to_wire(const core::IpAddress& address);
// version is that of the virtual router's adverts.
vrrp_memo to_wire(const core::Memo& memo, std::uint8_t version);
core::IpAddress from_wire(const vrrp_address& address);

} // namespace xvrrp::datapath
