// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/names.h"
#include "daemon/dumps/data.h"
#include "daemon/dumps/words.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace xvrrp::daemon {

namespace {

constexpr std::size_t kBlock = 1;
constexpr std::size_t kOfBlock = 3;
constexpr std::size_t kOfList = 5;

// The virtual routers that track something, each with a weight.
using Shares = std::vector<std::string>;

std::map<core::Tracker, Shares> shares_of(const DumpView& view) {
    std::map<core::Tracker, Shares> out;
    for (const auto& [router, counted] : view.routers) {
        const auto& config = *router.config;
        const auto base = config.name + ", weight 0";
        if (config.track_primary)
            out[{core::Tracker::Kind::Interface, config.interface, {}}].push_back(base);
        if (config.track_primary && config.vmac)
            out[{core::Tracker::Kind::Interface, config.vmac->interface, {}}].push_back(base);
        for (const auto& each : config.tracked)
            out[{each.tracker.kind, each.tracker.name, {}}].push_back(
                fmt::format("{}, weight {}{}", config.name, each.weight, each.reverse ? " reverse" : ""));
    }
    return out;
}

void add_shares(std::string& text, const std::map<core::Tracker, Shares>& shares, core::Tracker::Kind kind,
                const std::string& name, std::string_view header) {
    const auto found = shares.find({kind, name, {}});
    if (found == shares.end())
        return;
    add_line(text, kOfBlock, "{}", header);
    for (const auto& each : found->second)
        add_line(text, kOfList, "{}", each);
}

// keepalived counts up to rise + fall - 1 and down to 0, and a script is good from rise on.
unsigned result_of(const core::Check& check, const core::CheckRule& rule) {
    const auto state = check.state();
    const auto& record = check.record();
    if (!state || !record.last)
        return 0;
    const unsigned most = rule.rise + rule.fall - 1;
    if (state->good)
        return record.last->good() ? most : most - std::min(record.in_a_row, rule.fall - 1);
    return record.last->good() ? std::min(record.in_a_row, rule.rise - 1) : 0;
}

std::string_view status_of(const core::Check& check) {
    const auto state = check.state();
    if (!state)
        return "INIT";
    return state->good ? "GOOD" : "BAD";
}

void add_check(std::string& text, const DumpView& view, const config::CheckScript& script,
               const core::Check& check) {
    add_line(text, kBlock, "VRRP Script = {}", script.name);
    add_line(text, kOfBlock, "Command = {}", script_words(script.script));
    add_line(text, kOfBlock, "Interval = {:g} sec", in_seconds(script.interval));
    add_line(text, kOfBlock, "Timeout = {:g} sec", in_seconds(script.timeout));
    add_line(text, kOfBlock, "Weight = {}{}", script.weight, script.reverse ? " reverse" : "");
    add_line(text, kOfBlock, "Rise = {}", script.rule.rise);
    add_line(text, kOfBlock, "Fall = {}", script.rule.fall);
    add_line(text, kOfBlock, "Result = {}", result_of(check, script.rule));
    add_line(text, kOfBlock, "Insecure = no");
    add_line(text, kOfBlock, "Init state = unknown");
    add_line(text, kOfBlock, "Status = {}", status_of(check));
    add_line(text, kOfBlock, "Script uid:gid = {}", account_of(view, script.script));
    add_line(text, kOfBlock, "VRRP instances :");
}

int value_of(const DumpView& view, const std::string& file) {
    const core::Tracker wanted{core::Tracker::Kind::File, file, {}};
    for (const auto& [router, counted] : view.routers) {
        for (const auto& each : router.trackers) {
            if (each.tracking.tracker == wanted)
                return each.state.value;
        }
    }
    return 0;
}

void add_process(std::string& text, const config::TrackProcess& process, const core::Quorum* quorum) {
    const auto state = quorum ? quorum->state() : std::nullopt;
    const bool has_quorum = state && state->good;
    const bool is_waiting = quorum && quorum->deadline() != core::kNever;
    const auto running = [](bool is) { return is ? "running" : "not running"; };
    add_line(text, kBlock, "VRRP Track process = {}", process.name);
    add_line(text, kOfBlock, "Process = {}", process.pattern.program);
    add_line(text, kOfBlock, "Min processes = {}", process.rule.least);
    if (process.rule.most)
        add_line(text, kOfBlock, "Max processes = {}", *process.rule.most);
    add_line(text, kOfBlock, "Current processes = {}", quorum ? quorum->processes() : 0);
    add_line(text, kOfBlock, "Have quorum = {}", has_quorum);
    add_line(text, kOfBlock, "Weight = {}{}", process.weight, process.reverse ? " reverse" : "");
    add_line(text, kOfBlock, "Terminate delay = {:.6f}s", in_seconds(process.rule.terminate_delay));
    add_line(text, kOfBlock, "Fork delay = {:.6f}s", in_seconds(process.rule.fork_delay));
    add_line(text, kOfBlock, "Fork delay timer {}", running(is_waiting && !has_quorum));
    add_line(text, kOfBlock, "Terminate delay timer {}", running(is_waiting && has_quorum));
    add_line(text, kOfBlock, "Full command = {}", process.pattern.full_command);
}

// The one that adverts could come from, so no virtual one.
std::string first_address(const DumpView& view, const core::LinkObserved& interface, core::Family family) {
    for (const auto& each : interface.addresses) {
        if (each.address.family == family && (family == core::Family::Ipv4 || each.address.is_link_local()) &&
            !view.virtual_addresses.contains(each.address))
            return each.address.text();
    }
    return "(none)";
}

std::string state_words(const core::Link& link) {
    return fmt::format("{}UP, {}RUNNING", link.enabled ? "" : "not ", link.up ? "" : "not ");
}

} // namespace

void add_sync_groups(std::string& text, const DumpView& view) {
    if (view.globals.sync_groups.empty())
        return;
    std::map<std::pair<std::string, core::State>, std::size_t> members;
    for (const auto& [router, counted] : view.routers) {
        if (router.state != core::State::Fault || own_faults(router) > 0)
            ++members[{router.config->sync_group, router.state}];
    }
    add_header(text, "VRRP Sync groups");
    for (const auto& group : view.globals.sync_groups) {
        const auto state = view.groups.find(group.name);
        add_line(text, kBlock, "VRRP Sync Group = {}, {}", group.name,
                 core::name(state == view.groups.end() ? core::State::Init : state->second));
        add_line(text, kOfBlock, "Num member fault {}, num member init {}",
                 members[{group.name, core::State::Fault}], members[{group.name, core::State::Init}]);
        add_line(text, kOfBlock, "VRRP member instances :");
        for (const auto& each : group.members)
            add_line(text, kOfList, "{}", each);
        add_line(text, kOfBlock, "Using smtp notification = {}", yes_or_no(group.notify.mails));
        add_notify_scripts(text, view, group.notify);
    }
}

void add_trackers(std::string& text, const DumpView& view) {
    const auto& globals = view.globals;
    const auto shares = shares_of(view);
    const auto is_tracked = [&](const config::CheckScript& each) {
        return view.checks.contains(each.name) &&
               shares.contains({core::Tracker::Kind::Script, each.name, {}});
    };
    if (std::ranges::any_of(globals.checks, is_tracked))
        add_header(text, "VRRP Scripts");
    for (const auto& each : globals.checks) {
        if (!is_tracked(each))
            continue;
        add_check(text, view, each, view.checks.at(each.name));
        add_shares(text, shares, core::Tracker::Kind::Script, each.name, "Tracking instances :");
        add_line(text, kOfBlock, "State = idle");
    }
    if (!globals.track_files.empty())
        add_header(text, "VRRP Track files");
    for (const auto& each : globals.track_files) {
        add_line(text, kBlock, "Track file = {}", each.name);
        add_line(text, kOfBlock, "File = {}", each.path);
        add_line(text, kOfBlock, "Status = {}", value_of(view, each.name));
        add_line(text, kOfBlock, "Weight = {}{}", each.weight, each.reverse ? " reverse" : "");
        add_shares(text, shares, core::Tracker::Kind::File, each.name, "Tracking instances :");
    }
    if (!globals.processes.empty())
        add_header(text, "VRRP Track processes");
    for (const auto& each : globals.processes) {
        const auto quorum = view.quorums.find(each.name);
        add_process(text, each, quorum == view.quorums.end() ? nullptr : &quorum->second);
        add_shares(text, shares, core::Tracker::Kind::Process, each.name, "Tracking instances :");
    }
}

void add_interfaces(std::string& text, const DumpView& view) {
    const auto shares = shares_of(view);
    add_header(text, "Interfaces");
    for (const auto& [name, each] : view.interfaces) {
        const auto& link = each.link;
        add_line(text, kBlock, "Name = {}", name);
        add_line(text, kOfBlock, "index = {}", link.index.index);
        add_line(text, kOfBlock, "IPv4 address = {}", first_address(view, each, core::Family::Ipv4));
        add_line(text, kOfBlock, "IPv6 address = {}", first_address(view, each, core::Family::Ipv6));
        if (link.mac != core::MacAddress{})
            add_line(text, kOfBlock, "MAC = {}", link.mac.text());
        add_line(text, kOfBlock, "State = {}", state_words(link));
        add_shares(text, shares, core::Tracker::Kind::Interface, name, "Tracking VRRP instances :");
    }
}

} // namespace xvrrp::daemon
