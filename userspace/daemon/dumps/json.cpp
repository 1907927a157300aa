// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/dumps/json.h"

#include "config/routing/routing_line.h"
#include "daemon/dumps/words.h"

#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace xvrrp::daemon {

namespace {

// The keys stay in the order in which keepalived writes them.
using Ordered = nlohmann::ordered_json;

constexpr unsigned kWithProcesses = 2;

struct JsonCount {
    std::string_view key;
    Count count;
    bool of_hmac = false;
};

constexpr auto kJsonCounts = std::to_array<JsonCount>({
    {"advert_rcvd", Count::Received},
    {"advert_sent", Count::Sent},
    {"become_master", Count::BecameMaster},
    {"release_master", Count::ReleasedMaster},
    {"packet_len_err", Count::BadLength},
    {"advert_interval_err", Count::BadInterval},
    {"ip_ttl_err", Count::BadTtl},
    {"invalid_type_rcvd", Count::BadType},
    {"addr_list_err", Count::BadAddresses},
    {"invalid_authtype", Count::UnknownAuthType},
    {"authtype_mismatch", Count::OtherAuthType},
    {"auth_failure", Count::AuthFailed},
    {"auth_ext_missing", Count::HmacMissing, true},
    {"auth_ext_malformed", Count::HmacMalformed, true},
    {"auth_ext_unknown_key", Count::HmacKey, true},
    {"auth_ext_invalid_hmac", Count::HmacInvalid, true},
    {"auth_ext_stale", Count::HmacStale, true},
    {"auth_ext_replay", Count::HmacReplay, true},
    {"pri_zero_rcvd", Count::ZeroReceived},
    {"pri_zero_sent", Count::ZeroSent},
});

struct JsonScript {
    std::string_view key;
    core::NotifyEvent event;
};

constexpr auto kScriptsBefore = std::to_array<JsonScript>({
    {"script_backup", core::NotifyEvent::Backup},
    {"script_master", core::NotifyEvent::Master},
    {"script_fault", core::NotifyEvent::Fault},
    {"script_stop", core::NotifyEvent::Stop},
    {"script_deleted", core::NotifyEvent::Deleted},
});

// Readers that expect a whole number take no 1.0.
Ordered number(double value) {
    return value == std::floor(value) ? Ordered(static_cast<std::int64_t>(value)) : Ordered(value);
}

void add_list(Ordered& out, std::string_view key, std::vector<std::string> list) {
    if (!list.empty())
        out[std::string(key)] = std::move(list);
}

std::vector<std::string> address_list(const DumpView& view,
                                      const std::vector<core::VirtualAddress>& addresses,
                                      const core::RouterSnapshot& router) {
    std::vector<std::string> out;
    out.reserve(addresses.size());
    for (const auto& each : addresses)
        out.push_back(address_words(view, each, *router.config, router.holds));
    return out;
}

std::vector<std::string> tracked_list(const core::RouterSnapshot& router, core::Tracker::Kind kind) {
    std::vector<std::string> out;
    for (const auto& each : router.config->tracked) {
        if (each.tracker.kind == kind)
            out.push_back(each.tracker.name);
    }
    return out;
}

// keepalived names the commands of scripts, and not the scripts.
std::vector<std::string> command_list(const DumpView& view, const core::RouterSnapshot& router) {
    auto out = tracked_list(router, core::Tracker::Kind::Script);
    for (auto& each : out) {
        for (const auto& check : view.globals.checks) {
            if (check.name == each) {
                each = script_words(check.script);
                break;
            }
        }
    }
    return out;
}

void add_scripts(Ordered& out, const core::Notify& notify) {
    const auto add = [&](std::string_view key, core::NotifyEvent event) {
        if (const auto found = notify.scripts.find(event); found != notify.scripts.end())
            out[std::string(key)] = script_words(found->second);
    };
    for (const auto& each : kScriptsBefore)
        add(each.key, each.event);
    if (notify.any)
        out["script"] = script_words(*notify.any);
    add("script_master_rx_lower_pri", core::NotifyEvent::MasterRxLowerPri);
}

void add_lists(Ordered& out, const DumpView& view, const core::RouterSnapshot& router) {
    std::vector<std::string> routes;
    for (const auto& each : router.config->routes)
        routes.push_back(config::route_line(each));
    std::vector<std::string> rules;
    for (const auto& each : router.config->rules)
        rules.push_back(config::rule_line(each));
    add_list(out, "vips", address_list(view, router.config->addresses, router));
    add_list(out, "evips", address_list(view, router.config->excluded, router));
    add_list(out, "vroutes", std::move(routes));
    add_list(out, "vrules", std::move(rules));
    add_list(out, "track_ifp", tracked_list(router, core::Tracker::Kind::Interface));
    add_list(out, "track_script", command_list(view, router));
    add_list(out, "track_process", tracked_list(router, core::Tracker::Kind::Process));
}

Ordered garp_of(const core::GarpConfig& garp) {
    return {{"garp_delay", in_whole_seconds(garp.master_delay)},
            {"garp_refresh", in_whole_seconds(garp.master_refresh)},
            {"garp_rep", garp.master_repeat},
            {"garp_refresh_rep", garp.master_refresh_repeat},
            {"garp_lower_prio_delay", in_whole_seconds(garp.lower_prio_delay)},
            {"garp_lower_prio_rep", garp.lower_prio_repeat}};
}

double last_transition(const DumpView& view, const core::RouterSnapshot& router) {
    const auto when = view.wall_clock(router.since).time_since_epoch();
    return static_cast<double>(when / std::chrono::microseconds(1)) / 1e6;
}

// The keys that say whether an advert's addresses are checked and whether strict mode is on are 0: nothing here checks the
// addresses, and strict mode is a part of the other values.
Ordered data_of(const DumpView& view, const core::RouterSnapshot& router) {
    const auto& config = *router.config;
    const auto interval = router.state == core::State::Backup ? router.master_interval : config.interval;
    const auto state = static_cast<int>(router.state);
    const bool is_backup = router.state == core::State::Backup;
    const std::string vmac = config.vmac ? config.vmac->interface : "";
    Ordered out{{"iname", config.name},
                {"dont_track_primary", config.track_primary ? 0 : 1},
                {"skip_check_adv_addr", 0},
                {"strict_mode", 0},
                {"vmac_ifname", vmac},
                {"ifp_ifname", config.vmac     ? vmac
                               : config.ipvlan ? config.ipvlan->interface
                                               : config.interface},
                {"master_priority", is_backup && router.master ? router.master->priority : 0},
                {"last_transition", last_transition(view, router)}};
    out.update(garp_of(config.garp));
    out.update({{"lower_prio_no_advert", config.lower_prio_no_advert ? 1 : 0},
                {"higher_prio_send_advert", config.higher_prio_send_advert ? 1 : 0},
                {"vrid", config.vrid},
                {"base_priority", config.priority},
                {"effective_priority", router.priority.value()},
                {"vipset", router.holds},
                {"promote_secondaries", config.promote_secondaries},
                {"adver_int", number(in_seconds(config.interval))},
                {"master_adver_int", number(in_seconds(interval))},
                {"accept", config.accept ? 1 : 0},
                {"nopreempt", !config.preempt},
                {"preempt_delay", in_whole_seconds(config.preempt_delay)},
                {"state", state},
                {"wantstate", state},
                {"version", static_cast<int>(config.version)},
                {"smtp_alert", config.notify.mails},
                {"notify_deleted", config.notify.tells_deleted}});
    add_scripts(out, config.notify);
    add_lists(out, view, router);
    out["auth_type"] = config.authentication.type;
    if (config.authentication.type != VRRP_AUTH_NONE)
        out["auth_data"] = kHidden;
    return out;
}

Ordered counts_of(const core::RouterSnapshot& router, const Counted& counted) {
    auto out = Ordered::object();
    for (const auto& [key, count, of_hmac] : kJsonCounts) {
        if (!of_hmac || router.config->hmac)
            out[std::string(key)] = counted[count];
    }
    return out;
}

constexpr std::string_view match_words(core::ProcessPattern::Parameters match) {
    switch (match) {
    case core::ProcessPattern::Parameters::Same:
        return "exact";
    case core::ProcessPattern::Parameters::Begin:
        return "partial";
    case core::ProcessPattern::Parameters::Longer:
        return "initial";
    case core::ProcessPattern::Parameters::Any:
        break;
    }
    return "none";
}

Ordered process_of(const DumpView& view, const config::TrackProcess& process) {
    const auto quorum = view.quorums.find(process.name);
    const bool is_known = quorum != view.quorums.end();
    std::string parameters;
    for (const auto& each : process.pattern.parameters)
        parameters += (parameters.empty() ? "" : " ") + each;
    const auto state = is_known ? quorum->second.state() : std::nullopt;
    const bool is_waiting = is_known && quorum->second.deadline() != core::kNever;
    const bool has_quorum = state && state->good;
    return {{"process", process.pattern.program},
            {"parameters", parameters},
            {"param_match", match_words(process.pattern.match)},
            {"min_processes", process.rule.least},
            {"max_processes", process.rule.most ? Ordered(*process.rule.most) : Ordered(-1)},
            {"current_processes", is_known ? quorum->second.processes() : 0},
            {"have_quorum", has_quorum},
            {"weight", process.weight},
            {"terminate_delay", number(in_seconds(process.rule.terminate_delay))},
            {"fork_delay", number(in_seconds(process.rule.fork_delay))},
            {"fork_delay_timer_running", is_waiting && !has_quorum},
            {"terminate_delay_timer_running", is_waiting && has_quorum},
            {"full_command", process.pattern.full_command}};
}

// keepalived writes a slash as \/, and a slash is only in texts.
std::string dumped(const Ordered& document) {
    std::string out;
    for (const char each : document.dump(-1, ' ', false, Ordered::error_handler_t::replace)) {
        if (each == '/')
            out += '\\';
        out += each;
    }
    return out;
}

template <class Range, class Make>
std::string array_of(const Range& range, Make make) {
    std::string text = "[";
    for (const auto& each : range)
        text += (text.size() > 1 ? "," : "") + dumped(make(each));
    return text + "]";
}

} // namespace

std::string json_text(const DumpView& view) {
    const auto instances = array_of(view.routers, [&](const DumpedRouter& each) -> Ordered {
        return {{"data", data_of(view, each.router)}, {"stats", counts_of(each.router, each.counted)}};
    });
    if (view.globals.dumps.json_version < kWithProcesses)
        return instances + "\n";
    const auto processes =
        array_of(view.globals.processes, [&](const auto& each) { return process_of(view, each); });
    return R"({"vrrp":)" + instances + R"(,"track_process":)" + processes + "}\n";
}

} // namespace xvrrp::daemon
