// SPDX-License-Identifier: GPL-2.0-or-later
// A word as it has to be written to be read as one.
#pragma once

#include <string>
#include <string_view>

namespace xvrrp::config {

std::string word(std::string_view text);

} // namespace xvrrp::config
