// SPDX-License-Identifier: GPL-2.0-or-later
// The records that virtual routers leave to those of the next daemon, by slot. A write is a store to mapped memory.
#pragma once

#include "core/vrrp/router_record.h"
#include "datapath/mapped_array.h"

#include <xvrrp/bpf_abi.h>

#include <cstdint>

namespace xvrrp::datapath {

class Records {
public:
    Records() = default;

    // The map is vrrp_records, which somebody else owns. Without memory for it there are no records.
    Records(int map, std::uint32_t slots) : records_(map, slots, PROT_READ | PROT_WRITE), slots_(slots) {}

    void keep(core::Slot slot, const core::RouterRecord& record);
    core::RouterRecord of(core::Slot slot) const;

private:
    bool is_usable(core::Slot slot) const { return records_ && slot.value < slots_; }

    MappedArray<vrrp_record> records_;
    std::uint32_t slots_ = 0;
};

} // namespace xvrrp::datapath
