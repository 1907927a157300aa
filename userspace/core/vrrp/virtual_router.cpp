// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/virtual_router.h"

#include "core/vrrp/frame.h"
#include "core/vrrp/names.h"
#include "core/vrrp/timers.h"

#include <algorithm>
#include <utility>

namespace xvrrp::core {

VirtualRouter::VirtualRouter(RouterId id, VirtualRouterConfig config)
    : id_(id), config_(std::make_shared<const VirtualRouterConfig>(std::move(config))),
      master_interval_(config_->interval) {
    adopt_keys();
}

RouterSnapshot VirtualRouter::snapshot() const {
    RouterSnapshot out{.router = id_,
                       .config = config_,
                       .state = state_,
                       .reason = reason_,
                       .since = since_,
                       .effective_priority = effective_priority(),
                       .master = {},
                       .faults = {},
                       .master_down = master_down(),
                       .counters = counters_};
    if (state_ == State::Master && source_)
        out.master = KnownMaster{*source_, effective_priority()};
    else if (state_ == State::Backup)
        out.master = master_;
    if (fault_)
        out.faults.push_back(fault_text());
    return out;
}

Duration VirtualRouter::master_down() const {
    return master_down_interval(config_->version, effective_priority(), master_interval_,
                                config_->down_timer_adverts);
}

Expectation VirtualRouter::expectation() const {
    const bool unicast = !config_->unicast_peers.empty();
    return {.family = config_->family,
            .version = config_->version,
            .vrid = config_->vrid,
            .min_ttl = static_cast<std::uint8_t>(unicast ? 0 : VRRP_TTL),
            .destination =
                unicast ? source_.value_or(IpAddress{config_->family, {}}) : config_->multicast_group(),
            .authentication = config_->authentication,
            .interval = config_->interval,
            .peers = config_->check_unicast_src ? config_->unicast_peers : std::vector<UnicastPeer>{},
            .hmac = !config_->hmac                             ? VRRP_HMAC_NONE
                    : config_->hmac->mode == HmacMode::Enforce ? VRRP_HMAC_REQUIRED
                                                               : VRRP_HMAC_OPTIONAL,
            .scope = link_ ? scope_of(*link_) : AddressScope{}};
}

TimePoint VirtualRouter::deadline() const {
    const auto links = std::min(link_settling_.due(), vmac_settling_.due());
    switch (state_) {
    case State::Backup:
        return std::min({links, timer_, memo_ ? preempt_at_ : kNever});
    case State::Master:
        return std::min({links, timer_, garp_at_, refresh_at_, extra_at_});
    case State::Init:
    case State::Fault:
        return links;
    }
    return links;
}

void VirtualRouter::start(TimePoint now, Outputs& out) {
    if (state_ != State::Init)
        return;
    if (!fault_)
        return stand_for_election(Reason::Startup, {}, now, out);
    hold(false, out); // what a crashed predecessor left behind
    enter_fault(now, out);
}

// RFC 9568 section 6.4.1.
void VirtualRouter::stand_for_election(Reason reason, const std::string& detail, TimePoint now,
                                       Outputs& out) {
    standing_since_ = now;
    const bool owner = config_->priority == VRRP_PRIORITY_OWNER && config_->initial_state != State::Backup;
    const auto delay = reason == Reason::Startup ? config_->startup_delay : Duration::zero();
    if (owner && delay == Duration::zero())
        return enter_master(Reason::Owner, now,
                            detail.empty() ? "" : std::string(sentence(Reason::Owner)) + "; " + detail, out);
    enter_backup(reason, now, detail, out);
    timer_ = now + delay + (owner ? Duration::zero() : master_down());
}

void VirtualRouter::receive(const PacketReceived& input, const LocalAddresses& local, TimePoint now,
                            Outputs& out) {
    // What arrived before we stood for election is discarded, even if it was still queued then.
    if ((state_ != State::Backup && state_ != State::Master) || input.arrival < standing_since_ ||
        ignores_adverts())
        return;
    if (state_ == State::Backup)
        hear_again(input.keepalive, out);
    last_seen_ = std::max(last_seen_, input.arrival);
    const auto received = core::receive(input.packet, expectation(), local);
    if (!received) {
        notice(Noticed::Kind::PacketRefused, std::string(sentence(received.error())), out);
        return;
    }
    if (!believes(*received, input.arrival, out))
        return;
    notice_differences(received->advert, out);
    const Heard heard{received->source, received->advert.priority, received->advert.interval, input.arrival};
    if (state_ == State::Master)
        receive_as_master(heard, now, out);
    else if (!receive_as_backup(heard, out))
        return;
    if (state_ == State::Backup && heard.priority != VRRP_PRIORITY_RESIGN) {
        // Nothing is known by its looks where only the HMAC tells: such a memo names the master and matches no advert.
        memorise(authenticator_ ? Memo{received->source, {}, 0} : received->memo, out);
        known_ = heard;
    }
}

// A false advert changes nothing but a counter.
bool VirtualRouter::believes(const ReceivedAdvert& received, TimePoint arrival, Outputs& out) {
    if (!authenticator_)
        return true;
    const auto reason = authenticator_->judge(received.signed_advert, received.source, wall_time(arrival));
    if (reason == VRRP_DROP_NONE) {
        missed_ = false;
        return true;
    }
    ++counters_.refused.at(reason);
    notice(Noticed::Kind::AuthenticationFailed,
           std::string(sentence(reason)) + ", from " + received.source.text(), out);
    return false;
}

void VirtualRouter::observe(const PeerObserved& peer, Outputs& out) {
    if (state_ != State::Backup || ignores_adverts())
        return;
    if (authenticator_) { // what only the kernel side saw proves nothing
        missed_ |= std::exchange(withheld_, peer.withheld) != peer.withheld;
        return;
    }
    hear_again(peer.keepalive, out);
    // News that the kernel side had to withhold. It was heard all the same: not to know it would elect us.
    if (peer.last_seen > std::max({last_seen_, peer.keepalive, standing_since_})) {
        last_seen_ = peer.last_seen;
        receive_as_backup({peer.source, peer.priority, peer.interval, peer.last_seen}, out);
    }
}

// The known advert came again. Whether or not we still have the memo: a late loop may just have dropped it.
void VirtualRouter::hear_again(TimePoint keepalive, Outputs& out) {
    if (authenticator_ || !known_ || keepalive <= std::max(last_heard_, standing_since_))
        return;
    known_->at = keepalive;
    preempts(*known_,
             out); // if so, tick ends it: the kernel side stops refreshing this one when the memo is gone
    follow(*known_);
}

void VirtualRouter::tick(TimePoint now, Outputs& out) {
    settle_links(now, out);
    if (state_ == State::Backup) {
        if (preempt_at_ <= now)
            memorise({},
                     out); // preempt_delay is over: adverts of lower priority are news again, and discarded
        // Late, and what was withheld meanwhile may have been our master: listen anew.
        if (missed_ && now - timer_ >= config_->interval) {
            missed_ = false;
            timer_ = now + master_down();
        }
        if (timer_ <= now) {
            takeover_due_ = timer_;
            enter_master(takeover_reason(), now, silence(now), out);
        }
    } else if (state_ == State::Master) {
        if (timer_ <= now) {
            send_advert(effective_priority(), now, out);
            timer_ = next_on_schedule(timer_, config_->interval, now);
        }
        if (garp_at_ <= now) {
            garp_at_ = kNever;
            announce(garp_repeat_, out);
        }
        if (refresh_at_ <= now) {
            refresh_at_ = next_on_schedule(refresh_at_, config_->garp.master_refresh, now);
            announce(config_->garp.master_refresh_repeat, out);
        }
        if (extra_at_ <= now) {
            extra_at_ = next_on_schedule(extra_at_, config_->garp.extra_if, now);
            announce(1, out, Which::Elsewhere);
        }
    }
}

void VirtualRouter::shut_down(TimePoint now, Outputs& out) {
    if (state_ == State::Init)
        return;
    if (state_ == State::Master)
        resign(now, out);
    give_up_leftovers(out);
    follow_nobody(out);
    become(State::Init, Reason::Shutdown, now, {}, out);
}

// ---- Transitions --------------------------------------------------------------------------------------------

void VirtualRouter::become(State to, Reason reason, TimePoint now, std::string detail, Outputs& out) {
    const auto from = std::exchange(state_, to);
    reason_ = reason;
    since_ = now;
    Transitioned transition{id_, config_->name, from, to, reason, now, std::move(detail)};
    if (to == State::Master) {
        transition.last_heard = last_heard_;
        transition.deadline = takeover_due_;
    }
    out.push_back(std::move(transition));
}

// The order of a takeover: advert, addresses, gratuitous ARP.
void VirtualRouter::enter_master(Reason reason, TimePoint now, std::string detail, Outputs& out) {
    undecided_ = false;
    follow_nobody(out);
    send_advert(effective_priority(), now, out);
    hold(true, out);
    announce(config_->garp.master_repeat, out);
    timer_ = now + config_->interval;
    plan_burst(now, config_->garp.master_delay, config_->garp.master_repeat);
    plan_repetitions(now);
    ++counters_.master_transitions;
    become(State::Master, reason, now, std::move(detail), out);
}

void VirtualRouter::enter_backup(Reason reason, TimePoint now, std::string detail, Outputs& out) {
    follow_nobody(out);
    timer_ = now + master_down();
    undecided_ = reason == Reason::Startup;
    if (!undecided_)
        hold(false, out);
    become(State::Backup, reason, now, std::move(detail), out);
}

// What a crashed predecessor left behind stays until it is known whose it is: a MASTER goes on with it.
void VirtualRouter::give_up_leftovers(Outputs& out) {
    if (std::exchange(undecided_, false))
        hold(false, out);
}

void VirtualRouter::resign(TimePoint now, Outputs& out) {
    send_advert(VRRP_PRIORITY_RESIGN, now, out);
    hold(false, out);
}

// Every transition starts from here.
void VirtualRouter::follow_nobody(Outputs& out) {
    memorise({}, out);
    master_.reset();
    master_interval_ = config_->interval;
    timer_ = garp_at_ = refresh_at_ = extra_at_ = preempt_at_ = kNever;
}

void VirtualRouter::memorise(const std::optional<Memo>& memo, Outputs& out) {
    if (memo_ == memo)
        return;
    memo_ = memo;
    out.push_back(Memorise{id_, memo});
}

void VirtualRouter::send_advert(std::uint8_t priority, TimePoint now, Outputs& out) {
    if (!link_ || !source_)
        return;
    Advert advert{.version = config_->version,
                  .vrid = config_->vrid,
                  .priority = priority,
                  .interval = config_->interval,
                  .authentication = config_->authentication,
                  .addresses = {}};
    for (const auto& each : config_->addresses)
        advert.addresses.push_back(each.address);
    const auto group = config_->multicast_group();
    // Once for all destinations: a sequence number belongs to an advert, not to a packet.
    const auto trailer = authenticator_
                             ? authenticator_->sign(encode(advert, *source_, group), *source_, wall_time(now))
                             : Bytes{};
    ++identification_;
    if (config_->unicast_peers.empty()) {
        const auto mac = config_->vmac && config_->vmac->xmit_base ? link_->mac : announced_mac();
        out.push_back(SendAdvert{id_, link_->index(),
                                 advert_frame(mac, *source_, group, identification_,
                                              encode(advert, *source_, group, config_->checksum, trailer))});
    }
    for (const auto& peer : config_->unicast_peers)
        out.push_back(
            SendUnicast{id_, link_->index(), peer.address,
                        advert_packet(*source_, peer.address, config_->unicast_ttl, identification_,
                                      encode(advert, *source_, peer.address, config_->checksum, trailer))});
    ++counters_.adverts_sent;
    if (priority == VRRP_PRIORITY_RESIGN)
        ++counters_.priority_zero_sent;
}

std::optional<Announce::Message> VirtualRouter::message_of(const VirtualAddress& address) const {
    const auto* carrier = link_of(address);
    const auto link = carrier ? announcing_link(*carrier) : std::nullopt;
    if (!link || !link->arp)
        return {};
    const bool ipv4 = address.address.family == Family::Ipv4;
    return Announce::Message{.address = place_on(*carrier, address),
                             .through = link->index(),
                             .frame = ipv4 ? gratuitous_arp(link->mac, address.address)
                                           : unsolicited_na(link->mac, address.address, link->forwards),
                             .interval = ipv4 ? config_->garp.interval : config_->garp.na_interval};
}

void VirtualRouter::announce(unsigned repeat, Outputs& out, Which which) {
    Announce announcement{id_, repeat, {}};
    const int here = address_link() ? address_link()->ifindex : 0;
    for (const auto* addresses : {&config_->addresses, &config_->excluded}) {
        for (const auto& each : *addresses) {
            auto message = repeat > 0 ? message_of(each) : std::nullopt;
            if (message && (which == Which::All || message->address.ifindex != here))
                announcement.messages.push_back(std::move(*message));
        }
    }
    if (!announcement.messages.empty())
        out.push_back(std::move(announcement));
}

void VirtualRouter::hold(bool wanted, Outputs& out) const {
    Hold held{.router = id_,
              .name = config_->name,
              .wanted = wanted,
              .owner = config_->priority == VRRP_PRIORITY_OWNER,
              .standing = state_ != State::Fault,
              .addresses = {},
              .routes = config_->routes,
              .rules = config_->rules};
    for (const auto* addresses : {&config_->addresses, &config_->excluded}) {
        for (const auto& each : *addresses) {
            if (const auto* link = link_of(each))
                held.addresses.push_back(place_on(*link, each));
        }
    }
    out.push_back(std::move(held));
}

// Whoever receives for us starts without a memo, so we must not believe that there is one.
void VirtualRouter::ask_to_receive(Outputs& out) {
    if (!link_)
        return;
    memorise({}, out);
    const bool unicast = !config_->unicast_peers.empty();
    out.push_back(Receive{id_, *link_, expectation(), effective_priority(),
                          unicast ? std::nullopt : std::optional(config_->multicast_group())});
}

// What a master that stays one says again.
void VirtualRouter::plan_repetitions(TimePoint now) {
    const auto first = [now](Duration every) { return every > Duration::zero() ? now + every : kNever; };
    refresh_at_ = first(config_->garp.master_refresh);
    extra_at_ = first(config_->garp.extra_if);
}

void VirtualRouter::plan_burst(TimePoint now, Duration delay, unsigned repeat) {
    garp_at_ = delay > Duration::zero() ? now + delay : kNever;
    garp_repeat_ = repeat;
}

MacAddress VirtualRouter::announced_mac() const {
    if (config_->vmac)
        return virtual_mac(config_->family, config_->vrid);
    return link_ ? link_->mac : MacAddress{};
}

} // namespace xvrrp::core
