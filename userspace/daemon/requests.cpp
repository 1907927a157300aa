// SPDX-License-Identifier: GPL-2.0-or-later
// The requests of xvrrpctl.
#include "config/report/show.h"
#include "daemon/daemon.h"
#include "daemon/exit_code.h"
#include "daemon/log_line.h"
#include "daemon/render.h"
#include "daemon/running.h"
#include "daemon/why_text.h"

#include <xvrrp/control.h>

#include <algorithm>
#include <memory>
#include <utility>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

constexpr auto kUnrestWithin = std::chrono::minutes(10);

Result<nlohmann::json, std::string> shown(const config::Config& config, bool secrets) {
    return nlohmann::json{
        {"schema", static_cast<int>(XVRRP_CONTROL_SCHEMA)},
        {"text", config::show(config, secrets ? config::Secrets::Shown : config::Secrets::Hidden)}};
}

} // namespace

void Daemon::on_request(const nlohmann::json& request, Rights rights, const Control::Reply& reply) {
    const auto command = request.value("command", nlohmann::json());
    if (rights == Rights::None) {
        reply(failure(std::string("only root may ask, see --control-group of xvrrpd")));
    } else if (rights != Rights::All && command != "status" && command != "why" && command != "events") {
        reply(failure(std::string(R"(only root may ask for anything but "status", "why" and "events")")));
    } else if (command == "why") {
        on_why(request, reply);
    } else if (command == "events") {
        reply(Control::Pieces(
            [text = EventText(chronicle_.events(), request.value("follow", nlohmann::json()) ==
                                                       true)]() mutable { return text.next(); }));
    } else if (command == "status") {
        reply(Control::Pieces([status = StatusText({[this](core::RouterId from, std::size_t most) {
                                                        return core_.router.snapshots(from, most);
                                                    },
                                                    edges_.datapath,
                                                    chronicle_.timelines(),
                                                    reception_.attachments(),
                                                    notices_.untold(),
                                                    measures(),
                                                    stand_ins_.trouble(),
                                                    stand_ins_.lost(),
                                                    globals_.router_id,
                                                    options_.bpf_dir,
                                                    life_.since(),
                                                    os::EventLoop::now(),
                                                    chronicle_.transitions(),
                                                    perform_.lateness(),
                                                    host::vlan_numbers(),
                                                    {scripts_.checks(), scripts_.quorums(), {}}})]() mutable {
            return status.next();
        }));
    } else if (command == "tap") {
        reply(Control::whole(tap(request)));
    } else if (command == "config") {
        on_config(request.value("secrets", nlohmann::json()) == true, reply);
    } else if (command == "reload") {
        on_reload(reply);
    } else if (command == "restart") {
        on_restart(reply);
    } else if (command == "drain" || command == "undrain") {
        on_drain(request, reply);
    } else if (command == "promote") {
        on_promote(request, reply);
    } else if (command == "priority") {
        on_priority(request, reply);
    } else if (command == "diff") {
        const auto file = request.value("file", nlohmann::json());
        if (file.is_string())
            on_diff(file, reply);
        else
            reply(failure(std::string("\"file\" is not the name of a file")));
    } else {
        reply(failure(
            "unknown command " + command.dump() +
            R"(, allowed are "status", "why", "events", "tap", "config", "reload", "restart", "diff", "drain", "undrain", "promote" and "priority")"));
    }
}

// The second piece is asked for when the first one has left.
void Daemon::on_restart(const Control::Reply& reply) {
    if (!life_.works())
        return reply(failure(std::string("it starts or ends at this moment, so try again later")));
    nlohmann::json document{{"schema", static_cast<int>(XVRRP_CONTROL_SCHEMA)}};
    reply(Control::Pieces([this, text = document.dump() + "\n"]() mutable {
        if (text.empty())
            hand_over(kRunAgain);
        return std::exchange(text, {});
    }));
}

// Beside the loop, because the text of thousands of virtual routers takes longer than an advert may wait.
void Daemon::on_config(bool secrets, const Control::Reply& reply) {
    const auto document = std::make_shared<Result<nlohmann::json, std::string>>();
    reloads_->run_aside(
        [document, secrets, globals = globals_, routers = core_.router.configs()] {
            *document = shown(running_config(globals, routers), secrets);
        },
        [document, reply] { reply(Control::whole(*document)); });
}

// Copies of everything but the virtual routers and the interfaces, which are looked at one after the other.
DumpView Daemon::dump_view() const {
    return {.globals = globals_,
            .routers = {},
            .groups = core_.router.group_states(),
            .checks = scripts_.checks(),
            .quorums = scripts_.quorums(),
            .interfaces = {},
            .wall_clock_ahead = os::EventLoop::wall_clock_ahead(),
            .runner = scripts_.runner_account()};
}

void Daemon::on_why(const nlohmann::json& request, const Control::Reply& reply) {
    const auto name = request.value("name", nlohmann::json());
    std::optional<core::RouterId> only;
    if (name.is_string()) {
        only = core_.router.named(name);
        if (!only)
            return reply(failure("no virtual router is named " + name.dump()));
    } else if (!name.is_null()) {
        return reply(failure(std::string("\"name\" is not the name of a virtual router")));
    }
    const core::WallTime now(os::EventLoop::now().time_since_epoch() + os::EventLoop::wall_clock_ahead());
    WhyView view{.snapshots = [this](core::RouterId from,
                                     std::size_t most) { return core_.router.snapshots(from, most); },
                 .datapath = edges_.datapath,
                 .index_of =
                     [this](const core::InterfaceKey& key) {
                         const auto* link = interfaces_.find(key.name);
                         return link ? link->index : core::InterfaceIndex{};
                     },
                 .refused = edges_.datapath.refused(),
                 .unrest = chronicle_.events().unrest(now - kUnrestWithin),
                 .unrest_within = kUnrestWithin,
                 .checks = scripts_.records(),
                 .stand_in_trouble = stand_ins_.trouble(),
                 .only = only};
    reply(Control::Pieces([text = WhyText(std::move(view))]() mutable { return text.next(); }));
}

Result<nlohmann::json, std::string> Daemon::tap(const nlohmann::json& request) {
    const auto seconds = request.value("seconds", nlohmann::json());
    if (!seconds.is_number_unsigned() || seconds.get<std::uint64_t>() > 86400)
        return failure(std::string("\"seconds\" is not in 0..86400"));
    const std::chrono::seconds duration(seconds.get<std::int64_t>());
    edges_.datapath.tap_until(os::EventLoop::now() + duration);
    spdlog::info("tap: every advert stays visible for {} s", duration.count());
    return nlohmann::json{{"schema", static_cast<int>(XVRRP_CONTROL_SCHEMA)}, {"seconds", seconds}};
}

} // namespace xvrrp::daemon
