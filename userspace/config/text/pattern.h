// SPDX-License-Identifier: GPL-2.0-or-later
// The patterns of file names behind include: csh's braces, and what glob(7) has as wildcards.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace xvrrp::config {

bool has_wildcard(std::string_view pattern);

// {a,b{c,d}}e is ae, bce and bde; { } without a partner are themselves. Nothing where it makes more than most.
std::vector<std::string> expand_braces(std::string_view pattern, std::size_t most);

} // namespace xvrrp::config
