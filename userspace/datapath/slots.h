// SPDX-License-Identifier: GPL-2.0-or-later
// The entries that user space writes about virtual routers: vrrp_index, vrrp_senders, vrrp_known, vrrp_unicast
// and vrrp_local.
//
// The programs look up the source of an advert in vrrp_local and vrrp_unicast only if the advert differs from
// the memo. Therefore no memo is named in vrrp_known while its source is one of our addresses or is no peer.
#pragma once

#include "core/result.h"
#include "core/types.h"
#include "core/vrrp/memo.h"
#include "core/vrrp/packet.h"
#include "datapath/interface_numbers.h"
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
    int senders = -1;
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

    // The slot that a predecessor gave to this virtual router, unless it shared its VRID.
    std::optional<core::Slot> former_slot(core::InterfaceIndex interface, core::Family family,
                                          std::uint8_t vrid) const;
    // The slot has no memo afterwards, so the next valid advert is news.
    Result<> configure(core::Slot slot, core::InterfaceIndex interface, const core::Expectation& expected);
    // No advert reaches the slot any more. Its counters stay until another virtual router gets the slot.
    Result<> release(core::Slot slot);
    // Removes virtual routers of a predecessor that have not been configured again.
    Result<> remove_unconfigured();
    void set_priority(core::Slot slot, std::uint8_t priority);
    // The memo stays until the next one. The programs do not see it while its source may not send.
    void memorise(core::Slot slot, const std::optional<core::Memo>& memo);
    // Takes the memos of the new addresses from the programs before it returns, and gives back those of
    // addresses that went.
    Result<> set_local(const core::LocalAddresses& local);

private:
    struct Entry {
        std::optional<vrrp_index_key> key;    // the key in vrrp_index
        std::vector<core::IpAddress> senders; // in vrrp_senders under the same key
        bool configured = false;
        core::InterfaceIndex numbered{}; // the interface that has a number for this slot
        core::Expectation expected;      // its peers are in vrrp_unicast
        std::uint32_t last_memo = 0;     // the index of the memo in vrrp_known that was written last
        bool memorised = false; // that one is the memo of the slot, whether the programs see it or not
    };

    Slots(const SlotMaps& maps, std::uint32_t netns, MappedArray<vrrp_known> known);
    void read_predecessor();

    bool is_usable(core::Slot slot) const { return slot.value != 0 && slot.value < maps_.capacity; }

    Entry& entry_of(core::Slot slot); // the slot must be usable

    Result<> give_away(core::Slot slot);
    Result<> forget_key(Entry& entry) const;
    Result<> set_senders(Entry& entry, core::Slot slot) const;
    bool shares(const Entry& entry) const;
    Result<> set_peers(core::Slot slot, const std::vector<core::UnicastPeer>& peers);
    std::uint32_t number_interface(Entry& entry, core::InterfaceIndex interface);
    bool may_show_memo(core::Slot slot, const core::LocalAddresses& local) const;
    void show_memo(core::Slot slot, bool shown);
    Result<> write_local(const core::LocalAddresses& local);
    vrrp_local_key local_key(const core::ScopedAddress& address) const;

    SlotMaps maps_;
    std::uint32_t netns_ = 0;
    MappedArray<vrrp_known> known_;
    std::vector<Entry> slots_; // up to the highest one that is or was in use
    InterfaceNumbers interfaces_;
    core::LocalAddresses local_; // the addresses in vrrp_local
};

vrrp_address to_wire(const core::IpAddress& address);
// Empty if the memo's source is none of the expected peers.
std::optional<vrrp_memo> to_wire(const core::Memo& memo, const core::Expectation& expected);
core::IpAddress from_wire(const vrrp_address& address);

} // namespace xvrrp::datapath
