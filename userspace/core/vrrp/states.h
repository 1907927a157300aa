// SPDX-License-Identifier: GPL-2.0-or-later
// The four states of a virtual router, each with the members that exist only in it.
//
// Each state gives the deadline at which it has something to do.
#pragma once

#include "core/address.h"
#include "core/types.h"
#include "core/vrrp/lease.h"
#include "core/vrrp/memo.h"
#include "core/vrrp/neighbour.h"
#include "core/vrrp/router_record.h"
#include "core/vrrp/virtual_router_config.h"

#include <algorithm>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>

namespace xvrrp::core {

// The master as a backup knows it.
struct KnownMaster {
    IpAddress address;
    std::uint8_t priority = 0;
    MacAddress mac{}; // zeros: it is not known
};

// An advert as an election sees it, whether it came as a packet or as PeerObserved.
struct Heard {
    IpAddress source;
    std::uint8_t priority = 0;
    Centiseconds interval{0};
    TimePoint at;
    MacAddress mac{}; // zeros: it is not known
};

struct Init {
    bool started = false; // Start came, and something that is tracked is not known yet
    std::optional<TimePoint>
        inherited{};       // the kernel stands in for a former MASTER, and its next advert is due then
    RouterRecord former{}; // what the virtual router of a former daemon has left

    TimePoint deadline() const { return kNever; }
};

struct Backup {
    TimePoint timer = kNever; // master-down
    Duration master_interval; // learned in version 3
    bool undecided = false;   // BACKUP since the start, and nobody else is known to be MASTER
    bool missed = false;      // adverts were withheld since the last one that we believed
    bool ready = false;       // master-down is over, and the sync group decides
    bool promoted = false;    // it is to take over now, whatever was heard
    std::optional<KnownMaster> master;
    std::optional<Memo> memo;      // the advert that the kernel knows
    TimePoint preempt_at = kNever; // the end of preempt_delay
    std::optional<Heard> lower;    // the last advert that we are going to preempt

    bool follows_resigned() const { return master && master->priority == VRRP_PRIORITY_RESIGN; }

    TimePoint deadline() const { return ready ? kNever : std::min(timer, memo ? preempt_at : kNever); }
};

// A MASTER that is about to lose MASTER by its own doing leads as before until before_backup has ended.
struct Farewell {
    enum class Step : std::uint8_t {
        None,
        Script, // our script runs, until its end or until
        Group,  // no script of ours runs, and others of the sync group may
        HandOver, // it is drained: the others are told priority 0, and until is the latest time for one of them to be MASTER
        Over,  // nothing is waited for any more, and until is the latest time for another router to take over
        Stays, // nobody has taken over
    } step = Step::None;
    bool has_run = false; // our script, so what it stops is stopped
    TimePoint until = kNever;
    std::optional<std::uint8_t>
        told{};                     // the others are told this priority, and ours, which is lower, afterwards
    std::optional<Reason> leaves{}; // for INIT, afterwards

    bool is_waiting() const { return step == Step::Script || step == Step::Group; }

    bool hands_over() const { return step == Step::HandOver; }
};

// For people: the end of the sentence about one that is drained.
std::string took_over(const IpAddress& successor);

// For people: the clause that follows "it runs". drains: the farewell is part of a drain.
std::string sequel_of(const Farewell& farewell, bool drains);

struct Master {
    TimePoint timer = kNever;            // the next advert
    TimePoint takeover_due{};            // the master-down deadline that passed, or the epoch
    TimePoint garp_at = kNever;          // the second burst
    unsigned garp_repeat = 0;            // and its size
    TimePoint refresh_at = kNever;       // garp_master_refresh
    TimePoint extra_at = kNever;         // garp_extra_if
    TimePoint answer_after{};            // from here on losing adverts are answered again
    TimePoint placed_at_latest = kNever; // before_master runs, and the addresses wait for it
    Farewell farewell{};
    std::optional<LentAdvert> lent{};    // to the kernel, which stands in
    Destinations asked_for{};            // of unicast adverts that the kernel may have to send
    std::vector<Neighbour> neighbours{}; // the answer

    void plan_burst(TimePoint now, Duration delay, unsigned repeat);
    // A master that stays one announces its addresses again.
    void plan_repetitions(TimePoint now, const GarpConfig& garp);

    bool waits_for_script() const { return placed_at_latest != kNever; }

    TimePoint deadline() const {
        return std::min({timer, garp_at, refresh_at, extra_at, placed_at_latest, farewell.until});
    }
};

struct Fault {
    std::string told; // the conditions as they were told last

    TimePoint deadline() const { return kNever; }
};

// In the order of State.
using CurrentState = std::variant<Init, Backup, Master, Fault>;

template <State state, class Struct>
inline constexpr bool kIsState =
    std::is_same_v<std::variant_alternative_t<static_cast<std::size_t>(state), CurrentState>, Struct>;
static_assert(kIsState<State::Init, Init> && kIsState<State::Backup, Backup> &&
              kIsState<State::Master, Master> && kIsState<State::Fault, Fault>);

inline State state_of(const CurrentState& state) {
    return static_cast<State>(state.index());
}

} // namespace xvrrp::core
