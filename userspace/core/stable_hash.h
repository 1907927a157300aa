// SPDX-License-Identifier: GPL-2.0-or-later
// A hash of a text that is the same in every build, so that a later process finds what an earlier one named by it.
#pragma once

#include <cstdint>
#include <string_view>

namespace xvrrp::core {

// FNV-1a.
constexpr std::uint32_t stable_hash(std::string_view text) {
    std::uint32_t hash = 2166136261U;
    for (const char each : text)
        hash = (hash ^ static_cast<unsigned char>(each)) * 16777619U;
    return hash;
}

} // namespace xvrrp::core
