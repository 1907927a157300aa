// SPDX-License-Identifier: GPL-2.0-or-later
// What is counted of a virtual router, and what of it outlives the daemon.
#pragma once

#include "core/address.h"
#include "core/types.h"

#include <xvrrp/drop_reason.h>

#include <cstdint>
#include <map>
#include <optional>

namespace xvrrp::core {

struct RouterCounters {
    std::uint64_t master_transitions = 0;
    std::uint64_t adverts_sent = 0;
    std::uint64_t priority_zero_sent = 0;
    std::uint64_t address_list_errors = 0;
    // Adverts that the kernel side accepted and user space refused (auth_hmac, AH).
    std::map<vrrp_drop_reason, std::uint64_t> refused{};

    bool operator==(const RouterCounters&) const = default;
};

// The master that a BACKUP follows.
struct Followed {
    IpAddress address;
    std::uint8_t priority = 0;
    Duration interval{0};          // of its adverts
    TimePoint preempt_at = kNever; // the end of preempt_delay

    bool operator==(const Followed&) const = default;
};

// What a virtual router leaves to the one of the next daemon.
struct RouterRecord {
    State state = State::Init;
    TimePoint since{};
    RouterCounters counters{};          // but for those of refused adverts
    std::optional<Followed> followed{}; // by a BACKUP that knows its master
    std::uint16_t identification = 0;   // in the IPv4 header of the last advert

    bool operator==(const RouterRecord&) const = default;
};

} // namespace xvrrp::core
