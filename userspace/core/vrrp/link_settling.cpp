// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/link_settling.h"

#include <utility>

namespace xvrrp::core {

void SettlingLink::see(SharedLink seen, const LinkDelays& delays, TimePoint now) {
    const bool changes = counted_ && seen && counted_->index == seen->index && counted_->up != seen->up;
    if (changes && due_ == kNever)
        due_ = now + (seen->up ? delays.up : delays.down);
    const bool waits = changes && now < due_;
    if (!waits)
        due_ = kNever;
    seen_ = std::move(seen);
    if (!waits) {
        counted_ = seen_;
        return;
    }
    auto counts = *seen_;
    counts.up = counted_->up;
    counted_ = std::make_shared<const Link>(std::move(counts));
}

void SettlingLink::settle(const LinkDelays& delays, TimePoint now) {
    see(seen_, delays, now);
}

} // namespace xvrrp::core
