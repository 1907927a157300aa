// SPDX-License-Identifier: GPL-2.0-or-later
// The leases under which the kernel sends the adverts of our MASTERs, and the gates with which it answers.
//
// Putting a lease off and renewing all of them are stores to mapped memory and no system calls.
#pragma once

#include "core/vrrp/lease.h"
#include "datapath/frame_store.h"
#include "datapath/mapped_array.h"

#include <xvrrp/stand_in.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace xvrrp::datapath {

// File descriptors of maps, which somebody else owns.
struct LeaseMaps {
    int leases = -1;
    int gates = -1;
    int frames = -1;
    int token = -1;
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
    // The end of a healthy turn of the loop. All leases count from here on.
    void renew(core::TimePoint now);

    bool is_armed(core::Slot slot) const;
    // Empty as long as the gate is open, and without a lease.
    std::optional<Shut> shut(core::Slot slot) const;
    std::uint64_t sent(core::Slot slot) const; // adverts by the kernel

private:
    bool is_usable(core::Slot slot) const { return slot.value != 0 && slot.value < first_frame_.size(); }

    Result<> fill(core::Slot slot, const core::Lease& lease);
    void tell_change();

    MappedArray<vrrp_lease> leases_;
    MappedArray<vrrp_gate> gates_;
    MappedArray<vrrp_token> token_;
    FrameStore frames_;
    std::vector<std::uint32_t> first_frame_; // by slot; 0: none
    std::uint64_t epoch_ = 0;                // the last one that was given
};

} // namespace xvrrp::datapath
