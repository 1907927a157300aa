// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/turn.h"

namespace xvrrp::core {

bool Core::may_place() const {
    return !reload || reload->has_said_all() || reload->waits(router);
}

bool Core::has_work(TimePoint now) const {
    return may_place() && (network.pending() || network.deadline() <= now);
}

TimePoint Core::deadline() const {
    return may_place() ? std::min(router.deadline(), network.deadline()) : router.deadline();
}

} // namespace xvrrp::core
