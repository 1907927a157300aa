// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/render_timing.h"

#include "os/event_loop.h"

#include <algorithm>

namespace xvrrp::daemon {

namespace {

using nlohmann::json;

double milliseconds(core::Duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

// The kernel side alone sees adverts that are equal to the known one.
core::TimePoint last_advert(const core::RouterSnapshot& router, const datapath::DatapathPeer& peer) {
    const auto heard = std::max(peer.last_seen, peer.keepalive);
    return router.heard ? std::max(router.heard->at, heard) : heard;
}

// Of a BACKUP, which looks for later adverts only when the deadline that it knows has come.
core::TimePoint takeover_of(const core::RouterSnapshot& router, const datapath::DatapathPeer& peer) {
    if (router.takeover == core::kNever || peer.keepalive == core::TimePoint{})
        return router.takeover;
    return std::max(router.takeover, peer.keepalive + router.master_down);
}

} // namespace

json render_timing(const core::RouterSnapshot& router, const datapath::DatapathPeer& peer,
                   const LatenessByRouter& all) {
    const auto now = os::EventLoop::now();
    const auto last = last_advert(router, peer);
    const auto takeover = takeover_of(router, peer);
    const auto late = all.find(router.router);
    const auto lateness = late == all.end() ? Lateness{} : late->second;
    return {{"silence_ms", last == core::TimePoint{} ? json() : json(milliseconds(now - last))},
            {"takeover_in_ms", takeover == core::kNever
                                   ? json()
                                   : json(milliseconds(std::max(takeover - now, core::Duration::zero())))},
            {"late_ms", milliseconds(lateness.last)},
            {"latest_ms", milliseconds(lateness.largest)}};
}

} // namespace xvrrp::daemon
