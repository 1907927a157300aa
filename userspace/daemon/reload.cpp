// SPDX-License-Identifier: GPL-2.0-or-later
// A reload is read beside the loop and checked as a whole. Then only the differences are carried out, in slices.
#include "config/report/show.h"
#include "daemon/daemon.h"
#include "daemon/named_interfaces.h"
#include "daemon/places.h"
#include "daemon/systemd.h"

#include <xvrrp/control.h>

#include <algorithm>
#include <memory>
#include <sstream>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

constexpr std::size_t kRoutersPerStep = 64;

void log_lines(spdlog::level::level_enum level, const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        spdlog::log(level, "{}", line);
}

} // namespace

void Daemon::on_reload(const Control::Reply& reply) {
    if (phase_ != Phase::Working) {
        const std::string why = phase_ == Phase::Starting ? "the daemon still waits for startup_script"
                                                          : "the daemon is about to end";
        spdlog::warn("not reloading: {}", why);
        return reply(failure(why));
    }
    spdlog::info("reloading {}", options_.config_file);
    notify_reloading(os::EventLoop::now());
    reloads_->ask(options_.config_file, reload_marker(), reply);
}

std::string Daemon::reload_marker() const {
    const auto& marker = globals_.reload.marker;
    if (!marker)
        return {};
    return marker->empty() ? options_.runtime_dir + "/xvrrpd.reload" : *marker;
}

void Daemon::begin(LoadedConfig loaded) {
    if (phase_ != Phase::Working)
        return;
    const auto kept = std::make_shared<LoadedConfig>(std::move(loaded));
    make_room(*kept, [this, kept] { load(std::move(*kept)); });
}

// The maps of the kernel side grow before the configuration is taken. Loading the programs anew takes the kernel longer
// than an advert may be late.
void Daemon::make_room(const LoadedConfig& loaded, const std::function<void()>& then) {
    if (!loaded.usable || edges_.datapath.has_room(slots_for(loaded)))
        return then();
    const auto larger = std::make_shared<Result<datapath::LargerPrograms>>();
    reloads_->run_aside(
        [this, larger, needed = slots_for(loaded)] { *larger = edges_.datapath.load_larger(needed); },
        [this, larger, then] {
            const auto room = larger->and_then([this](auto& programs) {
                return edges_.datapath.change_to(std::move(programs), [this] { take_in_all(); });
            });
            if (!room)
                spdlog::error("{}", room.error().text());
            then();
        });
}

// Virtual routers that go keep their slots until the new ones have theirs. The new ones are counted only if it matters.
std::uint32_t Daemon::slots_for(const LoadedConfig& loaded) const {
    const auto running = core_.router.size();
    const auto most = static_cast<std::uint32_t>(running + loaded.config.routers.size());
    if (edges_.datapath.has_room(most))
        return most;
    const auto plan = core_.router.plan_reload(loaded.config.routers);
    return static_cast<std::uint32_t>(running + plan.added.size());
}

void Daemon::take_in_all() {
    const auto now = os::EventLoop::now();
    drain(now);
    for (const auto& each : core_.router.snapshots({}, core_.router.size()))
        observe_peer(each.router, now);
}

void Daemon::load(LoadedConfig loaded) {
    if (auto changed = change_to(std::move(loaded)); !changed) {
        log_lines(spdlog::level::err, changed.error());
        spdlog::error("{} is not loaded, the configuration stays as it is", options_.config_file);
        chronicle_.note_daemon("reload refused", "the log says why", os::EventLoop::now());
        notify_ready(render_summary(core_.router.count_states()));
        reloads_->refuse(changed.error());
    }
}

// The attachments to new interfaces come first. If one of them fails, nothing has changed.
Result<void, std::string> Daemon::change_to(LoadedConfig loaded) {
    auto plan = plan_for(loaded);
    if (!plan)
        return failure(plan.error());
    if (!edges_.datapath.has_room(static_cast<std::uint32_t>(core_.router.size() + plan->added.size())))
        return failure(loaded.findings + "error: the kernel side has no room for so many virtual routers\n");
    if (auto claimed = claims_.take(plan->added); !claimed)
        return failure(loaded.findings + "error: " + claimed.error().text() + '\n');
    if (auto attached = attach_for(*plan); !attached) {
        claims_.keep_only(core_.router.configs());
        return failure(attached.error().text());
    }
    auto words = words_of_all(loaded.config);
    words.untouched = plan->untouched;
    log_lines(spdlog::level::warn, loaded.findings);
    for (const auto& change : words.changes)
        spdlog::info("{}", change);
    reloads_->note(std::move(words));
    take_globals(std::move(loaded.config));
    core_.reload.emplace(std::move(*plan), kRoutersPerStep);
    edges_.loop.ask_idle();
    return {};
}

// Identity and scheduling stay as at the start.
void Daemon::take_globals(config::Config config) {
    if (identity(options_, config.identity) != globals_.identity)
        spdlog::warn("net_namespace and instance change with the next start");
    if (config.scheduling != globals_.scheduling)
        spdlog::warn("priority and processors of the daemon change with the next start");
    config.identity = std::move(globals_.identity);
    config.scheduling = std::move(globals_.scheduling);
    config.routers.clear();
    globals_ = std::move(config);
    notices_.follow(globals_);
    follow_trackers(os::EventLoop::now());
    follow_schedule(os::EventLoop::now());
}

ReloadWords Daemon::words_of_all(const config::Config& config) const {
    ReloadWords words;
    if (config.static_addresses != globals_.static_addresses)
        words.changes.emplace_back("static_ipaddress: other addresses");
    if (config.notifying != globals_.notifying)
        words.changes.emplace_back("notify_fifo, startup_script or shutdown_script: other ones");
    for (const auto& group : config.sync_groups) {
        const auto before = std::ranges::find(globals_.sync_groups, group.name, &config::SyncGroup::name);
        if (before != globals_.sync_groups.end() && before->notify != group.notify)
            words.changes.push_back("vrrp_sync_group " + group.name + ": other scripts");
    }
    if (config.static_routing != globals_.static_routing)
        words.changes.emplace_back("static_routes, static_rules or track_group: other ones");
    if (config.disable_local_igmp != globals_.disable_local_igmp)
        words.changes.emplace_back(config.disable_local_igmp ? "disable_local_igmp: set"
                                                             : "disable_local_igmp: not set");
    if (config.garp_groups != globals_.garp_groups)
        words.changes.emplace_back("garp_group: other ones");
    if (config.reload != globals_.reload)
        words.changes.emplace_back("reload_file, reload_time_file or reload_repeat: other ones");
    return words;
}

// This is the configuration that runs. The file may be another one by now.
config::Config Daemon::running_config() const {
    auto config = globals_;
    for (const auto& each : core_.router.configs())
        config.routers.push_back(*each);
    return config;
}

Result<nlohmann::json, std::string> Daemon::show_config(bool secrets) const {
    const auto config = running_config();
    const auto shown = secrets ? config::Secrets::Shown : config::Secrets::Hidden;
    return nlohmann::json{{"schema", static_cast<int>(XVRRP_CONTROL_SCHEMA)},
                          {"text", config::show(config, shown)}};
}

void Daemon::on_diff(const std::string& file, const Control::Reply& reply) {
    reloads_->read(file, {}, [this, reply](LoadedConfig loaded) {
        const auto plan = plan_for(loaded);
        if (!plan)
            return reply(failure(plan.error()));
        auto words = words_of_all(loaded.config);
        append(words, describe(touched_by(*plan), *plan));
        reply(Control::whole(as_json(words, loaded.findings)));
    });
}

// Returns the changes, or the reason why this configuration cannot be loaded. Its virtual routers go into the plan.
Result<core::ReloadPlan, std::string> Daemon::plan_for(LoadedConfig& loaded) const {
    if (!loaded.usable)
        return failure(loaded.findings);
    for (const auto& [name, by] : named_interfaces(loaded.config)) {
        if (!loaded.config.dynamic_interfaces && !interfaces_.find(name))
            return failure(loaded.findings + "error: " + by + " interface " + name +
                           " does not exist (see ip link)\n");
    }
    return core_.router.plan_reload(std::move(loaded.config.routers));
}

} // namespace xvrrp::daemon
