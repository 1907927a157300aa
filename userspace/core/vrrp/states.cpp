// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/states.h"

namespace xvrrp::core {

namespace {

TimePoint after(TimePoint now, Duration delay) {
    return delay > Duration::zero() ? now + delay : kNever;
}

} // namespace

void Master::plan_burst(TimePoint now, Duration delay, unsigned repeat) {
    garp_at = after(now, delay);
    garp_repeat = repeat;
}

void Master::plan_repetitions(TimePoint now, const GarpConfig& garp) {
    refresh_at = after(now, garp.master_refresh);
    extra_at = after(now, garp.extra_if);
}

} // namespace xvrrp::core
