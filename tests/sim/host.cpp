// SPDX-License-Identifier: GPL-2.0-or-later
#include "host.h"

#include <algorithm>

namespace xvrrp::sim {

using core::State;

namespace {

constexpr Duration kWallAhead = std::chrono::seconds(1'800'000'000);

core::RouterId id_of(std::size_t router) {
    return {static_cast<std::uint32_t>(router)};
}

} // namespace

Host::Host(HostConfig config, Timeline& timeline, Record& record, Transmit transmit)
    : config_(std::move(config)), timeline_(timeline), transmit_(std::move(transmit)),
      kernel_(config_.routers.size()),
      witness_(config_.name, config_.address, config_.routers, timeline, record),
      random_(config_.address.octets[3]), table_(hardware(config_.address)) {}

core::LinkObserved Host::link(bool up) const {
    core::LinkObserved out;
    out.link = hardware(config_.address, up);
    out.addresses = {{config_.address, 24}};
    return out;
}

core::LinkObserved Host::tracked_link(bool up) {
    core::LinkObserved out;
    out.link.index = {3};
    out.link.name = kTracked;
    out.link.up = up;
    return out;
}

core::TrackerObserved Host::tracked_script(bool up) {
    return {{core::Tracker::Kind::Script, kTracked, {}}, {up, 0, "script eth1"}};
}

// The file is complete again for a daemon that starts.
void Host::start() {
    core_.emplace(core::Core{core::VrrpRouter(config_.routers)});
    core_->network.observe_all(table_.all());
    stopping_ = asked_to_reload_ = false;
    dropped_.reset();
    link_news_.clear();
    tracked_news_.clear();
    table_.start();
    const auto left = noted_.without(placeable());
    if (!left.addresses.empty())
        table_.disturb(); // routes are not noted, so nobody knows those of addresses that a crash left behind
    core_->network.inherit(left);
    put_up();
    table_.give_back_inherited();
    witness_.configured(config_.routers);
    witness_.began(link_up_, tracked_up_);
    feed(link(link_up_));
    feed(tracked_link(tracked_up_));
    kernel_.set_local(core_->router.local_addresses());
    feed(core::ClockObserved{kWallAhead + clock_error});
    feed(core::Start{});
    feed(tracked_script(tracked_up_)); // virtual routers that track it have waited for it
    run();
}

void Host::kill() {
    core_.reset();
    stalled_until_ = {};
    planned_ = core::kNever;
}

void Host::shut_down() {
    stopping_ = true;
    wake_at(timeline_.now());
}

void Host::stall_for(Duration duration) {
    stalled_until_ = timeline_.now() + duration;
}

void Host::set_link(bool up) {
    if (link_up_ == up)
        return;
    link_up_ = up;
    link_news_.push_back(up);
    wake_at(timeline_.now());
}

void Host::set_tracked(bool up) {
    if (tracked_up_ == up)
        return;
    tracked_up_ = up;
    tracked_news_.push_back(up);
    wake_at(timeline_.now());
}

void Host::receive(core::ByteView frame, Sender sender) {
    if (!link_up_)
        return;
    const auto verdict = kernel_.receive(frame, timeline_.now());
    // With auth_hmac an attacker's adverts have not been heard.
    const bool counts = sender == Sender::Router || !config_.routers.at(verdict.slot).hmac;
    if (verdict.refused == VRRP_DROP_NONE && counts)
        witness_.arrived(verdict.slot, verdict.advert, verdict.withheld);
    if (verdict.wakes)
        wake_at(timeline_.now());
}

void Host::reload(std::vector<core::VirtualRouterConfig> routers, bool is_static) {
    config_.routers = std::move(routers);
    is_static_ = is_static;
    asked_to_reload_ = true;
    wake_at(timeline_.now());
}

void Host::drop(std::size_t router) {
    if (!running() || dropped_)
        return;
    dropped_ = router;
    reload(config_.routers, is_static_);
}

void Host::put_back() {
    if (std::exchange(dropped_, std::nullopt))
        reload(config_.routers, is_static_);
}

std::vector<core::VirtualRouterConfig> Host::configured() const {
    auto routers = config_.routers;
    if (dropped_)
        routers.erase(routers.begin() + static_cast<std::ptrdiff_t>(*dropped_));
    return routers;
}

State Host::state(std::size_t router) const {
    if (!running())
        return State::Init;
    const auto found = core_->router.routers().find(id_of(router));
    return found == core_->router.routers().end() ? State::Init : found->second.state();
}

std::map<core::RouterId, State> Host::states() const {
    std::map<core::RouterId, State> states;
    for (const auto& [id, router] : core_->router.routers())
        states.emplace(id, router.state());
    return states;
}

void Host::wake_at(TimePoint when) {
    if (!running() || when == core::kNever)
        return;
    const auto due = std::max({when, stalled_until_, timeline_.now()});
    if (due >= planned_)
        return;
    planned_ = due + random_.up_to(lateness);
    timeline_.at(planned_, [this, planned = planned_] { run_if_due(planned); });
}

void Host::run_if_due(TimePoint planned) {
    if (planned != planned_)
        return;
    planned_ = core::kNever;
    if (timeline_.now() < stalled_until_)
        wake_at(stalled_until_);
    else
        run();
}

struct Host::World {
    Host& host;

    void drain(TimePoint) { host.drain(); }

    void take_in_network(TimePoint) { host.take_in_network(); }

    void observe(core::RouterId id, TimePoint) { host.observe(id.value); }

    void look(TimePoint) {}

    void feed(const core::Input& input, TimePoint) { host.feed(input); }

    void step(const core::ReloadStep& step, TimePoint) { host.carry_out(step); }

    void reloaded(TimePoint) {}

    void work(TimePoint) { host.work(); }

    std::tuple<> waiting(TimePoint) const { return {}; }
};

void Host::run() {
    if (asked_to_reload_ && !core_->reload)
        begin_reload();
    World world{*this};
    const auto next = core::run_turn(world, *core_, timeline_.now());
    if (stopping_)
        return leave();
    witness_.settled(core_->router, next.at_once);
    wake_at(next.at_once || asked_to_reload_ ? timeline_.now() : next.at);
}

void Host::leave() {
    witness_.shut_down();
    feed(core::Shutdown{});
    core_->network.hold_static({});
    core_->network.tick(core::kNever);
    while (core_->network.pending())
        work();
    table_.give_back_all();
    kill();
}

void Host::tell_messages() {
    wake_at(timeline_.now());
}

void Host::drain() {
    while (auto event = kernel_.next_event()) {
        const auto keepalive = kernel_.peer(event->slot).keepalive;
        feed(core::PacketReceived{id_of(event->slot), event->arrival, std::move(event->packet), keepalive});
    }
}

void Host::observe(std::size_t router) {
    const auto& peer = kernel_.peer(router);
    if (core_->router.hear_quietly(id_of(router), peer.keepalive, peer.last_seen))
        return;
    if (state(router) == State::Backup)
        feed(core::PeerObserved{id_of(router), peer.keepalive, peer.last_seen, peer.source, peer.priority,
                                peer.interval, peer.withheld});
}

// One virtual router at a time, so that the others run under both configurations meanwhile.
void Host::begin_reload() {
    asked_to_reload_ = false;
    core_->reload.emplace(core_->router.plan_reload(configured()), 1);
}

void Host::carry_out(const core::ReloadStep& step) {
    if (const auto* change = std::get_if<core::Reconfigure>(&step)) {
        for (const auto id : change->plan.removed)
            witness_.dropped(id.value);
        for (const auto& each : change->plan.changed)
            witness_.reconfigured(each.router.value, core_->router.routers().at(each.router), each.config);
        feed(*change);
        kernel_.set_local(core_->router.local_addresses());
    } else if (std::holds_alternative<core::PutUp>(step)) {
        put_up();
    } else if (const auto* admit = std::get_if<core::Admit>(&step)) {
        for (const auto id : admit->routers) {
            witness_.admitted(id.value, core_->router.routers().at(id).config(), link_up_);
            feed(core::Start{id});
        }
    }
}

void Host::feed(const core::Input& input) {
    const auto before = states();
    const auto outputs = core_->router.handle(input, timeline_.now());
    for (const auto& output : outputs)
        perform(output);
    witness_.handled(before, outputs, core_->router);
    for (const auto& output : outputs) {
        if (const auto* wanted = std::get_if<core::Receive>(&output))
            feed(core::ReceptionObserved{wanted->router, {}});
    }
}

void Host::perform(const core::Output& output) {
    if (const auto* advert = std::get_if<core::SendAdvert>(&output); advert && link_up_)
        transmit_(advert->frame);
    else if (const auto* known = std::get_if<core::Memorise>(&output))
        kernel_.memorise(known->router.value, known->memo);
    else if (const auto* wanted = std::get_if<core::Receive>(&output))
        kernel_.configure(wanted->router.value, wanted->expected, wanted->priority);
    else if (const auto* unwanted = std::get_if<core::StopReceiving>(&output))
        kernel_.release(unwanted->router.value);
    else if (const auto* held = std::get_if<core::Hold>(&output))
        core_->network.hold(*held);
    else if (const auto* announcement = std::get_if<core::Announce>(&output))
        core_->network.announce(*announcement);
    else if (const auto* changed = std::get_if<core::PriorityChanged>(&output))
        kernel_.set_priority(changed->router.value, changed->to);
    else if (const auto* gone = std::get_if<core::Gone>(&output))
        core_->network.forget(gone->router);
}

} // namespace xvrrp::sim
