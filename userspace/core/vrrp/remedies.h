// SPDX-License-Identifier: GPL-2.0-or-later
// The remedies: sentences about what a person can do against a condition, or against the refusal of adverts.
#pragma once

#include "core/conditions/conditions.h"
#include "core/vrrp/virtual_router_config.h"

#include <xvrrp/drop_reason.h>

#include <string>
#include <string_view>

namespace xvrrp::core {

// The result is a whole sentence.
std::string remedy(const Condition& condition, const VirtualRouterConfig& config);

// The result is a whole sentence, or an empty text if the reason lies in the network or with a forger.
std::string_view remedy(vrrp_drop_reason reason);

} // namespace xvrrp::core
