// SPDX-License-Identifier: GPL-2.0-or-later
// Names of files, as text: the directory that a file is in, a name that is relative to a directory, and patterns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace xvrrp::config {

// The directory with its slash at the end; empty where the name has no slash.
std::string_view directory_of(std::string_view file);

// The name as seen from the directory, which ends with a slash or is empty.
std::string seen_from(std::string_view directory, std::string_view name);

bool has_wildcard(std::string_view pattern);

// {a,b{c,d}}e is ae, bce and bde; { } without a partner are themselves. Nothing where it makes more than most.
std::vector<std::string> expand_braces(std::string_view pattern, std::size_t most);

} // namespace xvrrp::config
