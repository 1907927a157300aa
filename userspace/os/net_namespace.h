// SPDX-License-Identifier: GPL-2.0-or-later
// The named network namespaces, which ip netns lists.
#pragma once

#include "core/result.h"

#include <string>

namespace xvrrp::os {

// Moves this thread, and the threads that it starts later, into the namespace. An empty name changes nothing.
Result<> enter_namespace(const std::string& name);

} // namespace xvrrp::os
