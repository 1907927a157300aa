// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/snapshot.h"

#include "core/vrrp/virtual_router.h"

namespace xvrrp::core {

namespace {

std::optional<Heard> later(const std::optional<Heard>& a, const std::optional<Heard>& b) {
    return !a || (b && b->at > a->at) ? b : a;
}

std::vector<Tracked> tracked_of(const VirtualRouterConfig& config, const Surroundings& seen) {
    std::vector<Tracked> out;
    for (const auto& each : config.tracked) {
        const auto known = seen.trackers.find(each.tracker);
        if (known != seen.trackers.end())
            out.push_back({each, known->second});
    }
    return out;
}

} // namespace

RouterSnapshot VirtualRouter::snapshot() const {
    RouterSnapshot out{.router = id_,
                       .config = config_,
                       .state = state(),
                       .reason = last_.reason,
                       .detail = last_.detail,
                       .since = last_.since,
                       .priority = priority(),
                       .master = master(),
                       .conditions = conditions_,
                       .trackers = tracked_of(*config_, surroundings_),
                       .awaited = state() == State::Init ? awaited() : std::vector<Tracker>{},
                       .source = source(),
                       .passed_over = surroundings_.passed_over,
                       .heard = later(hearing_.told, hearing_.known),
                       .master_down = master_down(),
                       .counters = counters_,
                       .draining = is_draining(),
                       .drained = is_drained(),
                       .order = order_};
    if (state() == State::Master && source())
        out.master = KnownMaster{*source(), told_priority(), announced_mac()};
    if (const auto* master = std::get_if<Master>(&state_)) {
        out.holds = !master->waits_for_script();
        out.next_advert = master->timer;
        out.lent = master->lent.has_value();
        out.neighbours = master->neighbours;
    }
    if (const auto* said = farewell())
        out.farewell = *said;
    if (const auto* backup = std::get_if<Backup>(&state_)) {
        if (const auto* heard = preempted(*backup))
            out.preempted = *heard;
        out.ready = backup->ready;
        out.master_interval = backup->master_interval;
        out.takeover = backup->timer;
        out.preempt_at = backup->preempt_at;
    }
    return out;
}

} // namespace xvrrp::core
