// SPDX-License-Identifier: GPL-2.0-or-later
// What is done, and when, about the things that a dead daemon left in the kernel. Pure.
//
// A successor that starts soon takes all of them over. As long as one may come, and as long as the kernel stands in,
// nothing is removed.
#pragma once

#include "core/types.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace xvrrp::core {

// A successor has so much time, whether the kernel stands in for its predecessor or not.
inline constexpr Duration kSuccessorsTime = std::chrono::seconds(3);

struct LeftLease {
    TimePoint end{};
    bool is_shut = false; // the kernel sends nothing under it any more
};

struct LeftBehind {
    bool is_noted = false;              // its daemon did not leave in an orderly way
    bool runs = false;                  // a daemon with the same directory is there
    std::optional<TimePoint> last_sign; // the last turn of a daemon's loop, if that can be known
    std::vector<LeftLease> leases{};
};

enum class CleanUpWhen : std::uint8_t {
    Now,      // a person asks for it
    WhenOver, // nobody else will do it
    IfOver,   // a successor will come
};

enum class CleanUpStep : std::uint8_t {
    Remove,
    Wait,
    Leave,  // there is nothing to remove, or somebody else has it
    Refuse, // a daemon runs
};

// The time at which no successor can take over without a gap any more. since is the time at which the clean-up began.
TimePoint over_at(const LeftBehind& left, TimePoint since);

CleanUpStep next_step(CleanUpWhen when, const LeftBehind& left, TimePoint since, TimePoint now);

} // namespace xvrrp::core
