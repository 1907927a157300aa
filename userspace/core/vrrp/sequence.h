// SPDX-License-Identifier: GPL-2.0-or-later
// The sequence numbers of auth_hmac, and the last one of each sender. A number has seconds, 1/65536 s and a counter
// in 64 bits.
//
// Numbers are compared as in RFC 1982, so that they survive the wrap of the seconds in 2106.
#pragma once

#include "core/types.h"

#include <optional>
#include <vector>

namespace xvrrp::core {

// CLOCK_REALTIME. Like TimePoint it is always an argument.
using WallTime = std::chrono::time_point<std::chrono::system_clock, Duration>;
using Sequence = std::uint64_t;

Sequence sequence_at(WallTime now);
bool is_after(Sequence a, Sequence b);
// Compares only the seconds, as peers do. A value below 0 is ahead of the clock.
std::chrono::seconds age(Sequence sequence, WallTime now);

// The greatest distance of a number from the clock; nothing if the clock does not count.
using Window = std::optional<std::chrono::seconds>;

bool is_within(const Window& window, Sequence sequence, WallTime now);

// The last number of one sender, which the next one has to exceed.
class SendSequence {
public:
    // Returns the number of the clock, or the last one and 1. If the clock was set back beyond the window, the clock's
    // number is used again, because nobody would accept another one.
    Sequence next(WallTime now, const Window& window);

private:
    Sequence last_ = 0;
};

// The last number of each sender. It must be asked only about authentic adverts, so that no forged one moves a mark.
class ReplayMarks {
public:
    // Returns true if the number exceeds the sender's mark. It then becomes the mark. A mark outside the window does not
    // count, because it would only shut out a sender whose clock was set back.
    bool raise(const IpAddress& source, Sequence sequence, WallTime now, const Window& window);

private:
    struct Mark {
        IpAddress source;
        Sequence sequence = 0;
    };

    std::vector<Mark> marks_; // the sender heard last comes first
};

} // namespace xvrrp::core
