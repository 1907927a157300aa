// SPDX-License-Identifier: GPL-2.0-or-later
#include "kernel_model.h"

#include <algorithm>

namespace xvrrp::sim {

namespace {

constexpr std::size_t kEthernetHeader = 14;
constexpr std::size_t kVridOffset = 20 + 1; // behind an IPv4 header without options

} // namespace

bool TokenBucket::take(TimePoint now, Duration period, int burst) {
    const auto full_at = std::max(full_at_, now) + period;
    if (full_at - now > burst * period)
        return false;
    full_at_ = full_at;
    return true;
}

void KernelModel::configure(std::size_t slot, const core::Expectation& expected, std::uint8_t priority) {
    known_[slot] = {expected, priority, std::nullopt};
}

std::optional<std::size_t> KernelModel::slot_of(core::ByteView packet) const {
    for (std::size_t slot = 0; slot < known_.size(); ++slot) {
        if (known_[slot].expected && packet.size() > kVridOffset &&
            known_[slot].expected->vrid == packet[kVridOffset])
            return slot;
    }
    return {};
}

KernelModel::Verdict KernelModel::receive(core::ByteView frame, TimePoint now) {
    Verdict verdict;
    const auto packet = frame.subspan(std::min(kEthernetHeader, frame.size()));
    const auto slot = slot_of(packet);
    if (!slot) {
        ++refused_[verdict.refused];
        return verdict;
    }
    verdict.slot = *slot;
    auto received = core::receive(packet, *known_[*slot].expected, local_);
    verdict.refused = received ? VRRP_DROP_NONE : received.error();
    ++refused_[verdict.refused];
    if (!received)
        return verdict;
    verdict.advert = *std::move(received);
    auto& peer = peers_[*slot];
    if (known_[*slot].expected->hmac != VRRP_HMAC_NONE) {
        verdict.wakes = report(*slot, verdict.advert, packet, now);
        verdict.withheld = !verdict.wakes;
        return verdict;
    }
    peer.last_seen = now;
    peer.source = verdict.advert.source;
    peer.priority = verdict.advert.advert.priority;
    peer.interval = verdict.advert.advert.interval;
    if (known_[*slot].memo == verdict.advert.memo)
        peer.keepalive = now;
    else
        verdict.wakes = report(*slot, verdict.advert, packet, now);
    verdict.withheld = peer.keepalive != now && !verdict.wakes;
    return verdict;
}

// News that can cost us the election or comes from the known master has a bucket of its own, so no flood of
// other adverts can use it up. With auth_hmac the priority does not count, because only the HMAC tells who
// sent the advert.
bool KernelModel::report(std::size_t slot, const core::ReceivedAdvert& advert, core::ByteView packet,
                         TimePoint now) {
    const auto& known = known_[slot];
    auto& peer = peers_[slot];
    const bool from_master = known.memo && known.memo->source == advert.source;
    const bool unverified = known.expected->hmac != VRRP_HMAC_NONE;
    const bool matters = from_master || (!unverified && advert.advert.priority >= known.priority);
    auto& bucket = matters ? peer.matters : peer.noise;
    const bool told = unverified ? bucket.take(now, limits.unverified_period, limits.unverified_burst)
                                 : bucket.take(now, limits.news_period, limits.news_burst);
    if (ring_.size() >= limits.ring || !told) {
        ++peer.withheld;
        return false;
    }
    ring_.push_back({slot, now, core::Bytes(packet.begin(), packet.end())});
    return true;
}

std::optional<KernelModel::Event> KernelModel::next_event() {
    if (ring_.empty())
        return {};
    auto event = std::move(ring_.front());
    ring_.pop_front();
    return event;
}

} // namespace xvrrp::sim
