// SPDX-License-Identifier: GPL-2.0-or-later
// The kinds of dumps, and the file of each.
#pragma once

#include "config/grammar/configuration.h"

#include <cstdint>
#include <string>

namespace xvrrp::daemon {

enum class Dump : std::uint8_t { Data, Stats, StatsAndClear, Json };

// directory has the files that have keepalived's names.
std::string file_of(Dump dump, const config::Dumps& dumps, const config::Identity& identity,
                    const std::string& directory);

// As keepalived chooses it: TMPDIR, or /tmp.
std::string directory_of_dumps();

} // namespace xvrrp::daemon
