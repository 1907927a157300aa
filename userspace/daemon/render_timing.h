// SPDX-License-Identifier: GPL-2.0-or-later
// "timing" of a virtual router in the status document: how long others are silent, and how late its adverts are.
#pragma once

#include "core/vrrp/snapshot.h"
#include "daemon/measures.h"
#include "datapath/datapath.h"

#include <nlohmann/json.hpp>

namespace xvrrp::daemon {

nlohmann::json render_timing(const core::RouterSnapshot& router, const datapath::DatapathPeer& peer,
                             const LatenessByRouter& all);

} // namespace xvrrp::daemon
