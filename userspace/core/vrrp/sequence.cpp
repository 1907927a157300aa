// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/sequence.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

constexpr std::size_t kMostSenders = 64; // holders of a key; keepalived remembers 4
constexpr auto kFractions = 1 << 16;     // of a second

} // namespace

Sequence sequence_at(WallTime now) {
    const auto since_epoch = now.time_since_epoch();
    const auto seconds = std::chrono::floor<std::chrono::seconds>(since_epoch);
    const auto fraction = (since_epoch - seconds) * kFractions / std::chrono::seconds(1);
    return static_cast<Sequence>(seconds.count()) << 32 | static_cast<Sequence>(fraction) << 16;
}

bool is_after(Sequence a, Sequence b) {
    return static_cast<std::int64_t>(a - b) > 0;
}

std::chrono::seconds age(Sequence sequence, WallTime now) {
    const auto seconds = (sequence_at(now) >> 32) - (sequence >> 32);
    return std::chrono::seconds(static_cast<std::int32_t>(static_cast<std::uint32_t>(seconds)));
}

bool is_within(const Window& window, Sequence sequence, WallTime now) {
    return !window || std::chrono::abs(age(sequence, now)) <= *window;
}

Sequence SendSequence::next(WallTime now, const Window& window) {
    const auto clock = sequence_at(now);
    const bool stranded = window && age(last_, now) < -*window;
    last_ = is_after(clock, last_) || stranded ? clock : last_ + 1;
    return last_;
}

bool ReplayMarks::raise(const IpAddress& source, Sequence sequence, WallTime now, const Window& window) {
    const auto known = std::ranges::find(marks_, source, &Mark::source);
    if (known != marks_.end()) {
        if (is_within(window, known->sequence, now) && !is_after(sequence, known->sequence))
            return false;
        marks_.erase(known);
    }
    marks_.insert(marks_.begin(), {source, sequence});
    marks_.resize(std::min(marks_.size(), kMostSenders));
    return true;
}

} // namespace xvrrp::core
