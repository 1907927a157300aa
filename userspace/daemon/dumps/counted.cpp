// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/dumps/counted.h"

#include <algorithm>
#include <bit>

namespace xvrrp::daemon {

namespace {

struct Refused {
    vrrp_drop_reason reason;
    Count count;
};

// keepalived refuses for some reasons more and counts them nowhere.
constexpr auto kRefused = std::to_array<Refused>({
    {VRRP_DROP_TOO_SHORT, Count::BadLength},
    {VRRP_DROP_IP_LENGTH, Count::BadLength},
    {VRRP_DROP_COUNT_ZERO, Count::BadLength},
    {VRRP_DROP_LENGTH, Count::BadLength},
    {VRRP_DROP_TTL, Count::BadTtl},
    {VRRP_DROP_TYPE, Count::BadType},
    {VRRP_DROP_INTERVAL_ZERO, Count::BadInterval},
    {VRRP_DROP_INTERVAL_MISMATCH, Count::BadInterval},
    {VRRP_DROP_AUTH_TYPE, Count::OtherAuthType},
    {VRRP_DROP_AUTH_DATA, Count::AuthFailed},
    {VRRP_DROP_HMAC_MISSING, Count::HmacMissing},
    {VRRP_DROP_HMAC_MALFORMED, Count::HmacMalformed},
    {VRRP_DROP_HMAC_KEY, Count::HmacKey},
    {VRRP_DROP_HMAC_INVALID, Count::HmacInvalid},
    {VRRP_DROP_HMAC_STALE, Count::HmacStale},
    {VRRP_DROP_HMAC_REPLAY, Count::HmacReplay},
});

bool is_of_hmac(Count count) {
    return count >= Count::HmacMissing && count <= Count::HmacReplay;
}

} // namespace

// A MASTER has become one once more than it has left, unless a former daemon made it MASTER.
Counted counted(const vrrp_stats& stats, const core::RouterSnapshot& router) {
    const auto all = std::bit_cast<std::array<std::uint64_t, VRRP_COUNTER_END>>(stats);
    const auto& own = router.counters;
    const bool leads = router.state == core::State::Master && own.master_transitions > 0;
    Counted out;
    out[Count::Received] = stats.accepted;
    out[Count::Sent] = own.adverts_sent;
    out[Count::BecameMaster] = own.master_transitions;
    out[Count::ReleasedMaster] = own.master_transitions - (leads ? 1 : 0);
    out[Count::BadAddresses] = own.address_list_errors;
    out[Count::ZeroReceived] = stats.priority_zero;
    out[Count::ZeroSent] = own.priority_zero_sent;
    for (const auto& [reason, count] : kRefused) {
        const bool is_other = is_of_hmac(count) && !router.config->hmac; // it belongs to AH
        out[is_other ? Count::AuthFailed : count] += all.at(reason);
    }
    return out;
}

// A larger map may have missed some adverts, so a counter may be smaller than it was.
Counted Cleared::since(core::RouterId router, const Counted& now) const {
    const auto cleared = at_.find(router);
    if (cleared == at_.end())
        return now;
    Counted out;
    std::ranges::transform(now.counts, cleared->second.counts, out.counts.begin(),
                           [](auto later, auto earlier) { return later - std::min(later, earlier); });
    return out;
}

} // namespace xvrrp::daemon
