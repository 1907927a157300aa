// SPDX-License-Identifier: GPL-2.0-or-later
// The entries of vrrp_frames: chains of adverts that leases lead to.
#pragma once

#include "core/result.h"
#include "core/vrrp/lease.h"
#include "datapath/mapped_array.h"

#include <xvrrp/stand_in.h>

#include <cstdint>
#include <deque>
#include <span>

namespace xvrrp::datapath {

class FrameStore {
public:
    FrameStore() = default;
    FrameStore(MappedArray<vrrp_frame> frames, std::uint32_t capacity);

    // Returns the first entry of a new chain.
    Result<std::uint32_t> put(std::span<const core::LeasedFrame> frames);
    // Gives the entries of a chain back. The one that was given back first is used first, because a program may still
    // read it.
    void take_back(std::uint32_t first);

private:
    MappedArray<vrrp_frame> frames_;
    std::deque<std::uint32_t> free_;
};

// The checksum that the advert has with priority 0 (RFC 1624).
std::uint16_t resign_checksum(const core::LeasedFrame& advert);

} // namespace xvrrp::datapath
