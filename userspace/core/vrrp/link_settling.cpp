// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/link_settling.h"

namespace xvrrp::core {

std::optional<Link> LinkSettling::settle(const std::optional<Link>& counted, const std::optional<Link>& seen,
                                         const LinkDelays& delays, TimePoint now) {
    auto counts = seen;
    seen_ = seen;
    const bool changes = counted && seen && counted->ifindex == seen->ifindex && counted->up != seen->up;
    if (changes && due_ == kNever)
        due_ = now + (seen->up ? delays.up : delays.down);
    if (changes && now < due_)
        counts->up = counted->up;
    else
        due_ = kNever;
    return counts;
}

} // namespace xvrrp::core
