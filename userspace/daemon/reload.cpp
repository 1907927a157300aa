// SPDX-License-Identifier: GPL-2.0-or-later
// A reload: read beside the loop, checked as a whole, then only what differs is changed.
#include "config/show.h"
#include "daemon/daemon.h"
#include "daemon/named_interfaces.h"
#include "daemon/places.h"
#include "daemon/systemd.h"

#include <xvrrp/control.h>

#include <sstream>

#include <spdlog/fmt/ranges.h>
#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

void log_lines(spdlog::level::level_enum level, const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        spdlog::log(level, "{}", line);
}

nlohmann::json as_json(const ReloadWords& words, const std::string& findings) {
    return {{"schema", static_cast<int>(XVRRP_CONTROL_SCHEMA)},
            {"changes", words.changes},
            {"summary", words.summary},
            {"lose_mastership", words.lose_mastership},
            {"findings", findings}};
}

} // namespace

void Daemon::on_reload(const Control::Reply& reply) {
    spdlog::info("reloading {}", options_.config_file);
    notify_reloading(kernel::EventLoop::now());
    reader_->read(options_.config_file, [this, reply](LoadedConfig loaded) {
        auto outcome = take(std::move(loaded));
        if (!outcome) {
            log_lines(spdlog::level::err, outcome.error());
            spdlog::error("{} is not loaded, the configuration stays as it is", options_.config_file);
        }
        notify_ready(render_summary(router_));
        reply(Control::whole(outcome));
    });
}

Result<nlohmann::json, std::string> Daemon::take(LoadedConfig loaded) {
    const auto plan = plan_for(loaded);
    if (!plan)
        return failure(plan.error());
    const auto words = words_for(loaded, *plan); // before there is nobody left to name
    if (auto applied = apply(std::move(loaded.config)); !applied)
        return failure(applied.error().text());
    log_lines(spdlog::level::warn, loaded.findings);
    log_lines(spdlog::level::info, fmt::format("{}", fmt::join(words.changes, "\n")));
    spdlog::info("reloaded {}: {}", options_.config_file, words.summary);
    return as_json(words, loaded.findings);
}

ReloadWords Daemon::words_for(const LoadedConfig& loaded, const core::ReloadPlan& plan) const {
    auto words = describe(router_.routers(), plan);
    if (loaded.config.static_addresses != static_addresses_)
        words.changes.emplace_back("static_ipaddress: other addresses");
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
    for (const auto& [id, router] : router_.routers())
        config.routers.push_back(router.config());
    return config;
}

Result<nlohmann::json, std::string> Daemon::show_config(bool secrets) const {
    const auto config = running_config();
    const auto shown = secrets ? config::Secrets::Shown : config::Secrets::Hidden;
    return nlohmann::json{{"schema", static_cast<int>(XVRRP_CONTROL_SCHEMA)},
                          {"text", config::show(config, shown)}};
}

void Daemon::on_diff(const std::string& file, const Control::Reply& reply) {
    reader_->read(file, [this, reply](const LoadedConfig& loaded) {
        const auto plan = plan_for(loaded);
        if (plan)
            reply(Control::whole(as_json(words_for(loaded, *plan), loaded.findings)));
        else
            reply(failure(plan.error()));
    });
}

// What would change, or why this configuration cannot be loaded.
Result<core::ReloadPlan, std::string> Daemon::plan_for(const LoadedConfig& loaded) const {
    if (!loaded.usable)
        return failure(loaded.findings);
    for (const auto& [name, by] : named_interfaces(loaded.config)) {
        if (!loaded.config.dynamic_interfaces && !interfaces_.find(name))
            return failure(loaded.findings + "error: " + by + " interface " + name +
                           " does not exist (see ip link)\n");
    }
    auto plan = core::plan_reload(router_.routers(), loaded.config.routers);
    const auto needed = router_.routers().size() + plan.added.size();
    if (needed > datapath_.room())
        return failure(loaded.findings + "error: there is room for " + std::to_string(datapath_.room()) +
                       " virtual routers, those that go included, and this makes " + std::to_string(needed) +
                       " (restart xvrrpd)\n");
    return plan;
}

// New interfaces first: where they cannot be served, nothing has changed.
Result<> Daemon::apply(config::Config config) {
    for (const auto& router : config.routers) {
        const auto* link = interfaces_.find(router.interface);
        if (!link || reception_.serves(*link) || reception_.deaf().contains(link->name))
            continue;
        if (auto attached = reception_.attach(*link); !attached) {
            reception_.release_unused();
            return attached;
        }
    }
    const auto now = kernel::EventLoop::now();
    drain(now);
    for (const auto& [id, router] : router_.routers())
        observe_peer(id, now);
    router_id_ = std::move(config.router_id);
    dynamic_interfaces_ = config.dynamic_interfaces;
    static_addresses_ = std::move(config.static_addresses);
    if (identity(options_, std::move(config.identity)) != identity_)
        spdlog::warn("net_namespace and instance change with the next start");
    if (config.scheduling != scheduling_)
        spdlog::warn("priority and processors of the daemon change with the next start");
    feed(core::Reconfigure{std::move(config.routers)}, now);
    interfaces_.repeat_all();
    take_changes(now);
    virtual_macs_.want(router_.routers());
    if (auto up = put_up(now); !up)
        spdlog::error("{}", up.error().text());
    admit_all(now);
    feed(core::Start{}, now);
    reception_.release_unused();
    settle(now);
    return {};
}

// Those that came wait in INIT. The others may have changed between unicast and multicast.
void Daemon::admit_all(core::TimePoint now) {
    const auto links = interfaces_.by_name();
    for (const auto& [id, router] : router_.routers()) {
        const bool is_new = router.state() == core::State::Init;
        const auto link = links.find(router.config().interface);
        if (link != links.end() && reception_.serves(link->second))
            feed(is_new ? reception_.admit(id, link->second, now)
                        : reception_.join_again(id, link->second, now),
                 now);
        if (is_new)
            work_.keep_owned(id);
    }
}

} // namespace xvrrp::daemon
