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

Witness::Witness(std::string host, core::IpAddress source, std::vector<core::VirtualRouterConfig> routers,
                 const Timeline& timeline, Record& record)
    : host_(std::move(host)), timeline_(timeline), record_(record) {
    for (auto& config : routers)
        each_.push_back({config, Reference(config, source), {}, false, false, false});
}

void Witness::arrived(std::size_t router, const core::ReceivedAdvert& received, bool withheld) {
    each_[router].withheld |= withheld;
    each_[router].arrivals.push_back({received.source, received.advert, timeline_.now()});
}

void Witness::began(bool link_up, bool tracked_up) {
    tracked_up_ = tracked_up;
    groups_.clear();
    for (auto& each : each_) {
        each.reference.leave(State::Fault);
        each.arrivals.clear();
        each.runs = true;
        each.left = std::exchange(each.wanted, false);
    }
    saw_link(link_up);
}

void Witness::configured(const std::vector<core::VirtualRouterConfig>& routers) {
    for (std::size_t id = 0; id < each_.size(); ++id) {
        each_[id].config = routers[id];
        each_[id].reference.configure(weighed(routers[id]));
    }
}

// Judged by the old configuration up to here, by the new one from here on.
void Witness::reconfigured(std::size_t router, const core::VirtualRouter& before,
                           const core::VirtualRouterConfig& config) {
    auto& each = each_[router];
    catch_up(each, before);
    each.config = config;
    each.reference.reconfigure(weighed(config), timeline_.now());
}

void Witness::dropped(std::size_t router) {
    each_[router].reference.leave(State::Init);
    each_[router].runs = false;
}

void Witness::admitted(std::size_t router, const core::VirtualRouterConfig& config, bool link_up) {
    auto& each = each_[router];
    each.config = config;
    each.runs = true;
    each.arrivals.clear();
    each.reference.configure(weighed(config));
    each.reference.leave(State::Fault);
    link_up_ = link_up;
    judge(each);
}

void Witness::saw_link(bool up) {
    link_up_ = up;
    for (auto& each : each_) {
        if (each.runs)
            judge(each);
    }
}

void Witness::saw_tracked(bool up, const core::VrrpRouter& before) {
    for (const auto& [id, router] : before.routers()) {
        if (each_[id.value].runs)
            catch_up(each_[id.value], router);
    }
    tracked_up_ = up;
    for (auto& each : each_) {
        if (each.runs)
            judge(each);
    }
}

core::VirtualRouterConfig Witness::weighed(core::VirtualRouterConfig config) const {
    if (config.priority == VRRP_PRIORITY_OWNER)
        return config;
    int sum = config.priority;
    for (const auto& each : config.tracked) {
        if (tracked_up_ ? each.weight > 0 : each.weight < 0)
            sum += each.reverse ? -each.weight : each.weight;
    }
    config.priority = static_cast<std::uint8_t>(std::clamp(sum, 1, 254));
    return config;
}

bool Witness::is_faulty(const core::VirtualRouterConfig& config) const {
    const auto is_hard = [](const auto& each) { return each.weight == 0; };
    return !link_up_ || (!tracked_up_ && std::ranges::any_of(config.tracked, is_hard));
}

void Witness::judge(Each& each) {
    each.reference.weigh(weighed(each.config).priority);
    if (is_faulty(each.config))
        each.reference.leave(State::Fault);
    else if (each.reference.state() == State::Fault)
        each.reference.stand(timeline_.now());
}

void Witness::shut_down() {
    for (auto& each : each_) {
        catch_up(each);
        each.reference.leave(State::Init);
    }
}

void Witness::handled(const std::map<core::RouterId, State>& before, const core::Outputs& outputs,
                      const core::VrrpRouter& now) {
    const auto state_of = [&](core::RouterId id) {
        const auto found = now.routers().find(id);
        return found == now.routers().end() ? State::Init : found->second.state();
    };
    for (const auto& output : outputs) {
        if (const auto* sent = std::get_if<core::SendAdvert>(&output))
            take(*sent, before.at(sent->router), state_of(sent->router));
        else if (const auto* transition = std::get_if<core::Transitioned>(&output))
            take(*transition);
        else if (const auto* group = std::get_if<core::GroupChanged>(&output))
            take(*group);
        else if (const auto* want = std::get_if<core::Hold>(&output)) {
            each_[want->router.value].wanted = want->wanted;
            each_[want->router.value].left = false;
        }
    }
    for (const auto& [id, router] : now.routers()) {
        const auto& each = each_[id.value];
        if (router.state() != State::Init && each.wanted != (router.state() == State::Master))
            violation(each.config.name, each.wanted ? "wants its addresses and is not MASTER"
                                                    : "is MASTER without wanting its addresses");
        const bool follows = router.master() && router.master()->priority != VRRP_PRIORITY_RESIGN;
        if (each.left && router.state() != State::Init && (router.state() != State::Backup || follows))
            violation(each.config.name, "keeps what it found although it is no candidate for it");
    }
}

void Witness::take(const core::SendAdvert& sent, State before, State after) {
    const unsigned priority = sent.frame[kPriorityOffset];
    record_.adverts.push_back({timeline_.elapsed(), host_, sent.router.value, priority});
    const bool leaving = before == State::Master && after != State::Master;
    if (priority == VRRP_PRIORITY_RESIGN ? !leaving : after != State::Master)
        violation(each_[sent.router.value].config.name,
                  "sent priority " + std::to_string(priority) + " as " + std::string(core::name(after)));
}

void Witness::take(const core::Transitioned& transition) {
    record_.changes.push_back({timeline_.elapsed(), host_, transition.router.value, transition.from,
                               transition.to, transition.reason});
}

void Witness::take(const core::GroupChanged& change) {
    const auto known = groups_.find(change.group);
    if (change.to == (known == groups_.end() ? State::Init : known->second))
        violation(change.group, "was told to be " + std::string(core::name(change.to)) + " twice");
    if (change.to == State::Init)
        groups_.erase(change.group);
    else
        groups_.insert_or_assign(change.group, change.to);
}

void Witness::catch_up(Each& each) {
    each.heard_resignation = false;
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
        if (!each.runs || !each.config.sync_group.empty())
            continue;
        catch_up(each, of_host);
        compare(each, of_host, at_once);
    }
    check_groups(router);
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
