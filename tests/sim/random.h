// SPDX-License-Identifier: GPL-2.0-or-later
// Random numbers that are the same on every machine for the same seed (SplitMix64).
#pragma once

#include "core/types.h"

#include <cstdint>

namespace xvrrp::sim {

class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }

    // Both ends are included.
    template <class Integer>
    Integer between(Integer low, Integer high) {
        const auto span = static_cast<std::uint64_t>(high - low) + 1;
        return static_cast<Integer>(low + static_cast<Integer>(next() % span));
    }

    core::Duration up_to(core::Duration high) {
        return core::Duration(between<core::Duration::rep>(0, high.count()));
    }

    bool chance(unsigned percent) { return next() % 100 < percent; }

private:
    std::uint64_t state_;
};

} // namespace xvrrp::sim
