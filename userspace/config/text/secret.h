// SPDX-License-Identifier: GPL-2.0-or-later
// The part of a line that holds a password or a key, which is never shown.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace xvrrp::config {

// The keywords behind which a secret stands. The text knows no keyword, so its reader is given them.
using SecretKeywords = std::vector<std::string_view>;

// The offset from which on the line is secret: behind one of the keywords, or a word that looks like one, and from
// "hex:" on. It is line.size() where the line holds no secret.
std::size_t start_of_secret(std::string_view line, const SecretKeywords& keywords);

} // namespace xvrrp::config
