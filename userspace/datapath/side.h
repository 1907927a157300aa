// SPDX-License-Identifier: GPL-2.0-or-later
// The two sides of an interface at which a program may see its frames.
#pragma once

#include <cstdint>

namespace xvrrp::datapath {

enum class Side : std::uint8_t { In, Out };

} // namespace xvrrp::datapath
