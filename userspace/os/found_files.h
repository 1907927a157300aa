// SPDX-License-Identifier: GPL-2.0-or-later
// The files that a pattern with wildcards matches.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xvrrp::os {

enum class Forbidden : std::uint8_t { Skip, Tell };

// They are sorted. A directory that we may not read is passed over, or there is no answer at all then.
std::optional<std::vector<std::string>> find_files(const std::string& pattern,
                                                   Forbidden forbidden = Forbidden::Skip);

} // namespace xvrrp::os
