// SPDX-License-Identifier: GPL-2.0-or-later
// Commands to nftables in its own language, through libnftables: all of them are done, or none.
#pragma once

#include "core/result.h"

#include <string>

namespace xvrrp::host {

// doing: for the Error.
Result<> run_nft(const std::string& doing, const std::string& commands);

} // namespace xvrrp::host
