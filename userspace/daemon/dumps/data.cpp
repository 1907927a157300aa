// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/dumps/data.h"

#include "config/routing/routing_line.h"
#include "daemon/dumps/words.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace xvrrp::daemon {

namespace {

constexpr std::size_t kObject = 1;
constexpr std::size_t kField = 3;
constexpr std::size_t kMember = 5;
constexpr const char* kOwnAccount = "0:0"; // the daemon is root

struct ScriptLabel {
    core::NotifyEvent event;
    std::string_view label;
};

constexpr auto kScriptLabels = std::to_array<ScriptLabel>({
    {core::NotifyEvent::Backup, "Backup state transition"},
    {core::NotifyEvent::Master, "Master state transition"},
    {core::NotifyEvent::Fault, "Fault state transition"},
    {core::NotifyEvent::Stop, "Stop state transition"},
    {core::NotifyEvent::Deleted, "Deleted state transition"},
});

void add_script(std::string& text, const DumpView& view, std::string_view label, const core::Script& script) {
    add_line(text, kField, "{} script = {}, uid:gid {}", label, script_words(script),
             account_of(view, script));
}

void add_fifo(std::string& text, const DumpView& view, std::string_view label,
              const std::optional<config::NotifyFifo>& fifo) {
    if (fifo)
        add_line(text, kObject, "{} = {}, uid:gid {}", label, fifo->path,
                 fifo->user.empty() ? kOwnAccount : account_of(view, {{}, fifo->user, fifo->group}));
}

void add_mailing(std::string& text, const core::Mailing& mailing) {
    if (!mailing.server.empty()) {
        add_line(text, kObject, "Smtp server = {}", mailing.server);
        add_line(text, kObject, "Smtp server port = {}", mailing.port);
    }
    if (!mailing.helo.empty())
        add_line(text, kObject, "Smtp HELO name = {}", mailing.helo);
    if (mailing.is_usable())
        add_line(text, kObject, "Smtp server connection timeout = {}", mailing.timeout.count());
    if (!mailing.from.empty())
        add_line(text, kObject, "Email notification from = {}", mailing.from);
    if (mailing.to.empty())
        return;
    add_line(text, kObject, "Email notification to:");
    for (const auto& each : mailing.to)
        add_line(text, kField, "{}", each);
}

} // namespace

std::string account_of(const DumpView& view, const core::Script& script) {
    const auto found = view.accounts.find(account_key(script));
    return found == view.accounts.end() ? kOwnAccount : found->second;
}

std::size_t own_faults(const core::RouterSnapshot& router) {
    const auto is_own = [](const core::Condition& each) {
        return each.is_hard() && each.name != core::Reason::GroupFault && each.name != core::Reason::Drained;
    };
    return static_cast<std::size_t>(std::ranges::count_if(router.conditions.all(), is_own));
}

void add_header(std::string& text, std::string_view name) {
    add_line(text, 0, "------< {} >------", name);
}

void add_notify_scripts(std::string& text, const DumpView& view, const core::Notify& notify) {
    for (const auto& each : kScriptLabels) {
        if (const auto found = notify.scripts.find(each.event); found != notify.scripts.end())
            add_script(text, view, each.label, found->second);
    }
    if (notify.any)
        add_script(text, view, "Generic state transition", *notify.any);
    if (const auto found = notify.scripts.find(core::NotifyEvent::MasterRxLowerPri);
        found != notify.scripts.end())
        add_script(text, view, "Master rx lower pri state transition", found->second);
}

// The settings of global_defs that are the defaults of instances stand in the instances.
void add_globals(std::string& text, const DumpView& view) {
    const auto& globals = view.globals;
    const auto& identity = globals.identity;
    add_header(text, "Global definitions");
    add_line(text, kObject, "Network namespace = {}",
             identity.net_namespace.empty() ? "(default)" : identity.net_namespace);
    if (!identity.instance.empty())
        add_line(text, kObject, "Instance name = {}", identity.instance);
    add_line(text, kObject, "Router ID = {}", globals.router_id);
    add_mailing(text, globals.mailing);
    if (globals.dumps.use_instance)
        add_line(text, kObject, "Use instance name in data dumps");
    add_line(text, kObject, "Dynamic interfaces = {}", globals.dynamic_interfaces);
    add_line(text, kObject, "Disable local IGMP = {}", yes_or_no(globals.disable_local_igmp));
    add_fifo(text, view, "Global notify fifo", globals.notifying.fifo);
    add_fifo(text, view, "VRRP notify fifo", globals.notifying.vrrp_fifo);
    add_line(text, kObject, "FIFO write vrrp states on reload = {}", globals.notifying.states_on_reload);
    add_line(text, kObject, "VRRP process priority = {}", globals.scheduling.nice.value_or(0));
    add_line(text, kObject, "VRRP don't swap = {}", globals.scheduling.no_swap);
    add_line(text, kObject, "VRRP realtime priority = {}", globals.scheduling.rt_priority);
    add_line(text, kObject, "Script security {}", enabled_or_not(globals.scripts.secure));
    add_line(text, kObject, "Default script uid:gid {}", account_of(view, {}));
    add_line(text, kObject, "umask = 0{:03o}", globals.dumps.umask);
}

void add_static(std::string& text, const DumpView& view) {
    const auto& [addresses, routing] = std::tie(view.globals.static_addresses, view.globals.static_routing);
    if (!addresses.empty())
        add_header(text, "Static Addresses");
    for (const auto& each : addresses)
        add_line(text, kMember, "{}", address_words(view, each, {}, true));
    if (!routing.routes.empty())
        add_header(text, "Static Routes");
    for (const auto& each : routing.routes)
        add_line(text, kMember, "{}", config::route_line(each));
    if (!routing.rules.empty())
        add_header(text, "Static Rules");
    for (const auto& each : routing.rules)
        add_line(text, kMember, "{}", config::rule_line(each));
}

// A socket pool without a socket has its header alone.
std::string data_text(const DumpView& view) {
    std::string text;
    add_globals(text, view);
    add_static(text, view);
    add_header(text, "VRRP Topology");
    for (const auto& each : view.routers)
        add_instance(text, view, each.router);
    add_header(text, "VRRP Sockpool");
    add_sync_groups(text, view);
    add_trackers(text, view);
    add_interfaces(text, view);
    return text;
}

} // namespace xvrrp::daemon
