// SPDX-License-Identifier: GPL-2.0-or-later
// The sequence numbers of auth_hmac: seconds, 1/65536 s and a counter in 64 bits, and who has sent which last.
//
// Numbers are compared as in RFC 1982, so that they survive the wrap of the seconds in 2106.
#pragma once

#include "core/types.h"

#include <optional>
#include <vector>

namespace xvrrp::core {

// CLOCK_REALTIME. As TimePoint an argument, never asked for here.
using WallTime = std::chrono::time_point<std::chrono::system_clock, Duration>;
using Sequence = std::uint64_t;

Sequence sequence_at(WallTime now);
bool is_after(Sequence a, Sequence b);
// By the seconds alone, as peers count; below 0: ahead of the clock.
std::chrono::seconds age(Sequence sequence, WallTime now);

// How far a number may be from the clock, if the clock counts at all.
using Window = std::optional<std::chrono::seconds>;

bool is_within(const Window& window, Sequence sequence, WallTime now);

// The last number of one sender, which the next one has to exceed.
class SendSequence {
public:
    // The clock's, or the last one and 1. Where the clock was set back beyond the window, the clock's again: nobody
    // would take another.
    Sequence next(WallTime now, const Window& window);

private:
    Sequence last_ = 0;
};

// The last number of each sender. To be asked only about what is authentic: a mark never moves on forged data.
class ReplayMarks {
public:
    // Whether it exceeds the sender's mark, which it then becomes. A mark outside the window is none: it would only
    // shut out a sender whose clock was set back.
    bool raise(const IpAddress& source, Sequence sequence, WallTime now, const Window& window);

private:
    struct Mark {
        IpAddress source;
        Sequence sequence = 0;
    };

    std::vector<Mark> marks_; // the one heard last comes first
};

} // namespace xvrrp::core
