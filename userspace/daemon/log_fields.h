// SPDX-License-Identifier: GPL-2.0-or-later
// The message and the values that journald gets beside the text of a line. docs/logging.md has the names.
#pragma once

#include "core/conditions/check.h"
#include "core/conditions/quorum.h"
#include "core/vrrp/io.h"
#include "daemon/log_line.h"

namespace xvrrp::daemon {

Beside beside(const core::Transitioned& transition);
Beside beside(const core::FaultChanged& change);
Beside beside(const core::PriorityChanged& change);
Beside beside(const core::GroupSynced& change);
Beside beside(const core::Noticed& notice);
Beside beside(const core::Check& check, bool is_good);
Beside beside(const core::Quorum& quorum, bool is_good);

} // namespace xvrrp::daemon
