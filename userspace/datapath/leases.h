// SPDX-License-Identifier: GPL-2.0-or-later
// The leases under which the kernel sends the adverts of our MASTERs, and the gates with which it answers.
//
// Putting a lease off and renewing all of them are stores to mapped memory and no system calls.
#pragma once

#include "core/clean_up.h"
#include "core/vrrp/lease.h"
#include "datapath/fences.h"
#include "datapath/frame_store.h"
#include "datapath/mapped_array.h"

#include <xvrrp/stand_in.h>

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace xvrrp::datapath {

// File descriptors of maps, which somebody else owns.
struct LeaseMaps {
    int leases = -1;
    int gates = -1;
    int frames = -1; // -1: no lease will be armed
    int token = -1;
    int fenced = -1;
    std::uint32_t netns = 0;
    std::uint32_t slots = 0;
    std::uint32_t frames_capacity = 0;
};

// The end that the kernel made of a lease.
struct Shut {
    vrrp_shut_reason reason = VRRP_SHUT_NONE;
    core::TimePoint at{};
    core::IpAddress source; // of a better advert
    std::uint8_t priority = 0;
};

class Leases {
public:
    Leases() = default;
    static Result<Leases> open(const LeaseMaps& maps);

    // Opens the gate of the slot under a new lease. The former one ends.
    Result<> arm(core::Slot slot, const core::Lease& lease);
    // The lease goes on with other adverts.
    Result<> change(core::Slot slot, const core::Lease& lease);
    void put_off(core::Slot slot, core::TimePoint due);
    void cancel(core::Slot slot);
    // Cancels all leases, a predecessor's too.
    void cancel_all();

    // The slots for which a predecessor armed a lease that is still there.
    const std::set<core::Slot>& inherited() const { return inherited_; }

    std::vector<core::LeftLease> left() const; // the same leases

    // A predecessor's lease ends: the kernel resigns for it, and its fence stays.
    void end_inherited(core::Slot slot);
    // A predecessor's fences around this address, or around all addresses but these, are no use any more. The leases that
    // ended go with the last fence.
    void unfence_inherited(const core::IpAddress& address);
    void keep_inherited(const std::set<core::IpAddress>& fenced);
    // All leases are of this length from here on, unless theirs is longer.
    void extend(core::Duration length);

    // The end of a healthy turn of the loop. All leases count from here on.
    void renew(core::TimePoint now);

    // Another token may circle, and is sent again through `out`. Returns its generation.
    std::uint32_t begin_generation(core::InterfaceIndex out);

    bool is_armed(core::Slot slot) const;
    // The time of the kernel's next advert, unless the daemon's comes before.
    core::TimePoint due(core::Slot slot) const;

    bool is_any_armed() const { return armed_ > 0; }

    // Empty as long as the gate is open, and without a lease. A lease that ended has a shut gate, whether the
    // kernel has noticed or not.
    std::optional<Shut> shut(core::Slot slot, core::TimePoint now) const;
    std::uint64_t sent(core::Slot slot) const; // adverts by the kernel

private:
    bool is_usable(core::Slot slot) const { return slot.value != 0 && slot.value < first_frame_.size(); }

    Result<> fill(core::Slot slot, const core::Lease& lease);
    void drop_ended();
    void tell_change();

    MappedArray<vrrp_lease> leases_;
    MappedArray<vrrp_gate> gates_;
    MappedArray<vrrp_token> token_;
    FrameStore frames_;
    Fences fences_;
    std::vector<std::uint32_t> first_frame_; // by slot; 0: none
    std::uint64_t epoch_ = 0;                // the last one that was given
    std::size_t armed_ = 0;
    std::set<core::Slot> inherited_; // armed by a predecessor
};

} // namespace xvrrp::datapath
