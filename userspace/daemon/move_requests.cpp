// SPDX-License-Identifier: GPL-2.0-or-later
// The requests that move MASTER: drain, undrain, promote and priority.
#include "core/vrrp/timers.h"
#include "daemon/daemon.h"
#include "daemon/log_line.h"

#include <xvrrp/protocol.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include <nlohmann/json.hpp>

namespace xvrrp::daemon {

namespace {

using nlohmann::json;

constexpr std::size_t kNamedInLog = 8;
constexpr std::chrono::hours kLongest{24};

// The names of virtual routers in a request, or a sentence about what is wrong with them. None: all virtual routers.
Result<std::vector<core::RouterId>, std::string> named_in(const json& request,
                                                          const core::VrrpRouter& router) {
    const auto names = request.value("names", json::array());
    if (!names.is_array())
        return failure(std::string("\"names\" is not a list of names"));
    if (request.contains("names") && names.empty())
        return failure(std::string("\"names\" is empty, leave it out for all virtual routers"));
    std::vector<core::RouterId> ids;
    for (const auto& name : names) {
        const auto id = name.is_string() ? router.named(name) : std::nullopt;
        if (!id)
            return failure("no virtual router is named " + name.dump());
        ids.push_back(*id);
    }
    return ids;
}

std::string names_of(const std::vector<core::RouterId>& routers, const core::VrrpRouter& router) {
    if (routers.empty())
        return "all virtual routers";
    std::string text;
    for (std::size_t i = 0; i < std::min(routers.size(), kNamedInLog); ++i)
        text += (i == 0 ? "" : ", ") + router.routers().at(routers[i]).config().name;
    return routers.size() > kNamedInLog
               ? text + " and " + std::to_string(routers.size() - kNamedInLog) + " more"
               : text;
}

// A time in ms, or a sentence about what is wrong with it.
Result<std::chrono::milliseconds, std::string> time_in(const json& request, const char* key, unsigned least) {
    const auto time = request.value(key, json(0U));
    const auto most = static_cast<std::uint64_t>(kLongest / std::chrono::milliseconds(1));
    if (!time.is_number_unsigned() || time.get<std::uint64_t>() < least || time.get<std::uint64_t>() > most)
        return failure("\"" + std::string(key) + "\" is not in " + std::to_string(least) + ".." +
                       std::to_string(most));
    return std::chrono::milliseconds(time.get<std::int64_t>());
}

// The first of these that owns its addresses. Its priority is 255 by definition.
const core::VirtualRouterConfig* owner_among(const std::vector<core::RouterId>& routers,
                                             const core::VrrpRouter& router) {
    for (const auto id : routers) {
        const auto& config = router.routers().at(id).config();
        if (config.priority == VRRP_PRIORITY_OWNER)
            return &config;
    }
    return nullptr;
}

} // namespace

bool Daemon::can_move(const Control::Reply& reply) const {
    if (!life_.works())
        reply(failure(std::string(life_.is_starting() ? "the daemon still waits for startup_script"
                                                      : "the daemon is about to end")));
    return life_.works();
}

// It is carried out in the turn that follows, after everything that has arrived.
void Daemon::move(const Message* kind, const std::string& what, const std::vector<core::RouterId>& routers,
                  core::Input input, core::Duration patience, const Control::Reply& reply) {
    const auto now = os::EventLoop::now();
    const auto whom = names_of(routers, core_.router);
    write_line(spdlog::level::info, kind, what + " of " + whom + " is asked for");
    chronicle_.note_daemon(what + " is asked for", whom, now);
    moves_.ask(std::move(input), core_.router.with_groups(routers), now + patience, reply);
    turn();
}

void Daemon::on_drain(const json& request, const Control::Reply& reply) {
    if (!can_move(reply))
        return;
    const auto timeout = time_in(request, "timeout_ms", 0);
    if (!timeout)
        return reply(failure(timeout.error()));
    const auto routers = named_in(request, core_.router);
    if (!routers)
        return reply(failure(routers.error()));
    const bool is_forced = request.value("force", json()) == true;
    const std::string by_force = is_forced ? " by force" : "";
    if (request["command"] == "drain")
        move(message("drain_asked"), "drain" + by_force, *routers, core::Drain{*routers, is_forced}, *timeout,
             reply);
    else
        move(message("undrain_asked"), "undrain" + by_force, *routers, core::Undrain{*routers}, {}, reply);
}

void Daemon::on_promote(const json& request, const Control::Reply& reply) {
    if (!can_move(reply))
        return;
    const auto timeout = time_in(request, "timeout_ms", 0);
    const auto lasts = time_in(request, "for_ms", 1);
    if (!timeout || !lasts)
        return reply(failure(timeout ? lasts.error() : timeout.error()));
    if (!request.contains("names"))
        return reply(failure(std::string("\"names\" is missing, name the virtual routers to promote")));
    const auto routers = named_in(request, core_.router);
    if (!routers)
        return reply(failure(routers.error()));
    const core::PriorityOrder order{core::kPromoted, os::EventLoop::now() + *lasts, true};
    move(message("promotion_asked"), "promotion for " + core::span_text(*lasts), *routers,
         core::OrderPriority{*routers, order}, *timeout, reply);
}

// Without a priority the configured one is in force again.
void Daemon::on_priority(const json& request, const Control::Reply& reply) {
    if (!can_move(reply))
        return;
    if (!request.contains("names"))
        return reply(failure(std::string("\"names\" is missing, name the virtual routers that it is for")));
    const auto routers = named_in(request, core_.router);
    if (!routers)
        return reply(failure(routers.error()));
    const auto priority = request.value("priority", json());
    if (priority.is_null())
        return move(message("priority_asked"), "the configured priority", *routers,
                    core::OrderPriority{*routers, {}}, {}, reply);
    if (!priority.is_number_unsigned() || priority.get<std::uint64_t>() < 1 ||
        priority.get<std::uint64_t>() >= VRRP_PRIORITY_OWNER)
        return reply(failure(std::string("\"priority\" is not in 1..254")));
    const auto lasts = time_in(request, "for_ms", 1);
    if (!lasts)
        return reply(failure(lasts.error()));
    if (const auto* owner = owner_among(*routers, core_.router))
        return reply(failure(owner->name +
                             " has priority 255 and owns its addresses, so it has no other priority "
                             "(xvrrpctl drain moves them all the same)"));
    const core::PriorityOrder order{priority.get<std::uint8_t>(), os::EventLoop::now() + *lasts, false};
    move(message("priority_asked"),
         "priority " + std::to_string(order.priority) + " for " + core::span_text(*lasts), *routers,
         core::OrderPriority{*routers, order}, {}, reply);
}

void Daemon::take_moves(core::TimePoint now) {
    for (const auto& each : moves_.take())
        feed(each, now);
}

} // namespace xvrrp::daemon
