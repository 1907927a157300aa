// SPDX-License-Identifier: GPL-2.0-or-later
#include "witness.h"

#include "core/vrrp/names.h"
#include "core/vrrp/timers.h"

#include <algorithm>
#include <utility>

namespace xvrrp::sim {

using core::State;

namespace {

constexpr std::size_t kPriorityOffset = 14 + 20 + 2; // behind Ethernet and IPv4

} // namespace

unsigned priority_in(const core::Bytes& frame) {
    return frame[kPriorityOffset];
}

Witness::Witness(std::string host, core::IpAddress source, std::vector<core::VirtualRouterConfig> routers,
                 QuorumOracle processes, const Timeline& timeline, Record& record)
    : host_(std::move(host)), timeline_(timeline),
      record_(record), seen_{true, true, true, 0, std::move(processes)} {
    for (auto& config : routers)
        each_.push_back({config, Reference(config, source), {}, false, false, false});
}

void Witness::arrived(std::size_t router, const core::ReceivedAdvert& received, bool withheld) {
    each_[router].withheld |= withheld;
    each_[router].arrivals.push_back({received.source, received.advert, timeline_.now()});
}

void Witness::began(Seen seen) {
    seen_ = std::move(seen);
    groups_.clear();
    are_all_drained_ &= std::ranges::none_of(each_, &Each::draining);
    for (auto& each : each_) {
        each.reference.leave(State::Fault);
        each.arrivals.clear();
        each.heard_resignation = false;
        each.runs = true;
        each.left = std::exchange(each.wanted, false);
        each.stage.reset();
        each.deaf.clear();
        each.draining = false; // one that is drained stays so
        judge(each);
    }
}

void Witness::configured(const std::vector<core::VirtualRouterConfig>& routers) {
    for (std::size_t id = 0; id < each_.size(); ++id) {
        each_[id].config = routers[id];
        each_[id].reference.configure(weighed(each_[id]));
    }
}

// Judged by the old configuration up to here, by the new one from here on.
void Witness::reconfigured(std::size_t router, const core::VirtualRouter& before,
                           const core::VirtualRouterConfig& config) {
    auto& each = each_[router];
    catch_up(each, before);
    const bool anew = each.config.priority != config.priority || each.config.preempt != config.preempt;
    each.config = config;
    each.reference.reconfigure(weighed(each), anew, timeline_.now());
    judge(each);
}

void Witness::dropped(std::size_t router) {
    each_[router].reference.leave(State::Init);
    each_[router].runs = false;
    each_[router].deaf.clear();
    each_[router].drained |= std::exchange(each_[router].draining, false); // if it ever comes back
}

void Witness::admitted(std::size_t router, const core::VirtualRouterConfig& config) {
    auto& each = each_[router];
    each.config = config;
    each.runs = true;
    each.arrivals.clear();
    each.reference.configure(weighed(each));
    each.reference.leave(State::Fault);
    judge(each);
}

// The end of the script that the addresses wait for brings them.
void Witness::saw_end(const core::StageEnded& ended) {
    const auto& each = each_[ended.router.value];
    if (each.stage && each.stage->stage == ended.stage)
        violation(each.config.name, "waits for a before_master that has ended");
}

// The owner needs no election.
void Witness::saw_gate(const core::GateShut& gate) {
    auto& each = each_[gate.router.value];
    each.inherited.reset();
    if (each.reference.state() != State::Master)
        return;
    if (each.config.priority == VRRP_PRIORITY_OWNER)
        each.reference.restart_schedule(timeline_.now());
    else
        each.reference.yield(timeline_.now());
}

void Witness::saw_inherited(const core::Inherited& inherited) {
    each_[inherited.router.value].inherited = inherited.next;
}

void Witness::saw_remembered(const core::Remembered& remembered) {
    each_[remembered.router.value].followed = remembered.record.followed;
}

void Witness::follow_on(Each& each) {
    if (each.followed)
        each.reference.follow_on(*each.followed, timeline_.now());
    else
        violation(each.config.name, "follows a master that nobody knew");
}

// Its own adverts come before the kernel's.
void Witness::lead_on(Each& each, const core::VirtualRouter& router) {
    if (!each.inherited)
        violation(each.config.name, "leads on without a lease");
    else if (router.timer() > std::max(*each.inherited, timeline_.now()))
        violation(each.config.name, "leads on after the kernel's advert");
    each.inherited.reset();
    each.reference.take_over(timeline_.now());
    each.reference.restart_schedule(router.timer());
}

void Witness::handled(const std::map<core::RouterId, State>& before, const core::Outputs& outputs,
                      const core::VrrpRouter& now) {
    const auto state_of = [&](core::RouterId id) {
        const auto found = now.routers().find(id);
        return found == now.routers().end() ? State::Init : found->second.state();
    };
    auto states = before; // at each output
    bool stays = false;   // nobody has taken over, and that is told
    for (const auto& output : outputs) {
        if (const auto* sent = std::get_if<core::SendAdvert>(&output))
            take(*sent, states.at(sent->router), state_of(sent->router));
        else if (const auto* transition = std::get_if<core::Transitioned>(&output)) {
            take(*transition);
            states.insert_or_assign(transition->router, transition->to);
            if (transition->reason == core::Reason::LeadsOn)
                lead_on(each_[transition->router.value], now.routers().at(transition->router));
            if (transition->reason == core::Reason::FollowsOn)
                follow_on(each_[transition->router.value]);
        } else if (const auto* group = std::get_if<core::GroupChanged>(&output))
            take(*group, stays);
        else if (const auto* want = std::get_if<core::Hold>(&output))
            take(*want);
        else if (const auto* stage = std::get_if<core::RunStage>(&output))
            take(*stage);
        else if (const auto* notice = std::get_if<core::Noticed>(&output))
            stays |= notice->kind == core::Noticed::Kind::StillMaster;
    }
    for (const auto& [id, router] : now.routers()) {
        auto& each = each_[id.value];
        hear_of_priority(each, router);
        hear_of_drain(each, router);
        const bool may_want = router.state() == State::Master && !each.stage;
        if (router.state() != State::Init && each.wanted != may_want)
            violation(each.config.name, each.wanted ? "wants its addresses and is not MASTER"
                                                    : "is MASTER without wanting its addresses");
        const bool follows = router.master() && router.master()->priority != VRRP_PRIORITY_RESIGN;
        const bool prepares = router.state() == State::Master && each.stage;
        if (each.left && router.state() != State::Init && !prepares &&
            (router.state() != State::Backup || follows))
            violation(each.config.name, "keeps what it found although it is no candidate for it");
    }
}

void Witness::take(const core::SendAdvert& sent, State before, State after) {
    const auto priority = priority_in(sent.frame);
    record_.adverts.push_back({timeline_.elapsed(), host_, sent.router.value, priority});
    const bool leaving =
        before == State::Master && (after != State::Master || each_[sent.router.value].draining);
    const bool leads = before == State::Master || after == State::Master;
    if (priority == VRRP_PRIORITY_RESIGN ? !leaving : !leads)
        violation(each_[sent.router.value].config.name,
                  "sent priority " + std::to_string(priority) + " as " + std::string(core::name(after)));
}

void Witness::take(const core::Hold& hold) {
    auto& each = each_[hold.router.value];
    each.wanted = hold.wanted;
    each.left = false;
    if (hold.wanted)
        each.stage.reset();
}

void Witness::take(const core::RunStage& stage) {
    auto& each = each_[stage.router.value];
    if (stage.script.script.arguments.front() != kBeforeMaster)
        return;
    each.stage = stage;
    each.staged_until = timeline_.now() + stage.script.timeout;
}

// before_backup holds a lower priority back, within its limits. The others and the reference go by what was told.
void Witness::hear_of_priority(Each& each, const core::VirtualRouter& router) {
    if (router.state() != State::Master || each.reference.state() != State::Master ||
        router.told_priority() == each.reference.told())
        return;
    catch_up(each, router);
    const bool begins = router.told_priority() == VRRP_PRIORITY_RESIGN;
    const bool ends = each.reference.told() == VRRP_PRIORITY_RESIGN;
    each.reference.tell(router.told_priority());
    if (begins || ends)
        each.reference.restart_schedule(timeline_.now());
}

void Witness::take(const core::Transitioned& transition) {
    auto& each = each_[transition.router.value];
    if (transition.to != State::Master)
        each.stage.reset();
    else if (!each.deaf.empty())
        violation(each.config.name, "becomes MASTER although it cannot receive");
    if (transition.to == State::Init) {
        each.runs = false;
        each.reference.leave(State::Init);
    }
    record_.changes.push_back({timeline_.elapsed(), host_, transition.router.value, transition.from,
                               transition.to, transition.reason});
}

void Witness::take(const core::GroupChanged& change, bool stays) {
    const auto known = groups_.find(change.group);
    if (stays && change.to == State::Master)
        return;
    if (change.to == (known == groups_.end() ? State::Init : known->second))
        violation(change.group, "was told to be " + std::string(core::name(change.to)) + " twice");
    if (change.to == State::Init)
        groups_.erase(change.group);
    else
        groups_.insert_or_assign(change.group, change.to);
}

void Witness::catch_up(Each& each) {
    for (const auto& [source, advert, at] : each.arrivals) {
        each.reference.hear(source, advert, at);
        each.heard_resignation |= advert.priority == VRRP_PRIORITY_RESIGN;
    }
    each.arrivals.clear();
}

void Witness::catch_up(Each& each, const core::VirtualRouter& router) {
    if (!each.config.sync_group.empty())
        return each.arrivals.clear();
    catch_up(each);
    if (router.state() == State::Master && each.reference.state() == State::Backup)
        check_takeover(each);
}

void Witness::settled(const core::VrrpRouter& router, bool at_once) {
    for (const auto& [id, of_host] : router.routers()) {
        auto& each = each_[id.value];
        check_scripts(each, of_host);
        check_conditions(id.value, of_host);
        if (!each.runs || !each.config.sync_group.empty())
            continue;
        catch_up(each, of_host);
        compare(each, of_host, at_once);
        each.heard_resignation = false;
    }
    check_groups(router);
}

void Witness::check_scripts(const Each& each, const core::VirtualRouter& router) {
    if (each.stage && each.staged_until <= timeline_.now())
        violation(each.config.name, "waits for its addresses longer than before_master may take");
    if (each.stage && router.deadline() > each.staged_until)
        violation(each.config.name, "would wake up too late to take its addresses");
    const auto* farewell = router.farewell();
    const bool is_waiting = farewell != nullptr && farewell->is_waiting();
    if (is_waiting && farewell->step == core::Farewell::Step::Script && farewell->until <= timeline_.now())
        violation(each.config.name, "waits longer than before_backup may take");
    const bool hands_over = farewell != nullptr && farewell->hands_over();
    if (hands_over && (!each.draining || router.told_priority() != VRRP_PRIORITY_RESIGN))
        violation(each.config.name, "hands over in vain");
    if (hands_over && (farewell->until <= timeline_.now() ||
                       farewell->until > timeline_.now() + longest_hand_over_of(each)))
        violation(each.config.name, "hands over for too long");
    if (!is_waiting && !hands_over && router.told_priority() != router.effective_priority())
        violation(each.config.name, "tells a priority that it does not have");
}

// The reference knows nothing of groups. What must hold of one is that it is never split, and that its state was told.
void Witness::check_groups(const core::VrrpRouter& router) {
    std::map<std::string, State> states;
    for (const auto& [id, member] : router.routers()) {
        const auto& group = member.config().sync_group;
        if (group.empty() || member.state() == State::Init)
            continue;
        const auto first = states.try_emplace(group, member.state()).first->second;
        if (first != member.state())
            violation(member.config().name, "is " + std::string(core::name(member.state())) +
                                                " in a group that is " + std::string(core::name(first)));
    }
    if (states != groups_)
        violation("a group", "is in another state than was told");
}

// Not judged: the end of a preempt_delay to a hair, with several lower masters to hold off; and who is master in a flood
// of which some was withheld.
void Witness::check_takeover(Each& each) {
    const auto early = each.reference.takeover_at() - timeline_.now();
    if (early > Duration::zero() && !each.withheld && !each.reference.holds_preemption())
        violation(each.config.name, "took over " + core::seconds_text(early) + " too early");
    each.reference.take_over(timeline_.now());
}

void Witness::compare(Each& each, const core::VirtualRouter& router, bool at_once) {
    if (router.state() != each.reference.state())
        violation(each.config.name, "is " + std::string(core::name(router.state())) + ", should be " +
                                        std::string(core::name(each.reference.state())));
    else if (router.state() == State::Backup)
        check_backup(each, router, at_once);
    else if (router.state() == State::Master)
        check_master(each, router);
}

// A preempt_delay that ends while the loop is stalled may end as late as the stall.
// A step of a reload at the end of a turn may leave a deadline that has passed; the next turn sees to it.
void Witness::check_backup(const Each& each, const core::VirtualRouter& router, bool at_once) {
    if (each.config.preempt_delay != Duration::zero() || each.withheld)
        return;
    if (!at_once && each.reference.takeover_at() <= timeline_.now())
        violation(each.config.name, "should have taken over");
    if (router.deadline() > each.reference.takeover_at())
        violation(each.config.name, "would wake up too late to take over");
}

// The schedule is absolute: lateness of the loop does not add up. Only the answer to a resignation begins a new one.
void Witness::check_master(Each& each, const core::VirtualRouter& router) {
    const auto ahead = router.timer() - timeline_.now();
    if (each.heard_resignation && ahead == each.config.interval)
        each.reference.restart_schedule(timeline_.now());
    if (!each.withheld &&
        (router.timer() - each.reference.schedule()) % Duration(each.config.interval) != Duration::zero())
        violation(each.config.name, "left its advertisement schedule");
    if (ahead <= Duration::zero() || ahead > each.config.interval)
        violation(each.config.name, "has its next advert in " + core::seconds_text(ahead));
}

void Witness::violation(const std::string& router, const std::string& what) {
    record_.violations.push_back(std::to_string(timeline_.elapsed().count()) + " ns " + host_ + ' ' + router +
                                 ' ' + what);
}

} // namespace xvrrp::sim
