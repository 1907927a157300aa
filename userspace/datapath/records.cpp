// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/records.h"

#include "datapath/kernel_time.h"

#include <algorithm>

namespace xvrrp::datapath {

void Records::keep(core::Slot slot, const core::RouterRecord& record) {
    if (!is_usable(slot))
        return;
    auto& entry = records_[slot.value];
    entry.since_ns = nanoseconds(record.since);
    entry.master_transitions = record.counters.master_transitions;
    entry.adverts_sent = record.counters.adverts_sent;
    entry.priority_zero_sent = record.counters.priority_zero_sent;
    entry.address_list_errors = record.counters.address_list_errors;
    entry.state = static_cast<std::uint8_t>(record.state);
}

core::RouterRecord Records::of(core::Slot slot) const {
    if (!is_usable(slot))
        return {};
    const auto& entry = records_[slot.value];
    const auto state = std::min(entry.state, static_cast<std::uint8_t>(core::State::Fault));
    return {static_cast<core::State>(state),
            time_point(entry.since_ns),
            {.master_transitions = entry.master_transitions,
             .adverts_sent = entry.adverts_sent,
             .priority_zero_sent = entry.priority_zero_sent,
             .address_list_errors = entry.address_list_errors}};
}

} // namespace xvrrp::datapath
