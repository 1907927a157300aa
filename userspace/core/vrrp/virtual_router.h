// SPDX-License-Identifier: GPL-2.0-or-later
// One VRRP virtual router: RFC 3768 section 6.4 and RFC 9568 section 6.4 as a value.
//
// Inputs come through VrrpRouter, and outputs are appended to the Outputs given. now is the time of handling, and
// arrival is the kernel's time stamp. Deadlines are computed from the arrival.
#pragma once

#include "core/conditions/conditions.h"
#include "core/conditions/effective_priority.h"
#include "core/conditions/sync_groups.h"
#include "core/vrrp/hmac.h"
#include "core/vrrp/io.h"
#include "core/vrrp/priority_order.h"
#include "core/vrrp/snapshot.h"
#include "core/vrrp/states.h"
#include "core/vrrp/surroundings.h"
#include "core/vrrp/virtual_router_config.h"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace xvrrp::core {

class VirtualRouter {
public:
    VirtualRouter(RouterId id, VirtualRouterConfig config);

    RouterSnapshot snapshot() const;

    // It waits in INIT until something is known of each script and each process that it tracks. booted is the time of the
    // host's boot.
    void start(TimePoint booted, TimePoint now, Outputs& out);
    // No advert may come from the addresses in local.
    void receive(const PacketReceived& input, const LocalAddresses& local, TimePoint now, Outputs& out);
    void observe(const PeerObserved& peer, Outputs& out);
    // Does the same if only the known advert was heard and only the deadline moves. Otherwise it returns false.
    bool hear_quietly(TimePoint keepalive);
    // The known advert was heard once more, and the deadline is patience() after it. No other input came since
    // hear_quietly().
    void hear_again_quietly(TimePoint keepalive, TimePoint deadline);
    // The time from the known advert to the deadline, or zero if something else may be due before.
    Duration patience() const;
    void observe(const SharedObservation& seen, const LocalAddresses& local, TimePoint now, Outputs& out);

    void observe_clock(const ClockObserved& clock) { clock_.wall_ahead = clock.ahead; }

    // These links are the interface with the virtual MAC, and any other that an address, a route or a rule names.
    void observe_vmac(const SharedObservation& seen, TimePoint now, Outputs& out);
    void observe_address_link(const Link& seen, TimePoint now, Outputs& out);
    void observe(const ReceptionObserved& reception, TimePoint now, Outputs& out);
    void observe(const StageEnded& ended, TimePoint now, Outputs& out);
    void observe(const GateShut& gate, TimePoint now, Outputs& out);
    void observe(const StandInObserved& seen, Outputs& out);
    // A MASTER that waits to lend its next advert lends this one.
    void lend_at_once(Outputs& out);
    void observe(const Inherited& inherited);
    void observe(const Remembered& former);
    // Its sync group is not MASTER as a whole.
    void forget_inherited();
    // It goes on with the mastership of a former daemon when it starts.
    bool is_inherited() const;
    // It leads, and the kernel cannot go on with that, or its script is waited for.
    bool leads_alone() const;
    void observe(const NeighboursObserved& seen, Outputs& out);
    // Its adverts are such that the kernel can send them, and it is not switched off.
    bool wants_stand_in() const;
    void observe(const Tracker& tracker, const TrackerState& state, TimePoint now, Outputs& out);
    // A reload keeps the state, its deadlines and all that was heard, as far as the new configuration allows. named is known
    // at once, so that no condition goes for a moment.
    void reconfigure(VirtualRouterConfig config, Named named, TimePoint now, Outputs& out);
    void tick(TimePoint now, Outputs& out);

    // The part of this virtual router in its sync group, and what the group makes it do.
    Member member() const;
    void take_over_with_group(TimePoint now, Outputs& out);
    void yield_to_group(const std::string& because, TimePoint now, Outputs& out);
    void observe_group_fault(const std::string& faulty_member, TimePoint now, Outputs& out);

    void shut_down(Reason reason, TimePoint now, Outputs& out);

    // shut_down() after before_backup. Returns false if there is nothing to wait for.
    bool leave(Reason reason, TimePoint now, Outputs& out);
    // True if leave() has to come before a removal.
    bool has_farewell_to_say() const;
    // The part of this MASTER in the loss of its sync group: it runs its script too; nobody is waited for any more, and
    // lower: the others are told a lower priority; nobody has taken over.
    void join_farewell(TimePoint now, Outputs& out);
    void part(bool lower, Duration slowest, TimePoint now, Outputs& out);
    void stay(Outputs& out);
    // Null if there is none.
    const Farewell* farewell() const;

    // A MASTER hands over, and is drained when another router has taken over. is_forced: or when nobody does.
    void drain(bool is_forced, TimePoint now, Outputs& out);
    void undrain(TimePoint now, Outputs& out);
    // how: the end of the sentence about it, as of took_over().
    void be_drained(std::string how, TimePoint now, Outputs& out);
    void drain_with_group(TimePoint now, Outputs& out);

    // Before it leaves INIT: it is drained when it does; it has this priority.
    void stay_away() { surroundings_.drained.emplace(); }

    void keep_order(const PriorityOrder& order) { order_ = order; }

    // An operator's priority takes the place of the configured one, or does no longer. An owner of its addresses keeps 255.
    void order(const std::optional<PriorityOrder>& order, TimePoint now, Outputs& out);
    // It is MASTER, or would win against the master that it knows.
    bool can_follow(const PriorityOrder& order) const;

    const std::optional<PriorityOrder>& ordered() const { return order_; }

    // It is about to become MASTER because of an order.
    bool is_rising() const {
        const auto* backup = std::get_if<Backup>(&state_);
        return backup != nullptr && backup->promoted;
    }

    // A MASTER whose addresses wait for before_master.
    bool waits_for_script() const {
        const auto* master = std::get_if<Master>(&state_);
        return master != nullptr && master->waits_for_script();
    }

    bool is_draining() const { return draining_ != Draining::No; }

    bool is_drained() const { return surroundings_.drained.has_value(); }

    // The time at which tick has something to do.
    TimePoint deadline() const;

    const VirtualRouterConfig& config() const { return *config_; }

    const std::shared_ptr<const VirtualRouterConfig>& shared_config() const { return config_; }

    State state() const { return state_of(state_); }

    Reason reason() const { return last_.reason; }

    TimePoint since() const { return last_.since; }

    TimePoint last_heard() const { return hearing_.last_heard; }

    // The deadline of the state: master-down as BACKUP, the next advert as MASTER.
    TimePoint timer() const;
    Duration master_down() const;

    // The configured priority, or the one that was asked for, and what the conditions add to it.
    EffectivePriority priority() const;

    std::uint8_t effective_priority() const { return priority().value(); }

    // The priority in our adverts. A lower one waits for before_backup.
    std::uint8_t told_priority() const;

    // The master that a BACKUP knows.
    std::optional<KnownMaster> master() const;

    const Conditions& conditions() const { return conditions_; }

    // The strongest hard condition.
    std::optional<Reason> fault() const;

    // All hard conditions, for people. The text is empty if there are none.
    std::string fault_text() const { return conditions_.hard_text(); }

    // The link that carries the addresses that name no interface.
    const SharedLink& address_link() const { return surroundings_.address_link(*config_); }

    // The link that carries this address; none: its interface does not exist.
    const Link* link_of(const VirtualAddress& address) const {
        return surroundings_.link_of(*config_, address);
    }

    // The MAC by which the neighbours know an address that names no interface.
    MacAddress announced_mac() const { return surroundings_.announced_mac(*config_); }

    const std::optional<IpAddress>& source() const { return surroundings_.source; }

    const RouterCounters& counters() const { return counters_; }

    RouterRecord record() const;

    Expectation expectation() const;

private:
    struct LastTransition {
        Reason reason = Reason::Startup;
        std::string detail; // for people
        TimePoint since{};
    };

    struct Clock {
        Duration wall_ahead{0}; // of the wall clock
        TimePoint booted{};     // the time of the host's boot
    };

    // The memory of what was heard. It outlives the transitions.
    struct Hearing {
        TimePoint standing_since{};       // we left INIT or FAULT then; no earlier advert counts
        TimePoint last_heard{};           // the last accepted advert
        TimePoint last_seen{};            // the last advert of any kind that reached us
        std::optional<Heard> known;       // the advert of the memo, or of the last memo that there was
        std::optional<Heard> told;        // the last advert that came as more than a time, for people
        Centiseconds noticed_interval{0}; // version 3: the last interval that was not ours
        bool addresses_differ = false;
        std::uint64_t withheld = 0; // where user space verifies: the kernel side's last count
    };

    enum class Draining : std::uint8_t { No, IfTakenOver, Anyway };

    // What depends on the priority.
    struct Weight {
        std::uint8_t priority = 0;
        std::uint8_t told = 0;
        Duration patience{0};
    };

    // Transitions. A reference to the members of the state before is not valid after one.
    void lead_on(TimePoint kernel_sends, TimePoint now, Outputs& out);
    void follow_on(TimePoint since, Followed followed, TimePoint now, Outputs& out);
    void stand_for_election(Reason reason, const std::string& detail, TimePoint now, Outputs& out);
    void become(CurrentState to, Reason reason, TimePoint now, std::string detail, Outputs& out);
    void enter_master(TimePoint due, Reason reason, TimePoint now, std::string detail, Outputs& out);
    void take_addresses(Master& master, TimePoint now, Outputs& out) const;
    void begin_stage(Master& master, TimePoint now, Outputs& out);
    void end_stage(const std::string& how, TimePoint now, Outputs& out);
    void begin_farewell(Master& master, TimePoint now, Outputs& out);
    void end_farewell_script(Master& master, const std::string& how, Outputs& out) const;
    void hold_back(std::uint8_t told_before, TimePoint now, Outputs& out);
    void tick_farewell(Master& master, TimePoint now, Outputs& out);
    void hand_over(Master& master, Duration slowest, TimePoint now, Outputs& out);
    void end_hand_over(Master& master, TimePoint now, Outputs& out);
    void call_off(Master& master, TimePoint now, Outputs& out);
    Duration patience_of_others() const;
    Backup& enter_backup(TimePoint timer, Reason reason, TimePoint now, std::string detail, Outputs& out);
    void enter_fault(TimePoint now, Outputs& out);
    void give_up_leftovers(Outputs& out);
    void resign(TimePoint now, Outputs& out);

    // Adverts that were received.
    void hear_again(Backup& backup, TimePoint keepalive, Outputs& out);
    bool believes(const ReceivedAdvert& received, TimePoint arrival, Outputs& out);
    bool receive_as_backup(Backup& backup, const Heard& heard, Outputs& out);
    void hear_resignation(Backup& backup, const Heard& heard, Outputs& out);
    bool receive_as_master(Master& master, const Heard& heard, TimePoint now, Outputs& out);
    void answer_losing_advert(Master& master, const Heard& heard, TimePoint now, Outputs& out);
    void follow(Backup& backup, const Heard& heard);
    void follow_again(Backup& backup);
    bool preempts(Backup& backup, const Heard& heard, Outputs& out);
    void notice_differences(const Advert& advert, Outputs& out);
    Duration longest_learned_interval() const;
    Duration master_down(Duration master_interval) const;
    Duration patience(const Backup& backup) const;
    // The advert that we are going to preempt; null if none came after the last one of the master.
    const Heard* preempted(const Backup& backup) const;
    Reason takeover_reason(const Backup& backup) const;
    std::string silence(const Backup& backup, TimePoint now) const;

    // Outputs.
    enum class Which : std::uint8_t { All, Elsewhere };
    void notice(Noticed::Kind kind, std::string detail, Outputs& out,
                vrrp_drop_reason refused = VRRP_DROP_NONE) const;
    void memorise(Backup& backup, const std::optional<Memo>& memo, Outputs& out) const;
    void drop_memo(Outputs& out);
    // due: when this advert was due, if that was before now.
    void send_advert(std::uint8_t priority, TimePoint now, Outputs& out, TimePoint due = kNever);
    void advertise(Master& master, TimePoint next, TimePoint now, Outputs& out);
    void lend(Master& master, Outputs& out) const;
    void take_back(Master& master, Outputs& out) const;
    bool may_lend() const;
    void ask_for_neighbours(Master& master, Outputs& out) const;
    void forget_neighbours(const Master& master, Outputs& out) const;
    std::optional<LentAdvert> lendable(const Master& master) const;
    LeasedFrame lent_frame(const IpAddress& destination, std::uint8_t ttl, const Neighbour& way) const;
    std::vector<LeasedFrame> lent_frames(const LentAdvert& lent) const;
    std::vector<FencedAddress> fenced() const;
    Advert advert(std::uint8_t priority) const;
    MacAddress advert_mac() const;
    void send(const Advert& advert, TimePoint due, TimePoint now, Outputs& out);
    void announce(unsigned repeat, Outputs& out, Which which = Which::All) const;
    std::optional<Announce::Message> message_of(const VirtualAddress& address) const;
    void hold(bool wanted, Outputs& out) const;
    void ask_to_receive(Outputs& out);

    // Observations of the network, and the conditions that follow from them.
    Surroundings take_in(Surroundings next, TimePoint now, Outputs& out);
    void see_own_link(Surroundings next, TimePoint now, Outputs& out);
    void see_vmac_link(Surroundings next, TimePoint now, Outputs& out);
    void settle_links(TimePoint now, Outputs& out);
    void move_addresses(const SharedLink& before, Outputs& out) const;
    void act_on_conditions(TimePoint now, Outputs& out);
    void tell_priority(std::uint8_t before, Outputs& out) const;
    EffectivePriority priority_under(const std::optional<PriorityOrder>& order) const;
    Weight weigh() const;
    void weigh_anew(const Weight& before, TimePoint now, Outputs& out);

    // Work at a deadline, and a reload.
    void learn(Named named, TimePoint now, Outputs& out);
    void tick_backup(Backup& backup, TimePoint now, Outputs& out);
    void tick_master(Master& master, TimePoint now, Outputs& out);
    void reconfigure_backup(Backup& backup, const VirtualRouterConfig& before, TimePoint now, Outputs& out);
    void reconfigure_master(Master& master, const VirtualRouterConfig& before, std::uint8_t told_before,
                            TimePoint now, Outputs& out);
    void adopt_keys();

    std::vector<Tracker> awaited() const;

    bool is_promoted() const { return order_ && order_->promotes; }

    bool preempts() const { return config_->preempt || is_promoted(); }

    Duration preempt_delay() const { return is_promoted() ? Duration::zero() : config_->preempt_delay; }

    bool says_farewell() const { return config_->before_backup || config_->group_waits; }

    bool ignores_adverts() const {
        return config_->owner_ignore_adverts && config_->priority == VRRP_PRIORITY_OWNER && !hands_over();
    }

    // The others are told priority 0, and it answers for its addresses until one of them is MASTER.
    bool hands_over() const {
        const auto* master = std::get_if<Master>(&state_);
        return master != nullptr && master->farewell.hands_over();
    }

    // The conditions end what we were doing.
    bool is_interrupted() const {
        return conditions_.prevent_work() && (state() == State::Backup || state() == State::Master);
    }

    // It lives as long as the configuration that it is a part of.
    std::shared_ptr<const Notify> notify() const { return {config_, &config_->notify}; }

    // Only user space can tell who sent an advert. One that only the kernel side saw proves nothing.
    bool verifies() const { return authenticator_ || ah_; }

    WallTime wall_time(TimePoint when) const { return WallTime(when.time_since_epoch() + clock_.wall_ahead); }

    RouterId id_;
    std::shared_ptr<const VirtualRouterConfig> config_;
    CurrentState state_;
    LastTransition last_;
    Conditions conditions_;
    Surroundings surroundings_;
    Hearing hearing_;
    std::unique_ptr<Authenticator> authenticator_; // auth_hmac
    std::unique_ptr<AhAuthenticator> ah_;
    Clock clock_;
    std::uint16_t identification_ = 0;
    std::uint64_t stage_ = 0; // the last one that began
    Draining draining_ = Draining::No;
    std::optional<PriorityOrder> order_{};
    RouterCounters counters_;
};

// Ordered by id, which is the order of the configuration at the start.
using VirtualRouters = std::map<RouterId, VirtualRouter>;

} // namespace xvrrp::core
