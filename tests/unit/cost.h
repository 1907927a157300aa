// SPDX-License-Identifier: GPL-2.0-or-later
// The cost of a function, to see how it grows with the size of its input.
#pragma once

#include <algorithm>
#include <ctime>
#include <functional>

namespace xvrrp::test {

// Four times as much takes four times as long; with a square it would take sixteen times as long.
constexpr double kMostOfLinear = 8;

// Returns the processor time of the quickest of a few runs.
inline double cost(const std::function<void()>& work) {
    std::clock_t least = 0;
    for (int run = 0; run < 5; ++run) {
        const std::clock_t begin = std::clock();
        work();
        const std::clock_t taken = std::clock() - begin;
        least = run == 0 ? taken : std::min(least, taken);
    }
    return static_cast<double>(least);
}

} // namespace xvrrp::test
