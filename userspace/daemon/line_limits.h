// SPDX-License-Identifier: GPL-2.0-or-later
// Limits of how often lines are written that say the same of the same.
//
// The first lines of a flood are written. The others are counted, and their number is told when the time of the limit is
// over. As long as the flood goes on, one line and one number a minute are written.
#pragma once

#include "core/types.h"
#include "daemon/log_line.h"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace xvrrp::daemon {

// At most one line in ten seconds.
class LineLimit {
public:
    // Returns the number of lines that were left out before this one, or nothing if this one is left out too.
    std::optional<std::uint64_t> pass(core::TimePoint now);

private:
    core::TimePoint quiet_until_{};
    std::uint64_t left_out_ = 0;
};

// " (3 more since the last line)", or nothing.
std::string and_more(std::uint64_t left_out);

class LineLimits {
public:
    struct Rule {
        unsigned most = 1;
        core::Duration within{};
    };

    struct Key {
        std::string about; // a virtual router, a sync group or a script
        const Message* message = nullptr;
        std::string reason{};

        auto operator<=>(const Key&) const = default;
    };

    // False: the line is left out.
    bool pass(const Key& key, const Rule& rule, const LogLine& line, core::TimePoint now);

    struct Told {
        std::string about;
        LogLine line; // "(VI_1) packet refused: wrong TTL: 312 more of this in the last 10 s"
    };

    // The lines that tell what was left out under the limits that are over by now.
    std::vector<Told> take_over(core::TimePoint now);
    // The same for all limits, over or not.
    std::vector<Told> take_all(core::TimePoint now);

    core::TimePoint deadline() const { return ends_.empty() ? core::kNever : ends_.begin()->first; }

private:
    struct Flood {
        core::TimePoint begun;
        core::TimePoint end;
        unsigned room = 0;
        std::uint64_t left_out = 0;
        LogLine last{};
    };

    void begin(const Key& key, const Rule& rule, core::TimePoint now);

    std::map<Key, Flood> floods_;
    std::set<std::pair<core::TimePoint, Key>> ends_;
};

} // namespace xvrrp::daemon
