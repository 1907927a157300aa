// SPDX-License-Identifier: GPL-2.0-or-later
#include "host_reception.h"

#include <algorithm>

namespace xvrrp::sim {

namespace {

constexpr Duration kLookEvery = std::chrono::seconds(2); // datapath/look_plan.cpp
constexpr Duration kRetry = std::chrono::seconds(2);     // daemon/reception.cpp
constexpr const char* kTrouble = "the program was detached";

} // namespace

void HostReception::cut(bool barred, TimePoint now) {
    hears_ = false;
    barred_ = barred;
    if (serves_)
        look_at_ = std::min(look_at_, now + random_.up_to(kLookEvery));
}

void HostReception::start() {
    serves_ = false;
    look_at_ = core::kNever;
    wanted_.clear();
    deaf_.clear();
}

bool HostReception::attach() {
    hears_ = serves_ = !barred_;
    look_at_ = core::kNever;
    return serves_;
}

// As long as the daemon knows nothing of it, a request does not show that the ears are cut off.
core::ReceptionObserved HostReception::receive(const core::Receive& wanted, TimePoint now) {
    const auto id = wanted.router;
    wanted_.insert_or_assign(id, wanted);
    if (!serves_ && !attach()) {
        deaf_[id] = now + kRetry;
        return {id, kTrouble};
    }
    deaf_.erase(id);
    kernel_.configure(id.value, wanted.expected, wanted.priority);
    return {id, {}};
}

void HostReception::stop(core::RouterId router) {
    wanted_.erase(router);
    deaf_.erase(router);
    kernel_.release(router.value);
}

std::vector<core::ReceptionObserved> HostReception::look(bool before_takeover, TimePoint now) {
    std::vector<core::ReceptionObserved> news;
    if (serves_ && !hears_ && (before_takeover || look_at_ <= now))
        put_right(now, news);
    for (const auto& [id, attempt_at] : std::map(deaf_)) {
        if (attempt_at <= now)
            news.push_back(receive(core::Receive(wanted_.at(id)), now));
    }
    return news;
}

void HostReception::put_right(TimePoint now, std::vector<core::ReceptionObserved>& news) {
    const bool again = attach();
    for (const auto& [id, wanted] : wanted_) {
        if (!again)
            deaf_[id] = now + kRetry;
        news.push_back({id, kTrouble, again});
    }
}

TimePoint HostReception::deadline() const {
    auto earliest = look_at_;
    for (const auto& [id, attempt_at] : deaf_)
        earliest = std::min(earliest, attempt_at);
    return earliest;
}

} // namespace xvrrp::sim
