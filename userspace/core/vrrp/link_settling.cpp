// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/link_settling.h"

#include <utility>

namespace xvrrp::core {

namespace {

const std::optional<Link> kNoLink;

} // namespace

void SettlingLink::see(const std::optional<Link>& seen, const LinkDelays& delays, TimePoint now) {
    const auto& before = counted();
    const bool changes = before && seen && before->index == seen->index && before->up != seen->up;
    if (changes && due_ == kNever)
        due_ = now + (seen->up ? delays.up : delays.down);
    const bool waits = changes && now < due_;
    if (!waits)
        due_ = kNever;
    auto counts = seen;
    if (waits)
        counts->up = before->up;
    seen_ = seen ? std::make_shared<const std::optional<Link>>(seen) : nullptr;
    counted_ = waits ? std::make_shared<const std::optional<Link>>(std::move(counts)) : seen_;
}

void SettlingLink::settle(const LinkDelays& delays, TimePoint now) {
    const auto seen = seen_;
    see(seen ? *seen : kNoLink, delays, now);
}

const std::optional<Link>& SettlingLink::counted() const {
    return counted_ ? *counted_ : kNoLink;
}

} // namespace xvrrp::core
