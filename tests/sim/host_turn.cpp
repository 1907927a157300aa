// SPDX-License-Identifier: GPL-2.0-or-later
// A turn of the simulated daemon's loop: what it reads of its host, and how it carries out what the core puts out.
#include "host.h"

namespace xvrrp::sim {

using core::State;

struct Host::World {
    Host& host;

    void look_at_gates(TimePoint now) {
        auto routers = host.core_->router.to_guard(now);
        const auto waiting = host.core_->router.waiting();
        routers.insert(routers.end(), waiting.begin(), waiting.end());
        for (const auto router : routers) {
            if (const auto gate = host.stand_in_.shut(router)) {
                host.witness_.saw_gate(*gate);
                host.feed(*gate);
            }
        }
    }

    void drain(TimePoint) { host.drain(); }

    void take_in_network(TimePoint) { host.take_in_network(); }

    void observe(core::RouterId id, TimePoint) { host.observe(id.value); }

    void look(TimePoint) {
        host.read_trackers();
        host.take_moves();
        for (const auto& ended : host.scripts_.take_ended()) {
            host.feed(ended);
            host.witness_.saw_end(ended);
        }
    }

    void check_reception(TimePoint) { host.check_reception(); }

    void feed(const core::Input& input, TimePoint) { host.feed(input); }

    void step(const core::ReloadStep& step, TimePoint) { host.carry_out(step); }

    void reloaded(TimePoint) {}

    void work(TimePoint now) { host.network_.work(host.core_->network, now); }

    std::tuple<const HostReception&, const HostTrackers&> waiting(TimePoint) const {
        return {host.reception_, host.trackers_};
    }
};

void Host::run() {
    if (end_.wanted && !end_.begun)
        begin_leaving();
    if (can_reload())
        begin_reload();
    World world{*this};
    const auto next = core::run_turn(world, *core_, loop_.now());
    if (end_.begun && !core_->router.is_leaving())
        return leave();
    scripts_.start_notified();
    for (const auto& [id, state] : states())
        stand_in_.settle(id, state);
    if (!core_->network.pending())
        stand_in_.let_go();
    stand_in_.renew();
    noted_ = core_->router.orders();
    records_.keep(core_->router, loop_.now());
    witness_.settled(core_->router, next.at_once);
    loop_.wake_at(next.at_once || can_reload() ? loop_.now() : next.at);
}

void Host::begin_leaving() {
    end_.begun = true;
    core_->reload.reset();
    feed(core::Shutdown{.waits = true});
}

// The notify scripts go on after the end of the daemon, because its successor does not wait for them.
void Host::leave() {
    feed(core::Shutdown{});
    network_.leave(core_->network, loop_.now());
    stand_in_.stop();
    records_.drop();
    noted_ = {};
    witness_.left();
    scripts_.start_notified();
    end();
    if (end_.again)
        start();
}

void Host::drain() {
    while (auto event = kernel().next_event()) {
        const auto keepalive = kernel().peer(event->slot).keepalive;
        feed(core::PacketReceived{id_of(event->slot), event->arrival, std::move(event->packet), keepalive});
    }
}

void Host::observe(std::size_t router) {
    const auto& peer = kernel().peer(router);
    if (core_->router.hear_quietly(id_of(router), peer.keepalive, peer.last_seen))
        return;
    if (state(router) == State::Backup)
        feed(core::PeerObserved{id_of(router), peer.keepalive, peer.last_seen, peer.source, peer.priority,
                                peer.interval, peer.withheld});
}

void Host::take_in_network() {
    for (const bool up : link_.take_news()) {
        witness_.saw(core_->router, [&](Seen& seen) { seen.link_up = up; });
        feed(network_.link(up));
    }
    for (const bool up : trackers_.take_interface()) {
        witness_.saw(core_->router, [&](Seen& seen) { seen.interface_up = up; });
        feed(HostTrackers::interface(up));
    }
    network_.observe(core_->network, loop_.now());
}

void Host::read_trackers() {
    if (const auto value = trackers_.take_file()) {
        witness_.saw(core_->router, [&](Seen& seen) { seen.file = *value; });
        feed(HostTrackers::file(*value));
    }
    for (const bool good : trackers_.take_script()) {
        witness_.saw(core_->router, [&](Seen& seen) { seen.script_good = good; });
        feed(HostTrackers::script(good));
    }
    read_processes();
}

// An order is carried out after everything that has arrived, as in the daemon.
void Host::take_moves() {
    for (const auto& each : std::exchange(asked_, {})) {
        if (const auto* drain = std::get_if<core::Drain>(&each))
            witness_.saw_drain(*drain, core_->router);
        else if (std::holds_alternative<core::Undrain>(each))
            witness_.saw_undrain(core_->router);
        feed(each);
        if (const auto* order = std::get_if<core::OrderPriority>(&each))
            witness_.saw_order(*order, core_->router);
    }
}

void Host::read_processes() {
    const auto now = loop_.now();
    for (const auto count : trackers_.take_processes()) {
        witness_.saw(core_->router, [&](Seen& seen) { seen.processes.count(count, now); });
        if (trackers_.quorum().take(count, now))
            feed(trackers_.processes());
    }
    witness_.saw_time(core_->router);
    if (trackers_.quorum().tick(now))
        feed(trackers_.processes());
    witness_.planned_for_processes(trackers_.deadline());
}

void Host::check_reception() {
    const bool before_takeover = !core_->router.takeovers(loop_.now()).empty();
    for (const auto& news : reception_.look(before_takeover, loop_.now()))
        tell_reception(news);
}

void Host::tell_reception(const core::ReceptionObserved& observed) {
    witness_.saw_reception(observed, core_->router);
    feed(observed);
}

// One virtual router at a time, so that the others run under both configurations meanwhile.
void Host::begin_reload() {
    file_.read();
    core_->reload.emplace(core_->router.plan_reload(file_.routers()), 1);
}

void Host::carry_out(const core::ReloadStep& step) {
    if (const auto* leave = std::get_if<core::Leave>(&step)) {
        feed(*leave);
    } else if (const auto* change = std::get_if<core::Reconfigure>(&step)) {
        for (const auto id : change->plan.removed)
            witness_.dropped(id.value);
        for (const auto& each : change->plan.changed)
            witness_.reconfigured(each.router.value, core_->router.routers().at(each.router), each.config);
        feed(*change);
        kernel().set_local(core_->router.local_addresses());
    } else if (std::holds_alternative<core::PutUp>(step)) {
        network_.put_up(*core_, file_.is_static(), loop_.now());
    } else if (const auto* admit = std::get_if<core::Admit>(&step)) {
        for (const auto id : admit->routers) {
            witness_.admitted(id.value, core_->router.routers().at(id).config());
            feed(core::Start{id});
        }
    }
}

// ---- The core's inputs and outputs --------------------------------------------------------------------------

void Host::feed(const core::Input& input) {
    const auto before = states();
    const auto outputs = core_->router.handle(input, loop_.now());
    std::vector<core::ReceptionObserved> answers;
    for (const auto& output : outputs) {
        check(output);
        if (const auto* wanted = std::get_if<core::Receive>(&output))
            answers.push_back(reception_.receive(*wanted, loop_.now()));
        else
            perform(output);
    }
    witness_.handled(before, outputs, core_->router);
    for (const auto& answer : answers)
        tell_reception(answer);
}

void Host::perform(const core::Output& output) {
    if (const auto* advert = std::get_if<core::SendAdvert>(&output); advert && link_.now())
        transmit_(advert->frame);
    else if (const auto* known = std::get_if<core::Memorise>(&output))
        kernel().memorise(known->router.value, known->memo);
    else if (const auto* lent = std::get_if<core::StandIn>(&output))
        stand_in_.lend(*lent);
    else if (const auto* later = std::get_if<core::PutOff>(&output))
        stand_in_.put_off(*later);
    else if (const auto* alone = std::get_if<core::StandAlone>(&output))
        stand_in_.take_back(alone->router);
    else if (const auto* unwanted = std::get_if<core::StopReceiving>(&output))
        reception_.stop(unwanted->router);
    else if (const auto* held = std::get_if<core::Hold>(&output)) {
        if (held->wanted)
            stand_in_.unfence(held->router);
        core_->network.hold(*held);
    } else if (const auto* announcement = std::get_if<core::Announce>(&output))
        core_->network.announce(*announcement);
    else if (const auto* changed = std::get_if<core::PriorityChanged>(&output))
        kernel().set_priority(changed->router.value, changed->to);
    else if (const auto* heed = std::get_if<core::Heed>(&output))
        kernel().set_priority(heed->router.value, heed->priority);
    else if (const auto* gone = std::get_if<core::Gone>(&output))
        core_->network.forget(gone->router);
    else if (const auto* stage = std::get_if<core::RunStage>(&output))
        scripts_.run(*stage);
    else if (const auto* transition = std::get_if<core::Transitioned>(&output))
        scripts_.take(*transition);
    else if (const auto* group = std::get_if<core::GroupChanged>(&output))
        scripts_.take(*group);
    else if (const auto* notice = std::get_if<core::Noticed>(&output))
        scripts_.take(*notice);
}

} // namespace xvrrp::sim
