// SPDX-License-Identifier: GPL-2.0-or-later
#include "reference.h"

#include <algorithm>
#include <utility>

namespace xvrrp::sim {

using core::State;

void Reference::stand(TimePoint now) {
    standing_since_ = now;
    if (config_.priority == VRRP_PRIORITY_OWNER)
        return take_over(now);
    yield(now);
}

void Reference::take_over(TimePoint now) {
    state_ = State::Master;
    schedule_ = now;
    told_ = config_.priority;
}

void Reference::yield(TimePoint now) {
    state_ = State::Backup;
    master_.reset();
    resigned_ = false;
    hold_until_ = {};
    interval_ = config_.interval;
    follow(now);
}

void Reference::follow_on(const core::Followed& followed, TimePoint now) {
    yield(now);
    if (config_.version == core::Version::V3)
        interval_ = followed.interval;
    if (followed.preempt_at != core::kNever)
        hold_until_ = std::min(followed.preempt_at, now + config_.preempt_delay);
    master_ = followed.address;
    follow(now);
}

void Reference::hear(const core::IpAddress& source, const core::Advert& advert, TimePoint at) {
    if (at < standing_since_)
        return;
    if (state_ == State::Backup)
        return hear_as_backup(source, advert, at);
    if (state_ != State::Master || advert.priority == VRRP_PRIORITY_RESIGN)
        return;
    if (advert.priority < told_ || (advert.priority == told_ && source < source_))
        return;
    state_ = State::Backup;
    hold_until_ = {};
    interval_ = config_.version == core::Version::V3 ? advert.interval : config_.interval;
    master_ = source;
    resigned_ = false;
    follow(at);
}

void Reference::hear_as_backup(const core::IpAddress& source, const core::Advert& advert, TimePoint at) {
    if (advert.priority == VRRP_PRIORITY_RESIGN) {
        if (!resigned_ && (!master_ || *master_ == source)) {
            master_ = source;
            resigned_ = true;
            follow(at);
        }
        return;
    }
    const bool lower = advert.priority < config_.priority;
    if (!lower)
        hold_until_ = {};
    else if (hold_until_ == TimePoint{})
        hold_until_ = at + config_.preempt_delay;
    if (lower && config_.preempt && at >= hold_until_) {
        held_off_ = Heard{source, advert.priority, advert.interval, at};
        return;
    }
    if (config_.version == core::Version::V3)
        interval_ = advert.interval;
    master_ = source;
    resigned_ = false;
    follow(at);
}

void Reference::reconfigure(const core::VirtualRouterConfig& config, bool anew, TimePoint now) {
    const auto heard_at = timer_ - patience();
    const auto before = std::exchange(config_, config);
    if (state_ == State::Master)
        restart_schedule(now);
    if (state_ != State::Backup)
        return;
    if (!master_ || config.version == core::Version::V2)
        interval_ = config.interval;
    follow(heard_at);
    follow_again(heard_at);
    if (anew)
        hold_until_ = {};
    if (before.priority != config.priority && config.priority == VRRP_PRIORITY_OWNER)
        take_over(now);
}

void Reference::weigh(std::uint8_t priority) {
    const auto heard_at = timer_ - patience();
    config_.priority = priority;
    if (state_ != State::Backup)
        return;
    follow(heard_at);
    follow_again(heard_at);
}

void Reference::order(const core::VirtualRouterConfig& config, bool promotes, TimePoint now) {
    const auto heard_at = timer_ - patience();
    config_ = config;
    if (state_ != State::Backup)
        return;
    follow(heard_at);
    follow_again(heard_at);
    hold_until_ = {};
    if (promotes)
        timer_ = now;
}

// The last advert of lower priority counts if its priority is not lower any more.
void Reference::follow_again(TimePoint heard_at) {
    if (!held_off_ || held_off_->at <= heard_at ||
        (config_.preempt && held_off_->priority < config_.priority))
        return;
    if (config_.version == core::Version::V3)
        interval_ = held_off_->interval;
    master_ = held_off_->source;
    resigned_ = false;
    follow(held_off_->at);
}

Duration Reference::skew() const {
    const Duration unit =
        config_.version == core::Version::V2 ? Duration(std::chrono::seconds(1)) : interval_;
    return unit * (256 - config_.priority) / 256;
}

} // namespace xvrrp::sim
