// SPDX-License-Identifier: GPL-2.0-or-later
// A VRRP router as the RFC describes it (RFC 9568 section 6.4): it takes every advert, one by one, at its
// arrival.
//
// It has no memo, no map, no token bucket and no packets. xvrrpd, which has all of these, must come to the
// same results.
#pragma once

#include "core/vrrp/virtual_router.h"
#include "timeline.h"

#include <optional>

namespace xvrrp::sim {

class Reference {
public:
    explicit Reference(core::VirtualRouterConfig config, core::IpAddress source)
        : config_(std::move(config)), source_(source) {}

    void stand(TimePoint now); // at Startup, or when a fault is over

    void leave(core::State to) { state_ = to; }

    void hear(const core::IpAddress& source, const core::Advert& advert, TimePoint at);
    void take_over(TimePoint now);
    // It was BACKUP under a former daemon.
    void follow_on(const core::Followed& followed, TimePoint now);
    // A MASTER learns that it was away for too long, and listens anew.
    void yield(TimePoint now);

    void configure(core::VirtualRouterConfig config) { config_ = std::move(config); }

    // Changes the configuration of a running router. It keeps the adverts that it heard. anew: preempt_delay begins anew.
    void reconfigure(const core::VirtualRouterConfig& config, bool anew, TimePoint now);

    // Another priority is asked for. It follows the best that it heard, or takes over at once.
    void order(const core::VirtualRouterConfig& config, bool promotes, TimePoint now);

    // Another effective priority.
    void weigh(std::uint8_t priority);

    // A MASTER tells the others this priority, whatever it has.
    void tell(std::uint8_t priority) { told_ = priority; }

    std::uint8_t told() const { return told_; }

    void restart_schedule(TimePoint now) { schedule_ = now; } // RFC 9568 section 6.4.3: after a resignation

    core::State state() const { return state_; }

    TimePoint takeover_at() const { return timer_; } // in BACKUP

    bool holds_preemption() const { // the lower priority that it follows for now
        return config_.preempt_delay != Duration::zero() && hold_until_ != TimePoint{};
    }

    TimePoint schedule() const { return schedule_; } // in MASTER: adverts are due at whole intervals after it

private:
    struct Heard {
        core::IpAddress source;
        std::uint8_t priority = 0;
        Duration interval{};
        TimePoint at;
    };

    void follow_again(TimePoint heard_at);
    void hear_as_backup(const core::IpAddress& source, const core::Advert& advert, TimePoint at);
    Duration skew() const;

    Duration patience() const { return resigned_ ? skew() : 3 * interval_ + skew(); }

    void follow(TimePoint at) { timer_ = at + patience(); }

    core::VirtualRouterConfig config_;
    core::IpAddress source_;
    core::State state_ = core::State::Init;
    TimePoint standing_since_{};
    TimePoint timer_{};
    TimePoint schedule_{};
    TimePoint hold_until_{}; // preempt_delay
    Duration interval_{};    // that of the master
    std::uint8_t told_ = 0;  // in MASTER
    std::optional<core::IpAddress> master_;
    bool resigned_ = false;
    std::optional<Heard> held_off_; // the last advert of lower priority that it discarded
};

} // namespace xvrrp::sim
