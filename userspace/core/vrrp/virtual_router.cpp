// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/virtual_router.h"

#include "core/vrrp/names.h"
#include "core/vrrp/timers.h"

#include <algorithm>
#include <utility>

namespace xvrrp::core {

namespace {

vrrp_hmac expected_hmac(const VirtualRouterConfig& config) {
    if (config.ah_key)
        return VRRP_HMAC_AH;
    if (!config.hmac)
        return VRRP_HMAC_NONE;
    return config.hmac->mode == HmacMode::Enforce ? VRRP_HMAC_REQUIRED : VRRP_HMAC_OPTIONAL;
}

constexpr std::size_t kUsualDetail = 39; // characters

} // namespace

// The detail of a transition stays among outputs that are soon gone. If thousands take over together and there is no room
// for it yet, it keeps all of their memory in pieces.
VirtualRouter::VirtualRouter(RouterId id, VirtualRouterConfig config)
    : id_(id), config_(std::make_shared<const VirtualRouterConfig>(std::move(config))) {
    last_.detail.reserve(kUsualDetail);
    adopt_keys();
}

std::optional<KnownMaster> VirtualRouter::master() const {
    const auto* backup = std::get_if<Backup>(&state_);
    return backup ? backup->master : std::nullopt;
}

std::optional<Reason> VirtualRouter::fault() const {
    const auto* strongest = conditions_.strongest();
    return strongest ? std::optional(strongest->name) : std::nullopt;
}

TimePoint VirtualRouter::timer() const {
    if (const auto* backup = std::get_if<Backup>(&state_))
        return backup->timer;
    const auto* master = std::get_if<Master>(&state_);
    return master ? master->timer : kNever;
}

TimePoint VirtualRouter::deadline() const {
    return std::min({surroundings_.deadline(), order_ ? order_->until : kNever,
                     std::visit([](const auto& state) { return state.deadline(); }, state_)});
}

Duration VirtualRouter::master_down() const {
    const auto* backup = std::get_if<Backup>(&state_);
    return master_down(backup ? backup->master_interval : config_->interval);
}

Duration VirtualRouter::master_down(Duration master_interval) const {
    return master_down_interval(config_->version, effective_priority(), master_interval,
                                config_->down_timer_adverts);
}

Expectation VirtualRouter::expectation() const {
    const bool unicast = !config_->unicast_peers.empty();
    const auto& link = surroundings_.own.counted();
    return {.family = config_->family,
            .version = config_->version,
            .vrid = config_->vrid,
            .min_ttl = static_cast<std::uint8_t>(unicast ? 0 : VRRP_TTL),
            .destination =
                unicast ? source().value_or(IpAddress{config_->family, {}}) : config_->multicast_group(),
            .authentication = config_->authentication,
            .interval = config_->interval,
            .peers = config_->check_unicast_src ? config_->unicast_peers : std::vector<UnicastPeer>{},
            .hmac = expected_hmac(*config_),
            .shares_vrid = config_->shares_vrid,
            .scope = link ? scope_of(*link) : AddressScope{}};
}

void VirtualRouter::start(TimePoint booted, TimePoint now, Outputs& out) {
    clock_.booted = booted;
    auto* init = std::get_if<Init>(&state_);
    if (!init)
        return;
    init->started = true;
    if (!awaited().empty())
        return;
    conditions_.replace(conditions_of(*config_, surroundings_), now);
    if (!conditions_.prevent_work()) {
        if (init->inherited)
            return lead_on(*init->inherited, now, out);
        if (init->former.followed && config_->priority != VRRP_PRIORITY_OWNER)
            return follow_on(init->former.since, *init->former.followed, now, out);
        return stand_for_election(Reason::Startup, {}, now, out);
    }
    hold(false, out); // a crashed predecessor may have left the addresses
    enter_fault(now, out);
}

// RFC 9568 section 6.4.1.
void VirtualRouter::stand_for_election(Reason reason, const std::string& detail, TimePoint now,
                                       Outputs& out) {
    hearing_.standing_since = now;
    const bool owner = config_->priority == VRRP_PRIORITY_OWNER && config_->initial_state != State::Backup;
    const auto startup_delay = reason == Reason::Startup ? config_->startup_delay : Duration::zero();
    const auto delay = std::max(startup_delay, clock_.booted + config_->delay_after_boot - now);
    if (owner && delay == Duration::zero() && config_->sync_group.empty())
        return enter_master({}, Reason::Owner, now,
                            detail.empty() ? "" : std::string(sentence(Reason::Owner)) + "; " + detail, out);
    enter_backup(now + delay + (owner ? Duration::zero() : master_down()), reason, now, detail, out);
}

void VirtualRouter::receive(const PacketReceived& input, const LocalAddresses& local, TimePoint now,
                            Outputs& out) {
    auto* backup = std::get_if<Backup>(&state_);
    auto* master = std::get_if<Master>(&state_);
    // An advert that arrived before we stood for election is discarded, even if it was still queued then.
    if ((!backup && !master) || input.arrival < hearing_.standing_since || ignores_adverts())
        return;
    if (backup)
        hear_again(*backup, input.keepalive, out);
    hearing_.last_seen = std::max(hearing_.last_seen, input.arrival);
    const auto received = core::receive(input.packet, expectation(), local);
    if (!received) {
        notice(Noticed::Kind::PacketRefused, std::string(sentence(received.error())), out, received.error());
        return;
    }
    if (!believes(*received, input.arrival, out))
        return;
    notice_differences(received->advert, out);
    const Heard heard{received->source, received->advert.priority, received->advert.interval, input.arrival,
                      input.sender};
    hearing_.told = heard;
    const bool followed =
        master ? receive_as_master(*master, heard, now, out) : receive_as_backup(*backup, heard, out);
    if (!followed)
        return;
    // An advert with a signature is known by no bytes. The memo then names the master and matches no advert.
    memorise(std::get<Backup>(state_), verifies() ? Memo{received->source, {}, 0} : received->memo, out);
    hearing_.known = heard;
}

// A false advert changes nothing but a counter.
bool VirtualRouter::believes(const ReceivedAdvert& received, TimePoint arrival, Outputs& out) {
    if (!verifies())
        return true;
    const auto& text = received.signed_advert;
    const auto reason = ah_ ? ah_->judge(text, received.source)
                            : authenticator_->judge(text, received.source, wall_time(arrival));
    if (reason == VRRP_DROP_NONE) {
        if (auto* backup = std::get_if<Backup>(&state_))
            backup->missed = false;
        return true;
    }
    ++counters_.refused[reason];
    notice(Noticed::Kind::AuthenticationFailed,
           std::string(sentence(reason)) + ", from " + received.source.text(), out, reason);
    return false;
}

void VirtualRouter::observe(const PeerObserved& peer, Outputs& out) {
    auto* backup = std::get_if<Backup>(&state_);
    if (!backup || ignores_adverts())
        return;
    if (verifies()) {
        if (std::exchange(hearing_.withheld, peer.withheld) != peer.withheld) {
            backup->missed = true;
            backup->ready = false; // tick judges what was missed
        }
        return;
    }
    hear_again(*backup, peer.keepalive, out);
    // The kernel side had to withhold this news. It was heard all the same, and ignoring it would elect us.
    if (peer.last_seen > std::max({hearing_.last_seen, peer.keepalive, hearing_.standing_since})) {
        hearing_.last_seen = peer.last_seen;
        hearing_.told = Heard{peer.source, peer.priority, peer.interval, peer.last_seen};
        receive_as_backup(*backup, *hearing_.told, out);
    }
}

bool VirtualRouter::hear_quietly(TimePoint keepalive) {
    auto* backup = std::get_if<Backup>(&state_);
    auto& known = hearing_.known;
    if (backup == nullptr || ignores_adverts() || verifies() || !known ||
        keepalive <= std::max(hearing_.last_heard, hearing_.standing_since) ||
        (preempts() && known->priority < effective_priority()))
        return false;
    known->at = keepalive;
    backup->preempt_at = kNever;
    follow(*backup, *known);
    return true;
}

Duration VirtualRouter::patience() const {
    const auto* backup = std::get_if<Backup>(&state_);
    return backup && !order_ && surroundings_.deadline() == kNever ? backup->timer - hearing_.last_heard
                                                                   : Duration::zero();
}

void VirtualRouter::hear_again_quietly(TimePoint keepalive, TimePoint deadline) {
    hearing_.known->at = hearing_.last_heard = keepalive;
    std::get<Backup>(state_).timer = deadline;
}

// The known advert came again. It counts without the memo too, as a late loop may just have dropped that.
void VirtualRouter::hear_again(Backup& backup, TimePoint keepalive, Outputs& out) {
    auto& known = hearing_.known;
    if (verifies() || !known || keepalive <= std::max(hearing_.last_heard, hearing_.standing_since))
        return;
    known->at = keepalive;
    if (backup.promoted && known->priority < effective_priority()) {
        hearing_.last_heard = keepalive; // it was heard before the promotion
        return;
    }
    // tick ends a preemption that begins here, because without the memo the kernel side does not refresh this advert.
    preempts(backup, *known, out);
    follow(backup, *known);
}

void VirtualRouter::tick(TimePoint now, Outputs& out) {
    settle_links(now, out);
    if (order_ && order_->until <= now)
        order({}, now, out);
    if (auto* backup = std::get_if<Backup>(&state_))
        tick_backup(*backup, now, out);
    else if (auto* master = std::get_if<Master>(&state_))
        tick_master(*master, now, out);
}

void VirtualRouter::tick_backup(Backup& backup, TimePoint now, Outputs& out) {
    // preempt_delay is over: adverts of lower priority are news again, and discarded.
    if (backup.preempt_at <= now)
        memorise(backup, {}, out);
    // We are late, and the adverts that were withheld meanwhile may have been our master's, so we listen anew.
    if (backup.missed && now - backup.timer >= config_->interval) {
        backup.missed = false;
        backup.timer = now + master_down();
    }
    if (backup.timer > now)
        return;
    if (config_->sync_group.empty())
        return enter_master(backup.timer, takeover_reason(backup), now, silence(backup, now), out);
    memorise(backup, {}, out); // whatever comes until the group decides is news
    backup.ready = true;
}

void VirtualRouter::tick_master(Master& master, TimePoint now, Outputs& out) {
    if (master.timer <= now)
        advertise(master, next_on_schedule(master.timer, config_->interval, now), now, out);
    if (master.placed_at_latest <= now)
        end_stage("it did not end in time", now, out);
    if (master.garp_at <= now) {
        master.garp_at = kNever;
        announce(master.garp_repeat, out);
    }
    if (master.refresh_at <= now) {
        master.refresh_at = next_on_schedule(master.refresh_at, config_->garp.master_refresh, now);
        announce(config_->garp.master_refresh_repeat, out);
    }
    if (master.extra_at <= now) {
        master.extra_at = next_on_schedule(master.extra_at, config_->garp.extra_if, now);
        announce(1, out, Which::Elsewhere);
    }
    if (master.farewell.until <= now)
        tick_farewell(master, now, out); // it may be no MASTER any more
}

void VirtualRouter::shut_down(Reason reason, TimePoint now, Outputs& out) {
    if (const auto* init = std::get_if<Init>(&state_)) {
        if (init->started)
            hold(false, out); // a crashed predecessor may have left the addresses
        return;
    }
    if (state() == State::Master)
        resign(now, out);
    give_up_leftovers(out);
    drop_memo(out);
    become(Init{}, reason, now, {}, out);
}

// ---- Transitions --------------------------------------------------------------------------------------------

void VirtualRouter::become(CurrentState to, Reason reason, TimePoint now, std::string detail, Outputs& out) {
    const auto from = state();
    if (hands_over())
        out.push_back(Heed{id_, effective_priority()});
    if (auto* master = std::get_if<Master>(&state_)) {
        take_back(*master, out);
        forget_neighbours(*master, out);
    }
    state_ = std::move(to);
    last_.reason = reason;
    last_.detail = detail;
    last_.since = now;
    Transitioned transition{id_, config_->name, from, state(), reason, now, std::move(detail)};
    if (const auto* master = std::get_if<Master>(&state_)) {
        transition.last_heard = hearing_.last_heard;
        transition.deadline = master->takeover_due;
        transition.staged = master->waits_for_script();
    }
    transition.priority = effective_priority();
    transition.notify = notify();
    transition.config = config_;
    out.push_back(std::move(transition));
}

// A takeover has this order: advert, addresses, gratuitous ARP.
void VirtualRouter::enter_master(TimePoint due, Reason reason, TimePoint now, std::string detail,
                                 Outputs& out) {
    drop_memo(out);
    send_advert(effective_priority(), now, out);
    Master master{.timer = now + config_->interval, .takeover_due = due};
    lend(master, out);
    if (config_->before_master)
        begin_stage(master, now, out);
    else
        take_addresses(master, now, out);
    ++counters_.master_transitions;
    become(master, reason, now, std::move(detail), out);
}

Backup& VirtualRouter::enter_backup(TimePoint timer, Reason reason, TimePoint now, std::string detail,
                                    Outputs& out) {
    Backup backup{
        .timer = timer, .master_interval = config_->interval, .master = {}, .memo = {}, .lower = {}};
    backup.undecided = reason == Reason::Startup;
    if (!backup.undecided)
        hold(false, out);
    become(backup, reason, now, std::move(detail), out);
    return std::get<Backup>(state_);
}

void VirtualRouter::enter_fault(TimePoint now, Outputs& out) {
    become(Fault{.told = fault_text()}, conditions_.strongest()->name, now, fault_text(), out);
}

// The addresses that a crashed predecessor left behind stay until a master is known. A MASTER keeps them.
void VirtualRouter::give_up_leftovers(Outputs& out) {
    auto* backup = std::get_if<Backup>(&state_);
    if (backup && std::exchange(backup->undecided, false))
        hold(false, out);
}

void VirtualRouter::resign(TimePoint now, Outputs& out) {
    if (!hands_over()) // otherwise it has resigned
        send_advert(VRRP_PRIORITY_RESIGN, now, out);
    hold(false, out);
}

} // namespace xvrrp::core
