// SPDX-License-Identifier: GPL-2.0-or-later
// The network namespaces that have a name, as ip netns lists them.
#pragma once

#include "core/result.h"

#include <string>

namespace xvrrp::os {

// This thread, and those that it starts, from now on. An empty name: stay.
Result<> enter_namespace(const std::string& name);

} // namespace xvrrp::os
