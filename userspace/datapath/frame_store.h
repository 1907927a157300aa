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
    // in_use has the first entries of the chains that a predecessor has left.
    FrameStore(MappedArray<vrrp_frame> frames, std::uint32_t capacity, std::span<const std::uint32_t> in_use);

    // Returns the first entry of a new chain.
    Result<std::uint32_t> put(std::span<const core::LeasedFrame> frames);
    // Gives the entries of a chain back. The one that was given back first is used first, because a program may still
    // read it.
    void take_back(std::uint32_t first);

private:
    MappedArray<vrrp_frame> frames_;
    std::deque<std::uint32_t> free_;
};

} // namespace xvrrp::datapath
