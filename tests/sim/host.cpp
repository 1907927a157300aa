// SPDX-License-Identifier: GPL-2.0-or-later
#include "host.h"

#include <algorithm>

namespace xvrrp::sim {

using core::State;

namespace {

constexpr Duration kWallAhead = std::chrono::seconds(1'800'000'000);

} // namespace

Host::Host(HostConfig config, Timeline& timeline, Record& record, Transmit transmit)
    : file_(std::move(config)), loop_(timeline, this->config().address.octets[3], [this] { run(); }),
      transmit_(std::move(transmit)), reception_(this->config().routers.size(), this->config().seed),
      stand_in_(timeline,
                [this](const core::Bytes& frame) {
                    if (link_.now())
                        transmit_(frame);
                    return link_.now();
                }),
      trackers_(this->config().quorum),
      network_(this->config().address, [this](const core::IpAddress& address) { check_placing(address); }),
      witness_(this->config().name, this->config().address, this->config().routers,
               QuorumOracle(this->config().quorum), timeline, record),
      scripts_(this->config().name, this->config().seed, timeline, record, [this] { loop_.wake(); }) {}

// The inputs that a daemon gets when it starts.
Seen Host::seen() const {
    const auto now = trackers_.now();
    Seen out{link_.now(), now.interface_up, now.script_good, now.file, QuorumOracle(trackers_.rule())};
    out.processes.count(now.processes, loop_.now());
    return out;
}

void Host::start() {
    file_.complete();
    core_.emplace(core::Core{core::VrrpRouter(config().routers)});
    end_ = {};
    asked_.clear();
    scripts_.lose();
    link_.take_news();
    trackers_.start();
    reception_.start();
    loop_.start();
    stand_in_.start();
    network_.start(*core_, file_.is_static(), loop_.now());
    witness_.configured(config().routers);
    witness_.began(seen());
    feed(noted_);
    feed(network_.link(link_.now()));
    feed(HostTrackers::interface(trackers_.now().interface_up));
    feed(HostTrackers::file(trackers_.now().file));
    kernel().set_local(core_->router.local_addresses());
    feed(core::ClockObserved{kWallAhead + clock_error});
    feed(core::StandInObserved{true});
    for (const auto& remembered : records_.remembered(loop_.now())) {
        witness_.saw_remembered(remembered);
        feed(remembered);
    }
    for (const auto& inherited : stand_in_.inherited()) {
        witness_.saw_inherited(inherited);
        feed(inherited);
    }
    feed(core::Start{});
    feed(HostTrackers::script(trackers_.now().script_good)); // those that track it have waited for it
    trackers_.quorum().take(trackers_.now().processes, loop_.now());
    feed(trackers_.processes());
    run();
}

void Host::start_again() {
    if (!running())
        start();
    else
        end_.again = end_.wanted;
}

void Host::kill() {
    scripts_.lose();
    end();
}

void Host::end() {
    core_.reset();
    loop_.stop();
}

void Host::shut_down() {
    end_.wanted = true;
    loop_.wake();
}

void Host::set_link(bool up) {
    link_.set(up);
    loop_.wake();
}

void Host::track(const Tracked& now) {
    trackers_.set(now);
    loop_.wake();
}

void Host::restore_tracked() {
    trackers_.restore();
    loop_.wake();
}

void Host::cut_ears(bool barred) {
    reception_.cut(barred, loop_.now());
    loop_.wake_at(reception_.deadline());
}

void Host::receive(core::ByteView frame, Sender sender) {
    if (!link_.now() || !reception_.hears())
        return;
    const auto verdict = kernel().receive(frame, loop_.now());
    // With auth_hmac an attacker's adverts have not been heard.
    const bool counts = sender == Sender::Router || !config().routers.at(verdict.slot).hmac;
    if (verdict.refused == VRRP_DROP_NONE && counts)
        witness_.arrived(verdict.slot, verdict.advert, verdict.withheld);
    if (verdict.refused == VRRP_DROP_NONE && counts)
        stand_in_.hear(id_of(verdict.slot), verdict.advert);
    if (verdict.wakes)
        loop_.wake();
}

void Host::reload(std::vector<core::VirtualRouterConfig> routers, bool is_static) {
    file_.write(std::move(routers), is_static);
    loop_.wake();
}

void Host::drop(std::size_t router) {
    if (!running())
        return;
    file_.leave_out(router);
    loop_.wake();
}

void Host::put_back() {
    file_.put_back();
    loop_.wake();
}

void Host::drain(std::optional<std::size_t> router, bool is_forced) {
    core::Drain what{{}, is_forced};
    if (router)
        what.routers = {id_of(*router)};
    asked_.emplace_back(what);
    if (running())
        loop_.wake();
}

void Host::order(std::size_t router, std::uint8_t priority, bool promotes, Duration lasts) {
    const core::PriorityOrder order{priority, loop_.now() + lasts, promotes};
    asked_.emplace_back(core::OrderPriority{{id_of(router)}, order});
    if (running())
        loop_.wake();
}

void Host::undrain() {
    asked_.emplace_back(core::Undrain{});
    if (running())
        loop_.wake();
}

void Host::delete_all() {
    network_.delete_all(config().routers);
    loop_.wake();
}

bool Host::answers_for(std::size_t router) const {
    return link_.now() && !stand_in_.fences(id_of(router)) &&
           network_.has_addresses(config().routers.at(router));
}

std::string Host::difference() const {
    return network_.difference(*core_, file_, [this](std::size_t router) { return wants_addresses(router); });
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

// ---- What must never be -------------------------------------------------------------------------------------

std::vector<core::RouterId> Host::party(core::RouterId router) const {
    const auto& routers = config().routers;
    const auto& group = routers.at(router.value).sync_group;
    std::vector<core::RouterId> out;
    for (std::uint32_t id = 0; id < routers.size(); ++id) {
        if (id == router.value || (!group.empty() && routers[id].sync_group == group))
            out.push_back({id});
    }
    return out;
}

void Host::check(const core::Output& output) {
    if (const auto* sent = std::get_if<core::SendAdvert>(&output)) {
        if (const unsigned priority = priority_in(sent->frame); priority != VRRP_PRIORITY_RESIGN)
            scripts_.check_advert(sent->router, priority, party(sent->router));
    } else if (const auto* moved = std::get_if<core::Transitioned>(&output)) {
        const auto id = moved->router;
        if (moved->from == State::Master &&
            (moved->to == State::Init || moved->reason == core::Reason::Drained))
            scripts_.check_leaving(*moved, config().routers.at(id.value).before_backup.has_value(),
                                   wants_addresses(id.value), party(id));
        if (moved->to == State::Master && !reception_.hears())
            witness_.took_over_unheard(*moved);
    }
}

void Host::check_placing(const core::IpAddress& address) {
    const auto& routers = config().routers;
    for (std::uint32_t id = 0; id < routers.size(); ++id) {
        for (const auto& each : routers[id].placed()) {
            if (each.address == address)
                scripts_.check_placing({id}, address);
        }
    }
}

} // namespace xvrrp::sim
