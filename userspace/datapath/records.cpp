// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/records.h"

#include "datapath/kernel_time.h"
#include "datapath/slots.h"

#include <algorithm>
#include <chrono>
#include <optional>

namespace xvrrp::datapath {

namespace {

void keep_followed(vrrp_record& entry, const core::Followed& followed) {
    entry.master = to_wire(followed.address);
    entry.master_priority = followed.priority;
    entry.master_interval_ns =
        static_cast<std::uint64_t>(std::chrono::nanoseconds(followed.interval).count());
    entry.preempt_at_ns = followed.preempt_at == core::kNever ? 0 : nanoseconds(followed.preempt_at);
}

std::optional<core::Followed> followed_in(const vrrp_record& entry) {
    if (entry.master_priority == 0)
        return {};
    return core::Followed{from_wire(entry.master), entry.master_priority,
                          std::chrono::nanoseconds(entry.master_interval_ns),
                          entry.preempt_at_ns == 0 ? core::kNever : time_point(entry.preempt_at_ns)};
}

} // namespace

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
    entry.identification = record.identification;
    keep_followed(entry, record.followed.value_or(core::Followed{}));
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
             .address_list_errors = entry.address_list_errors},
            followed_in(entry),
            entry.identification};
}

} // namespace xvrrp::datapath
