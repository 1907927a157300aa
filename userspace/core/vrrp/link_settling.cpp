// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/link_settling.h"

#include <utility>

namespace xvrrp::core {

void SettlingLink::see(const std::optional<Link>& seen, const LinkDelays& delays, TimePoint now) {
    auto counts = seen;
    const bool changes = counted_ && counts && counted_->index == counts->index && counted_->up != counts->up;
    if (changes && due_ == kNever)
        due_ = now + (counts->up ? delays.up : delays.down);
    if (changes && now < due_)
        counts->up = counted_->up;
    else
        due_ = kNever;
    seen_ = seen;
    counted_ = std::move(counts);
}

} // namespace xvrrp::core
