// SPDX-License-Identifier: GPL-2.0-or-later
// Finds out by trying whether a firewall drops protocol 112.
#pragma once

#include "tools/doctor/facts.h"

namespace xvrrp::tools {

// Sends one packet that no VRRP daemon accepts to this host itself over lo, with TTL 1, and waits for it at most 200 ms.
// It never leaves the host. Free says nothing about rules for other interfaces than lo.
Passage passage_over_lo(const std::string& family);

} // namespace xvrrp::tools
