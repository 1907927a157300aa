// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel side of one host in plain C++: what the XDP program, its maps and its ring buffer do with an advert.
//
// It runs even if user space does not. Its records outlive the daemon, like pinned maps; only configure()
// replaces what user space wrote. Slots are counted from 0 here, like RouterIds.
#pragma once

#include "core/vrrp/packet.h"
#include "timeline.h"

#include <array>
#include <deque>
#include <optional>
#include <vector>

namespace xvrrp::sim {

// A token bucket as in struct vrrp_peer: the time at which it is full again.
class TokenBucket {
public:
    bool take(TimePoint now, Duration period, int burst);

private:
    TimePoint full_at_{};
};

struct Limits {
    Duration news_period = std::chrono::milliseconds(20);
    int news_burst = 16;
    Duration unverified_period = std::chrono::microseconds(200);
    int unverified_burst = 500;
    std::size_t ring = 10'000; // events
};

class KernelModel {
public:
    struct Event {
        std::size_t slot = 0;
        TimePoint arrival;
        core::Bytes packet;
    };

    struct Peer {
        TimePoint last_seen{};
        TimePoint keepalive{};
        core::IpAddress source;
        std::uint8_t priority = 0;
        core::Centiseconds interval{0};
        std::uint64_t withheld = 0;
        TokenBucket matters;
        TokenBucket noise;
    };

    // The result for a frame.
    struct Verdict {
        vrrp_drop_reason refused = VRRP_DROP_VRID_UNKNOWN;
        std::size_t slot = 0;
        bool wakes = false;
        bool withheld = false;
        core::ReceivedAdvert advert; // unless it was refused
    };

    explicit KernelModel(std::size_t slots) : known_(slots), peers_(slots) {}

    void configure(std::size_t slot, const core::Expectation& expected, std::uint8_t priority);

    void release(std::size_t slot) { known_[slot] = {}; }

    void set_priority(std::size_t slot, std::uint8_t priority) { known_[slot].priority = priority; }

    void memorise(std::size_t slot, const std::optional<core::Memo>& memo) { known_[slot].memo = memo; }

    void set_local(core::LocalAddresses local) { local_ = std::move(local); }

    Verdict receive(core::ByteView frame, TimePoint now);
    std::optional<Event> next_event();

    const Peer& peer(std::size_t slot) const { return peers_[slot]; }

    std::uint64_t refused(vrrp_drop_reason reason) const { return refused_[reason]; }

    Limits limits;

private:
    struct Known {
        std::optional<core::Expectation> expected;
        std::uint8_t priority = 0;
        std::optional<core::Memo> memo;
    };

    std::optional<std::size_t> slot_of(core::ByteView packet) const;
    bool report(std::size_t slot, const core::ReceivedAdvert& advert, core::ByteView packet, TimePoint now);

    std::vector<Known> known_;
    std::vector<Peer> peers_;
    core::LocalAddresses local_;
    std::deque<Event> ring_;
    std::array<std::uint64_t, VRRP_DROP_REASON_COUNT> refused_{};
};

} // namespace xvrrp::sim
