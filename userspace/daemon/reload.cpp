// SPDX-License-Identifier: GPL-2.0-or-later
// A reload is read beside the loop and checked as a whole. Then only the differences are carried out, in slices.
#include "daemon/daemon.h"
#include "daemon/log_line.h"
#include "daemon/named_interfaces.h"
#include "daemon/places.h"
#include "daemon/running.h"
#include "daemon/systemd.h"

#include <xvrrp/control.h>

#include <algorithm>
#include <memory>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

constexpr std::size_t kRoutersPerStep = 64;

void log_lines(spdlog::level::level_enum level, const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        spdlog::log(level, "{}", line);
}

std::vector<std::string> interfaces_of(const std::vector<core::VirtualRouterConfig>& routers) {
    std::set<std::string> names;
    for (const auto& router : routers)
        names.insert(router.interface);
    return {names.begin(), names.end()};
}

// The file that is there while the configuration is read, or an empty name.
std::string reload_marker(const config::ReloadFiles& files, const Options& options) {
    if (!files.marker)
        return {};
    return files.marker->empty() ? options.runtime_dir + "/xvrrpd.reload" : *files.marker;
}

} // namespace

void Daemon::on_reload(const Control::Reply& reply) {
    if (!life_.works()) {
        const std::string why =
            life_.is_starting() ? "the daemon still waits for startup_script" : "the daemon is about to end";
        spdlog::warn("not reloading: {}", why);
        return reply(failure(why));
    }
    write_line(spdlog::level::info, message("reloading"), "reloading " + options_.config_file);
    notify_reloading(os::EventLoop::now());
    reloads_->ask(options_.config_file, reload_marker(globals_.reload, options_), reply);
}

// The comparison takes longer than an advert may be late. It is made beside the loop: only the reload that has its turn
// changes what runs.
void Daemon::begin(LoadedConfig loaded) {
    if (!life_.works())
        return;
    if (!loaded.usable)
        return refuse(loaded.findings);
    const auto coming = std::make_shared<Coming>(Coming{.loaded = std::move(loaded)});
    coming->running = core_.router.running();
    reloads_->run_aside([coming] { compare(*coming); }, [this, coming] { make_room(coming); });
}

void Daemon::compare(Coming& coming) {
    auto& config = coming.loaded.config;
    coming.named = named_interfaces(config);
    coming.unnoted = placeable(config);
    coming.plan = core::plan_reload(std::exchange(coming.running, {}), std::exchange(config.routers, {}));
    coming.unclaimed = coming.plan.added;
    coming.unserved = interfaces_of(coming.plan.added);
}

// The maps of the kernel side grow before the configuration is taken. Loading the programs anew takes the kernel longer
// than an advert may be late.
void Daemon::make_room(const std::shared_ptr<Coming>& coming) {
    const auto needed = room_for(*coming);
    if (edges_.datapath.has_room(needed))
        return load(std::move(*coming));
    const auto larger = std::make_shared<Result<datapath::LargerPrograms>>();
    reloads_->run_aside([this, larger, needed] { *larger = edges_.datapath.load_larger(needed); },
                        [this, larger, coming] {
                            const auto room = larger->and_then([this](auto& programs) {
                                return edges_.datapath.change_to(std::move(programs),
                                                                 [this] { take_in_all(); });
                            });
                            stand_in(os::EventLoop::now()); // the leases went with the smaller maps
                            if (!room)
                                spdlog::error("{}", room.error().text());
                            load(std::move(*coming));
                        });
}

// Virtual routers that go keep their slots until the new ones have theirs.
datapath::Room Daemon::room_for(const Coming& coming) const {
    datapath::Room room;
    for (const auto& config : core_.router.configs())
        room.add(*config);
    for (const auto& config : coming.plan.added)
        room.add(config);
    for (const auto& each : coming.plan.changed)
        room.frames += static_cast<std::uint32_t>(each.config.destinations());
    return room;
}

void Daemon::take_in_all() {
    const auto now = os::EventLoop::now();
    drain(now);
    for (const auto& [id, config] : core_.router.running())
        observe_peer(id, now);
}

void Daemon::refuse(const std::string& why) {
    log_lines(spdlog::level::err, why);
    write_line(spdlog::level::err, message("reload_refused"),
               options_.config_file + " is not loaded, the configuration stays as it is");
    chronicle_.note_daemon("reload refused", "the log says why", os::EventLoop::now());
    notify_ready(render_summary(core_.router.count_states()));
    reloads_->refuse(why);
}

void Daemon::load(Coming coming) {
    if (!life_.works())
        return;
    if (const auto why = hindrance(coming.loaded, coming.named); !why.empty())
        return refuse(why);
    if (!edges_.datapath.has_room(room_for(coming)))
        return refuse(coming.loaded.findings +
                      "error: the kernel side has no room for so many virtual routers\n");
    coming_ = std::move(coming);
    go_on_loading();
}

// The claims and the attachments of those that are new come first, some in a turn, because they take the kernel some time.
// If one of them fails, nothing has changed.
void Daemon::go_on_loading() {
    edges_.loop.ask_idle();
    if (coming_->unclaimed.empty() && coming_->unserved.empty() && !coming_->unnoted)
        return change_to(*std::exchange(coming_, std::nullopt));
    if (auto done = do_next_of(*coming_); !done) {
        const auto why = coming_->loaded.findings + "error: " + done.error().text() + '\n';
        coming_.reset();
        reception_.release_unused();
        edges_.claims.keep_only(core_.router.configs());
        refuse(why);
    }
}

Result<> Daemon::do_next_of(Coming& coming) {
    if (!coming.unclaimed.empty()) {
        const auto some = coming.unclaimed.first(std::min(coming.unclaimed.size(), kRoutersPerStep));
        coming.unclaimed = coming.unclaimed.subspan(some.size());
        return edges_.claims.take(some);
    }
    if (coming.unserved.empty()) {
        note(*std::exchange(coming.unnoted, std::nullopt));
        return {};
    }
    const auto* link = interfaces_.find(coming.unserved.back());
    coming.unserved.pop_back();
    if (!link || reception_.serves(*link) || reception_.is_deaf(link->key()))
        return {};
    return reception_.attach(*link);
}

void Daemon::change_to(Coming coming) {
    log_lines(spdlog::level::warn, coming.loaded.findings);
    ReloadWords words{.changes = global_changes(globals_, coming.loaded.config),
                      .untouched = coming.plan.untouched};
    for (const auto& change : words.changes)
        spdlog::info("{}", change);
    reloads_->note(std::move(words));
    take_globals(std::move(coming.loaded.config));
    core_.reload.emplace(std::move(coming.plan), kRoutersPerStep);
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

void Daemon::on_diff(const std::string& file, const Control::Reply& reply) {
    reloads_->read(file, {}, [this, reply](LoadedConfig loaded) {
        if (auto why = hindrance(loaded, named_interfaces(loaded.config)); !why.empty())
            return reply(failure(std::move(why)));
        ReloadWords words{.changes = global_changes(globals_, loaded.config)};
        append(words,
               describe(core_.router, core_.router.plan_reload(std::exchange(loaded.config.routers, {}))));
        reply(Control::whole(as_json(words, loaded.findings)));
    });
}

// Returns the reason why this configuration cannot be loaded, or an empty text.
std::string Daemon::hindrance(const LoadedConfig& loaded, const std::vector<NamedInterface>& named) const {
    if (!loaded.usable)
        return loaded.findings;
    for (const auto& [name, by] : named) {
        if (!loaded.config.dynamic_interfaces && !interfaces_.find(name))
            return loaded.findings +
                   fmt::format("error: {} interface {} does not exist (see ip link)\n", by, name);
    }
    return {};
}

} // namespace xvrrp::daemon
