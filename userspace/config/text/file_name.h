// SPDX-License-Identifier: GPL-2.0-or-later
// Names of files, as text: the directory that a file is in, and a name that is relative to a directory.
#pragma once

#include <string>
#include <string_view>

namespace xvrrp::config {

// With its slash at the end; empty where the name has none.
std::string_view directory_of(std::string_view file);

// name as seen from directory, which ends with a slash or is empty.
std::string seen_from(std::string_view directory, std::string_view name);

} // namespace xvrrp::config
