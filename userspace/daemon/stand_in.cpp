// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/stand_in.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace xvrrp::daemon {

namespace {

constexpr auto kLook = std::chrono::milliseconds(500); // so a lost token is back within a second
constexpr auto kTryAgain = std::chrono::seconds(10);
constexpr core::Duration kFastest = std::chrono::milliseconds(1);
constexpr core::Duration kSlowest = std::chrono::milliseconds(10);
constexpr int kTries = 5; // so many turns without a resignation, and the token does not circle

// The kernel notices a late advert after a quarter of an interval and a turn of the token.
core::Duration turn_for(core::Duration shortest) {
    return std::clamp<core::Duration>(shortest / 20, kFastest, kSlowest);
}

} // namespace

std::string circle_owner(const std::string& bpf_dir) {
    return "xvrrpd " + bpf_dir;
}

// A turn of the token has room for some of them, so this waits as long as there are fewer after each few turns.
void end_inherited(datapath::Leases& leases) {
    for (const auto slot : leases.inherited())
        leases.end_inherited(slot);
    const auto open = [&] { return std::ranges::count(leases.left(), false, &core::LeftLease::is_shut); };
    auto rest = open();
    for (int tries = 0; tries < kTries && rest > 0; ++tries) {
        std::this_thread::sleep_for(kSlowest);
        const auto before = std::exchange(rest, open());
        if (rest < before)
            tries = 0;
    }
}

StandIns::StandIns(datapath::Datapath& datapath, host::PacketSocket& socket, std::string owner)
    : datapath_(datapath), socket_(socket), owner_(std::move(owner)) {}

core::StandInObserved StandIns::start(core::Duration shortest, core::TimePoint now) {
    shortest_ = shortest;
    let_go();
    if (shortest == kNobody) {
        if (waiting_.empty())
            stop();
        trouble_ = "it was not asked to";
        return {};
    }
    const auto done = circulate();
    trouble_ = done ? "" : done.error().text();
    look_at_ = next_look(now);
    return {trouble_.empty()};
}

std::optional<core::StandInObserved> StandIns::follow(core::Duration shortest, core::TimePoint now) {
    if (shortest == shortest_)
        return {};
    if (shortest == kNobody || shortest_ == kNobody || !trouble_.empty())
        return start(shortest, now);
    shortest_ = shortest;
    look_at_ = now; // the look finds a pair that could not be paced
    (void)host::open_circle(circle_, VRRP_TOKEN_SIZE, turn_for(shortest));
    return {};
}

std::set<core::RouterId> StandIns::inherited() const {
    std::set<core::RouterId> out;
    if (const auto* token = datapath_.token()) {
        for (const auto slot : token->leases().inherited())
            out.insert(*core::router_of(slot)); // slot 0 has no lease
    }
    return out;
}

// What has ended by the clock has ended, although the kernel may not have noticed. The leases count from now on.
std::vector<core::Inherited> StandIns::take_inherited(const std::set<core::RouterId>& of_now,
                                                      core::TimePoint now) {
    std::vector<core::Inherited> out;
    auto* token = datapath_.token();
    if (token == nullptr)
        return out;
    auto& leases = token->leases();
    for (const auto slot : leases.inherited()) {
        const auto router = core::router_of(slot);
        if (router && of_now.contains(*router) && !leases.shut(slot, now)) {
            out.push_back({*router, leases.due(slot)});
            waiting_.insert(*router);
        } else {
            leases.end_inherited(slot);
        }
    }
    leases.renew(now);
    return out;
}

// The fence of a lease that ends stays until the addresses are gone, or are placed by us.
void StandIns::settle(const std::function<core::State(core::RouterId)>& state_of, core::TimePoint now) {
    auto* token = datapath_.token();
    if (token == nullptr)
        return waiting_.clear();
    auto& leases = token->leases();
    std::erase_if(waiting_, [&](core::RouterId router) {
        const auto slot = core::slot_of(router);
        const auto state = state_of(router);
        const bool is_former = leases.inherited().contains(slot);
        if (is_former && state == core::State::Master)
            leases.cancel(slot);
        else if (is_former && state != core::State::Init)
            leases.end_inherited(slot);
        return !is_former || state != core::State::Init;
    });
    if (waiting_.empty() && shortest_ == kNobody)
        look_at_ = now + kLook; // until then the former token circles, to resign
}

void StandIns::hand_over(core::TimePoint now) {
    if (auto* token = datapath_.token()) {
        token->leases().extend(kHandOver);
        token->leases().renew(now);
    }
}

// A predecessor's pair is taken over. Its token has another generation and dies.
Result<> StandIns::circulate() {
    auto* token = datapath_.token();
    if (token == nullptr)
        return failure(Error{"let the kernel stand in", datapath_.stand_in_trouble(), "", 0});
    auto circle = host::find_circle(owner_);
    if (circle && !circle->out)
        circle = host::make_circle(owner_);
    if (!circle)
        return failure(circle.error());
    if (auto open = host::open_circle(*circle, VRRP_TOKEN_SIZE, turn_for(shortest_)); !open)
        return open;
    circle_ = std::move(*circle);
    auto packet = token->circulate(circle_.in, circle_.name + 'p', circle_.out);
    if (!packet)
        return failure(packet.error());
    const host::OutgoingFrame first{circle_.out, *packet};
    for (auto& failed : socket_.send({&first, 1}))
        return failure(std::move(failed.error));
    return {};
}

void StandIns::stop() {
    look_at_ = core::kNever;
    fenced_.clear();
    waiting_.clear();
    ways_out_.clear();
    unfenced_.clear();
    datapath_.open_outgoing();
    if (auto* token = datapath_.token())
        token->leases().cancel_all();
    if (circle_.out)
        (void)host::remove_circle(circle_); // a successor takes over what is left
    circle_ = {};
}

std::string StandIns::lend(const core::StandIn& output, core::TimePoint now) {
    auto* token = datapath_.token();
    if (token == nullptr)
        return datapath_.stand_in_trouble();
    const auto slot = core::slot_of(output.router);
    if (fenced_.erase(output.router) > 0)
        token->leases().cancel(slot);
    if (look_at_ == core::kNever)
        look_at_ = now + kLook;
    for (const auto& each : output.lease.fenced) {
        if (ways_out_.insert(each.interface).second)
            unfenced_.insert(each.interface);
    }
    const auto armed = token->leases().change(slot, output.lease);
    return armed ? "" : armed.error().text();
}

void StandIns::put_off(const core::PutOff& output) {
    if (auto* token = datapath_.token())
        token->leases().put_off(core::slot_of(output.router), output.due);
}

void StandIns::take_back(const core::StandAlone& output, core::TimePoint now) {
    auto* token = datapath_.token();
    if (token == nullptr)
        return;
    if (shut(output.router, now))
        fenced_.insert(output.router);
    else
        token->leases().cancel(core::slot_of(output.router));
}

void StandIns::unfence(const std::vector<core::PlacedAddress>& addresses) {
    auto* token = datapath_.token();
    if (token == nullptr || token->leases().inherited().empty())
        return;
    for (const auto& each : addresses)
        token->leases().unfence_inherited(each.address.address);
}

std::string StandIns::fence_next() {
    if (unfenced_.empty())
        return {};
    const auto done = datapath_.fence_outgoing(unfenced_.extract(unfenced_.begin()).value());
    return done ? "" : done.error().text();
}

void StandIns::let_go() {
    const auto routers = std::exchange(fenced_, {});
    auto* token = datapath_.token();
    for (const auto router : routers) {
        if (token != nullptr)
            token->leases().cancel(core::slot_of(router));
    }
}

std::optional<core::GateShut> StandIns::shut(core::RouterId router, core::TimePoint now) const {
    auto* token = datapath_.token();
    const auto found = token == nullptr ? std::nullopt : token->leases().shut(core::slot_of(router), now);
    if (!found)
        return {};
    return core::GateShut{router, found->reason, found->at, found->source, found->priority};
}

void StandIns::renew(core::TimePoint now) {
    if (auto* token = datapath_.token())
        token->leases().renew(now);
}

core::TimePoint StandIns::next_look(core::TimePoint now) const {
    auto* token = datapath_.token();
    if (token == nullptr)
        return core::kNever; // another look would load no program
    if (!trouble_.empty())
        return now + kTryAgain;
    const bool matters = token->leases().is_any_armed() || !token->leases().inherited().empty();
    return matters ? now + kLook : core::kNever;
}

// A token that is lost is silence, which is safe, but nobody stands in. Without a lease nobody misses it.
std::optional<core::StandInObserved> StandIns::look(const std::function<std::set<core::IpAddress>()>& here,
                                                    core::TimePoint now) {
    if (shortest_ == kNobody) {
        stop();
        return {};
    }
    const bool was_possible = trouble_.empty();
    if (auto* token = datapath_.token()) {
        if (!token->leases().inherited().empty())
            token->leases().keep_inherited(here());
        if (was_possible && token->last_turn() + kLook > now) {
            look_at_ = next_look(now);
            return {};
        }
    }
    lost_ += was_possible ? 1 : 0;
    const auto done = circulate();
    trouble_ = done ? "" : done.error().text();
    look_at_ = next_look(now);
    if (was_possible == trouble_.empty())
        return {};
    return core::StandInObserved{trouble_.empty()};
}

} // namespace xvrrp::daemon
