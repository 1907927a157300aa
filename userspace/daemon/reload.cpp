// SPDX-License-Identifier: GPL-2.0-or-later
// A reload: read beside the loop, checked as a whole, then only what differs is changed, in slices.
#include "config/report/show.h"
#include "daemon/daemon.h"
#include "daemon/named_interfaces.h"
#include "daemon/places.h"
#include "daemon/systemd.h"

#include <xvrrp/control.h>

#include <memory>
#include <sstream>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

void log_lines(spdlog::level::level_enum level, const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        spdlog::log(level, "{}", line);
}

} // namespace

void Daemon::on_reload(const Control::Reply& reply) {
    spdlog::info("reloading {}", options_.config_file);
    notify_reloading(os::EventLoop::now());
    reader_->read(options_.config_file, [this, reply](LoadedConfig loaded) {
        const auto kept = std::make_shared<LoadedConfig>(std::move(loaded));
        make_room(*kept, [this, kept, reply] { load(std::move(*kept), reply); });
    });
}

// The maps of the kernel side grow before the configuration is taken. Loading the programs anew takes the kernel longer
// than an advert may be late.
void Daemon::make_room(const LoadedConfig& loaded, const std::function<void()>& then) {
    finish_reload();
    if (!loaded.usable || datapath_.has_room(slots_for(loaded)))
        return then();
    const auto larger = std::make_shared<Result<datapath::LargerPrograms>>();
    aside_->run([this, larger, needed = slots_for(loaded)] { *larger = datapath_.load_larger(needed); },
                [this, larger, then] {
                    const auto room = larger->and_then([this](auto& programs) {
                        return datapath_.change_to(std::move(programs), [this] { take_in_all(); });
                    });
                    if (!room)
                        spdlog::error("{}", room.error().text());
                    then();
                });
}

// Those that go keep their slots until those that come have theirs. Who comes is asked only where it matters.
std::uint32_t Daemon::slots_for(const LoadedConfig& loaded) const {
    const auto running = router_.size();
    const auto most = static_cast<std::uint32_t>(running + loaded.config.routers.size());
    if (datapath_.has_room(most))
        return most;
    const auto plan = router_.plan_reload(loaded.config.routers);
    return static_cast<std::uint32_t>(running + plan.added.size());
}

void Daemon::take_in_all() {
    const auto now = os::EventLoop::now();
    drain(now);
    for (const auto& each : router_.snapshots({}, router_.size()))
        observe_peer(each.router, now);
}

void Daemon::load(LoadedConfig loaded, const Control::Reply& reply) {
    finish_reload();
    if (auto begun = begin_reload(std::move(loaded), reply); !begun) {
        log_lines(spdlog::level::err, begun.error());
        spdlog::error("{} is not loaded, the configuration stays as it is", options_.config_file);
        notify_ready(render_summary(router_.count_states()));
        reply(failure(begun.error()));
    }
}

// What the whole configuration has in common changes at once; new interfaces first: where they cannot be served,
// nothing has changed.
Result<void, std::string> Daemon::begin_reload(LoadedConfig loaded, const Control::Reply& reply) {
    auto plan = plan_for(loaded);
    if (!plan)
        return failure(plan.error());
    if (!datapath_.has_room(static_cast<std::uint32_t>(router_.size() + plan->added.size())))
        return failure(loaded.findings + "error: the kernel side has no room for so many virtual routers\n");
    if (auto claimed = claims_.take(plan->added); !claimed)
        return failure(loaded.findings + "error: " + claimed.error().text() + '\n');
    if (auto attached = attach_for(*plan); !attached) {
        claims_.keep_only(router_.configs());
        return failure(attached.error().text());
    }
    auto& config = loaded.config;
    auto words = words_of_all(config);
    words.untouched = std::exchange(plan->untouched, 0);
    log_lines(spdlog::level::warn, loaded.findings);
    for (const auto& change : words.changes)
        spdlog::info("{}", change);
    router_id_ = std::move(config.router_id);
    dynamic_interfaces_ = config.dynamic_interfaces;
    static_addresses_ = std::move(config.static_addresses);
    static_routing_ = std::move(config.static_routing);
    routing_work_.want_static(static_routing_.routes, static_routing_.rules);
    if (identity(options_, std::move(config.identity)) != identity_)
        spdlog::warn("net_namespace and instance change with the next start");
    if (config.scheduling != scheduling_)
        spdlog::warn("priority and processors of the daemon change with the next start");
    reload_.emplace(Reload{std::move(*plan), {}, false, std::move(words), std::move(loaded.findings), reply});
    reload_slice();
    sleep(os::EventLoop::now());
    return {};
}

ReloadWords Daemon::words_of_all(const config::Config& config) const {
    ReloadWords words;
    if (config.static_addresses != static_addresses_)
        words.changes.emplace_back("static_ipaddress: other addresses");
    if (config.static_routing != static_routing_)
        words.changes.emplace_back("static_routes, static_rules or track_group: other ones");
    return words;
}

// What runs, not what the file says by now.
config::Config Daemon::running_config() const {
    config::Config config;
    config.identity = identity_;
    config.router_id = router_id_;
    config.scheduling = scheduling_;
    config.dynamic_interfaces = dynamic_interfaces_;
    config.static_addresses = static_addresses_;
    config.static_routing = static_routing_;
    for (const auto& each : router_.configs())
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
    reader_->read(file, [this, reply](LoadedConfig loaded) {
        const auto plan = plan_for(loaded);
        if (!plan)
            return reply(failure(plan.error()));
        auto words = words_of_all(loaded.config);
        append(words, describe(touched_by(*plan), *plan));
        reply(Control::whole(as_json(words, loaded.findings)));
    });
}

// What would change, or why this configuration cannot be loaded. Its virtual routers go into the plan.
Result<core::ReloadPlan, std::string> Daemon::plan_for(LoadedConfig& loaded) const {
    if (!loaded.usable)
        return failure(loaded.findings);
    for (const auto& [name, by] : named_interfaces(loaded.config)) {
        if (!loaded.config.dynamic_interfaces && !interfaces_.find(name))
            return failure(loaded.findings + "error: " + by + " interface " + name +
                           " does not exist (see ip link)\n");
    }
    return router_.plan_reload(std::move(loaded.config.routers));
}

} // namespace xvrrp::daemon
