// SPDX-License-Identifier: GPL-2.0-or-later
// Runs commands in nftables' own language through libnftables: either all of them take effect or none.
#pragma once

#include "core/result.h"

#include <string>

namespace xvrrp::host {

// doing is for the Error.
Result<> run_nft(const std::string& doing, const std::string& commands);

} // namespace xvrrp::host
