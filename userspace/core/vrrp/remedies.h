// SPDX-License-Identifier: GPL-2.0-or-later
// What a person can do about a condition, or about adverts that are refused.
#pragma once

#include "core/conditions/conditions.h"
#include "core/vrrp/virtual_router_config.h"

#include <xvrrp/drop_reason.h>

#include <string>
#include <string_view>

namespace xvrrp::core {

// A whole sentence.
std::string remedy(const Condition& condition, const VirtualRouterConfig& config);

// A whole sentence, or an empty text if the reason is the network's or a forger's.
std::string_view remedy(vrrp_drop_reason reason);

} // namespace xvrrp::core
