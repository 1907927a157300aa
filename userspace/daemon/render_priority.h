// SPDX-License-Identifier: GPL-2.0-or-later
// The priority of a virtual router in the documents of include/xvrrp/control.h.
#pragma once

#include "core/vrrp/snapshot.h"

#include <nlohmann/json.hpp>

namespace xvrrp::daemon {

nlohmann::json priority_of(const core::RouterSnapshot& router);
// The priority that an operator asked for; null: none.
nlohmann::json order_of(const core::RouterSnapshot& router);

} // namespace xvrrp::daemon
