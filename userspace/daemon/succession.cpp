// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel stands in for us, stood in for the daemon before us, and will until the one after us comes.
#include "daemon/daemon.h"
#include "daemon/exit_code.h"
#include "daemon/log_line.h"
#include "daemon/render.h"
#include "daemon/systemd.h"
#include "os/whole_file.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

constexpr auto kGivingUp = std::chrono::seconds(1); // what the kernel cannot stand in for
constexpr auto kStillTrue =
    std::chrono::seconds(10); // what a former daemon knew of others, after its last turn

} // namespace

void Daemon::look_at_gates(core::TimePoint now) {
    const auto look_at = [&](core::RouterId router) {
        if (const auto shut = stand_ins_.shut(router, now))
            feed(*shut, now);
    };
    std::ranges::for_each(core_.router.to_guard(now), look_at);
    std::ranges::for_each(stand_ins_.waiting(), look_at);
}

// The kernel stands in for slots, so the virtual routers that a former daemon had get theirs again, and new ones get none
// for which it stands in.
void Daemon::take_former_slots() {
    const auto running = core_.router.configs();
    std::vector<std::optional<core::RouterId>> ids;
    for (const auto& config : running) {
        const auto* link = interfaces_.find(config->interface);
        const auto slot =
            link ? edges_.datapath.former_slot(link->index, config->family, config->vrid) : std::nullopt;
        ids.push_back(slot ? core::router_of(*slot) : std::nullopt);
    }
    for (const auto& id : ids) {
        if (id)
            former_.insert(*id);
    }
    auto taken = stand_ins_.inherited();
    if (!edges_.datapath.has_room({static_cast<std::uint32_t>(ids.size() + taken.size()), 0}))
        taken.clear();
    taken.insert(former_.begin(), former_.end());
    core::RouterId next;
    std::vector<core::VirtualRouterConfig> configs;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        configs.push_back(*running[i]);
        while (!ids[i] && taken.contains(next))
            ++next.value;
        ids[i] = ids[i] ? *ids[i] : core::RouterId{next.value++};
    }
    core_.router = core::VrrpRouter(std::move(configs), ids);
}

// An advert and a transition are all that changes what is counted, and a memo names the master.
void Daemon::keep_records(const core::Outputs& outputs) {
    const auto keep = [&](core::RouterId id) {
        const auto found = core_.router.routers().find(id);
        if (found != core_.router.routers().end())
            edges_.datapath.keep_record(core::slot_of(id), found->second.record());
    };
    for (const auto& output : outputs) {
        if (const auto* advert = std::get_if<core::SendAdvert>(&output))
            keep(advert->router);
        else if (const auto* unicast = std::get_if<core::SendUnicast>(&output))
            keep(unicast->router);
        else if (const auto* transition = std::get_if<core::Transitioned>(&output))
            keep(transition->router);
        else if (const auto* memo = std::get_if<core::Memorise>(&output))
            keep(memo->router);
        else if (const auto* gone = std::get_if<core::Gone>(&output))
            forget_counters(gone->router);
    }
}

// Another virtual router may get the id and the slot.
void Daemon::forget_counters(core::RouterId router) {
    edges_.datapath.keep_record(core::slot_of(router), {});
    dumps_.forget(router);
}

// Until here the former kernel side stood in. What it still says is that a gate is shut. The masters that a daemon knew and
// the results of its scripts are forgotten when it has been gone for long.
Result<> Daemon::succeed() {
    if (auto succeeded = edges_.datapath.succeed(); !succeeded)
        return succeeded;
    const auto now = os::EventLoop::now();
    const bool is_recent = now - edges_.datapath.former_heartbeat() <= kStillTrue;
    for (const auto router : former_) {
        auto record = edges_.datapath.record(core::slot_of(router));
        if (!is_recent)
            record.followed.reset();
        feed(core::Remembered{router, std::move(record)}, now);
    }
    const auto inherited = stand_ins_.take_inherited(former_, now);
    former_.clear();
    for (const auto& each : inherited)
        feed(each, now);
    if (!inherited.empty() || is_recent)
        remember_checks();
    stand_in(now);
    return {};
}

void Daemon::remember_checks() {
    if (const auto text = os::read_file(checks_file()))
        scripts_.remember(known_checks_in(*text));
}

void Daemon::keep_checks() {
    if (is_keeping_checks_ || !scripts_.take_changes())
        return;
    is_keeping_checks_ = true;
    const auto kept = std::make_shared<Result<>>();
    reloads_->run_aside(
        [kept, known = scripts_.known(), file = checks_file()] {
            *kept = os::replace_file(file, text_of(known), "keep the results of the scripts in");
        },
        [this, kept] {
            if (!*kept)
                spdlog::warn("{}", kept->error().text());
            is_keeping_checks_ = false;
            turn();
        });
}

void Daemon::settle_inherited(core::TimePoint now) {
    if (stand_ins_.waiting().empty())
        return;
    const auto& routers = core_.router.routers();
    stand_ins_.settle(
        [&](core::RouterId id) {
            const auto found = routers.find(id);
            return found == routers.end() ? core::State::Fault : found->second.state();
        },
        now);
}

void Daemon::look_at_token(core::TimePoint now) {
    if (!stand_ins_.is_time_to_look(now))
        return;
    if (const auto seen = stand_ins_.look([this] { return core_.network.present(); }, now)) {
        tell_stand_in(seen->is_possible, now);
        feed(*seen, now);
    }
}

void Daemon::tell_stand_in(bool is_possible, core::TimePoint now) {
    if (is_possible)
        write_line(spdlog::level::info, message("stand_in_possible"), "The kernel can stand in again");
    else
        write_line(spdlog::level::warn, message("stand_in_impossible"),
                   "The kernel cannot stand in for a late daemon: " + stand_ins_.trouble());
    chronicle_.note_daemon(is_possible ? "the kernel can stand in again" : "the kernel cannot stand in",
                           stand_ins_.trouble(), now);
}

void Daemon::tell_what_cannot_be_lent() const {
    const auto configs = core_.router.configs();
    const auto cannot = [](const auto& config) {
        return config->stand_in != core::Duration::zero() && config->has_numbered_adverts();
    };
    if (const auto first = std::ranges::find_if(configs, cannot); first != configs.end())
        spdlog::info(
            "The kernel does not stand in for {} virtual routers ({} is the first one): with auth_hmac and AH "
            "each advert has a number of its own",
            std::ranges::count_if(configs, cannot), (*first)->name);
}

void Daemon::stand_in(core::TimePoint now) {
    tell_what_cannot_be_lent();
    const auto wanted = core_.router.shortest_interval();
    const auto seen = stand_ins_.start(wanted, now);
    if (!seen.is_possible && wanted != StandIns::kNobody)
        tell_stand_in(false, now);
    feed(seen, now);
}

// A daemon that comes after us goes on where we stop, and the kernel stands in meanwhile. Only what it cannot stand in for
// is given up.
void Daemon::hand_over(int code) {
    if (!life_.works())
        return on_shutdown();
    const auto now = os::EventLoop::now();
    if (code == kRunAgain)
        notify_restarting(now, StandIns::kHandOver);
    else
        notify_stopping();
    coming_.reset();
    core_.reload.reset();
    feed(core::HandOver{}, now);
    while (core_.has_work(now) && os::EventLoop::now() < now + kGivingUp)
        perform_.work_slice();
    stand_ins_.hand_over(os::EventLoop::now());
    write_line(spdlog::level::info, message("handing_over"),
               "Handing over, " + render_summary(core_.router.count_states()));
    keep_events();
    edges_.loop.stop(code);
}

} // namespace xvrrp::daemon
