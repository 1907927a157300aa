// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/render.h"

#include "config/routing/routing_line.h"
#include "core/vrrp/names.h"
#include "core/vrrp/reason_now.h"
#include "core/vrrp/timers.h"
#include "daemon/moves.h"
#include "daemon/render_priority.h"
#include "daemon/render_timing.h"
#include "os/event_loop.h"

#include <xvrrp/control.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>
#include <unistd.h>

namespace xvrrp::daemon {

namespace {

using nlohmann::json;

constexpr std::size_t kInstancesAtOnce = 8;
constexpr auto kRecently = std::chrono::minutes(5); // an advert that was refused

std::int64_t ns(core::TimePoint when) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(when.time_since_epoch()).count();
}

// Converts a time of CLOCK_MONOTONIC to the wall clock of this moment.

std::uint64_t counter(const vrrp_stats& stats, std::size_t index) {
    std::uint64_t value = 0;
    std::memcpy(&value, reinterpret_cast<const char*>(&stats) + index * sizeof value, sizeof value);
    return value;
}

struct Leaf {
    vrrp_drop_reason reason;
    const char* name; // RFC 8347
};

constexpr auto kLeaves = std::to_array<Leaf>({
#define XVRRP_LEAF(NAME, name, leaf, sentence) {VRRP_DROP_##NAME, leaf},
    XVRRP_DROP_REASONS(XVRRP_LEAF)
#undef XVRRP_LEAF
});

// RFC 8347 counts these for the router as a whole, the others per virtual router.
bool is_global(std::string_view leaf) {
    return leaf == "checksum-errors" || leaf == "version-errors" || leaf == "vrid-errors" ||
           leaf == "ip-ttl-errors";
}

void add_leaves(json& counters, const vrrp_stats& stats, bool global) {
    for (const auto& leaf : kLeaves) {
        if (*leaf.name != 0 && is_global(leaf.name) == global)
            counters[leaf.name] = counters.value(leaf.name, std::uint64_t{0}) + counter(stats, leaf.reason);
    }
}

json drops(const vrrp_stats& stats) {
    json out = json::object();
    for (const auto& leaf : kLeaves)
        out[std::string(core::name(leaf.reason))] = counter(stats, leaf.reason);
    return out;
}

json counters(const core::RouterSnapshot& router, const vrrp_stats& stats) {
    json out{{"master-transitions", router.counters.master_transitions},
             {"advertisement-rcvd", stats.accepted},
             {"advertisement-sent", router.counters.adverts_sent},
             {"priority-zero-pkts-rcvd", stats.priority_zero},
             {"priority-zero-pkts-sent", router.counters.priority_zero_sent},
             {"address-list-errors", router.counters.address_list_errors}};
    add_leaves(out, stats, false);
    for (const auto& [name, value] : std::initializer_list<std::pair<const char*, std::uint64_t>>{
#define XVRRP_PAIR(NAME, name, sentence) {#name, stats.name},
             XVRRP_COUNTERS(XVRRP_PAIR)
#undef XVRRP_PAIR
         })
        out[name] = value;
    return out;
}

json takeover(const Timelines& timelines, core::RouterId id) {
    const auto found = timelines.find(id);
    if (found == timelines.end() || found->second.master == core::TimePoint{})
        return nullptr;
    const auto& timeline = found->second;
    return {{"last_advert_ns", ns(timeline.last_advert)},
            {"deadline_ns", ns(timeline.deadline)},
            {"master_ns", ns(timeline.master)},
            {"addresses_ns", ns(timeline.addresses)},
            {"announced_ns", ns(timeline.announced)}};
}

json master(const core::RouterSnapshot& router) {
    if (!router.master)
        return nullptr;
    return {{"address", router.master->address.text()}, {"priority", router.master->priority}};
}

// Another router that says that it is MASTER while this one is.
json other_master(const core::RouterSnapshot& router, core::TimePoint now) {
    const auto* other = core::rival(router, now);
    if (other == nullptr)
        return nullptr;
    return {{"address", other->source.text()}, {"priority", other->priority}};
}

json peers_of(const core::VirtualRouterConfig& config) {
    json peers = json::array();
    for (const auto& each : config.unicast_peers)
        peers.push_back(each.address.text());
    return peers;
}

json histogram(const core::Histogram& histogram) {
    return {{"counts", histogram.counts()}, {"sum_ns", histogram.sum().count()}};
}

json loop(const Measures& measures) {
    json bounds = json::array();
    for (const auto bound : core::Histogram::kBounds)
        bounds.push_back(bound.count());
    return {{"last_turn", wall_clock(measures.last_turn)},
            {"last_turn_ns", ns(measures.last_turn)},
            {"bounds_ns", bounds},
            {"advert_late", histogram(measures.advert_late)},
            {"deadline_late", histogram(measures.deadline_late)},
            {"loop_lag", histogram(measures.loop_lag)},
            {"takeover", histogram(measures.takeover)}};
}

json work(const Untold::Work& work) {
    return {{"waiting", work.waiting}, {"failed", work.failed}, {"left_out", work.left_out}};
}

json pipe(const Untold::Pipe& pipe) {
    return {{"path", pipe.path.empty() ? json() : json(pipe.path)}, {"lost", pipe.lost}};
}

json notify(const Untold& untold) {
    return {{"scripts", work(untold.scripts)},
            {"mails", work(untold.mails)},
            {"notify_fifo", pipe(untold.fifo)},
            {"vrrp_notify_fifo", pipe(untold.vrrp_fifo)}};
}

json stand_in(const StatusView& view) {
    const auto* token = view.datapath.token();
    const auto turns = token == nullptr ? vrrp_turns{} : token->turns();
    return {{"trouble", view.stand_in_trouble.empty() ? json() : json(view.stand_in_trouble)},
            {"turns", turns.turns},
            {"lost", view.lost_tokens},
            {"largest_gap_ms", static_cast<double>(turns.largest_gap_ns) / 1e6}};
}

// A peer that is not served hears nothing from us while the daemon is away.
json served_peers(const core::RouterSnapshot& router) {
    json peers = json::array();
    for (const auto& each : router.neighbours) {
        const bool is_served = each.trouble.empty();
        peers.push_back({{"address", each.peer.text()},
                         {"ifindex", is_served ? json(each.interface.index) : json()},
                         {"mac", is_served ? json(each.mac.text()) : json()},
                         {"trouble", is_served ? json() : json(each.trouble)}});
    }
    return peers;
}

json stand_in(const datapath::Datapath& datapath, const core::RouterSnapshot& router) {
    const auto* token = datapath.token();
    const auto slot = core::slot_of(router.router);
    return {{"lease_ms", router.config->stand_in / std::chrono::milliseconds(1)},
            {"lent", token != nullptr && token->leases().is_armed(slot)},
            {"adverts", token == nullptr ? 0 : token->leases().sent(slot)},
            {"peers", served_peers(router)}};
}

json vlan_of(const StatusView& view, const std::string& interface) {
    const auto found = view.vlans.find(interface);
    return found == view.vlans.end() ? json() : json(found->second);
}

json instance(const StatusView& view, const core::RouterSnapshot& router, const vrrp_stats& stats) {
    const auto& config = *router.config;
    json addresses = json::array();
    for (const auto& address : config.placed())
        addresses.push_back(address.carried().text());
    json routes = json::array();
    for (const auto& route : config.routes)
        routes.push_back(config::route_line(route));
    json rules = json::array();
    for (const auto& rule : config.rules)
        rules.push_back(config::rule_line(rule));
    return {
        {"name", config.name},
        {"interface", config.interface},
        {"vlan", vlan_of(view, config.interface)},
        {"vrid", config.vrid},
        {"family", core::name(config.family)},
        {"version", static_cast<int>(config.version)},
        {"state", core::name(router.state)},
        {"priority", priority_of(router)},
        {"order", order_of(router)},
        {"master", master(router)},
        {"rival", other_master(router, view.now)},
        {"since", wall_clock(router.since)},
        {"since_ns", ns(router.since)},
        {"reason", core::name(router.reason)},
        {"reason_text", core::reason_now(router, view.now)},
        {"fault_reasons", router.conditions.hard_sentences()},
        {"drain", drain_word(router)},
        {"addresses", addresses},
        {"routes", routes},
        {"rules", rules},
        {"advert_interval_ms", config.interval / std::chrono::milliseconds(1)},
        {"source", router.source ? json(router.source->text()) : json()},
        {"group", config.unicast_peers.empty() ? json(config.multicast_group().text()) : json()},
        {"unicast_peers", peers_of(config)},
        {"master_down_ms", std::chrono::duration<double, std::milli>(router.master_down).count()},
        {"timing", render_timing(router, view.datapath.peer(core::slot_of(router.router)), view.lateness)},
        {"takeover", takeover(view.timelines, router.router)},
        {"stand_in", stand_in(view.datapath, router)},
        {"counters", counters(router, stats)},
        {"drops", drops(stats)}};
}

} // namespace

std::string wall_clock(core::TimePoint when) {
    return utc_text(core::WallTime(when.time_since_epoch() + os::EventLoop::wall_clock_ahead()));
}

std::string StatusText::next() {
    if (!std::exchange(begun_, true))
        return head();
    if (!complete_) {
        if (auto text = instances(); !text.empty())
            return text;
        complete_ = true;
    }
    return std::exchange(ended_, true) ? "" : tail();
}

std::string StatusText::head() {
    json interfaces = json::array();
    for (const auto& [name, attachment, trouble] : view_.attachments) {
        const bool received = trouble.empty();
        interfaces.push_back({{"name", name},
                              {"ifindex", attachment.index.index},
                              {"mode", received ? datapath::name(attachment.mode) : "none"},
                              {"hook", received ? datapath::name(attachment.hook) : "none"},
                              {"reused", attachment.reused},
                              {"why", received ? attachment.why : trouble}});
    }
    auto text = text_of({{"schema", static_cast<int>(XVRRP_CONTROL_SCHEMA)},
                         {"daemon",
                          {{"version", XVRRP_VERSION},
                           {"pid", ::getpid()},
                           {"router_id", view_.router_id},
                           {"uptime_s", (view_.now - view_.started) / std::chrono::seconds(1)},
                           {"pins", view_.datapath.pin_note().empty()},
                           {"bpf_dir", view_.bpf_dir}}},
                         {"notify", notify(view_.untold)},
                         {"stand_in", stand_in(view_)},
                         {"loop", loop(view_.measures)},
                         {"interfaces", interfaces}});
    text.pop_back(); // its closing brace, because the document goes on
    return text + ",\"instances\":[";
}

std::string StatusText::instances() {
    std::string text;
    for (const auto& router : view_.snapshots(next_, kInstancesAtOnce)) {
        const auto stats = stats_of(view_.datapath, router);
        add_leaves(global_, stats, true);
        for (const auto& each : router.trackers) {
            if (each.tracking.tracker.kind == core::Tracker::Kind::File)
                view_.checks.files.insert_or_assign(each.tracking.tracker.name, each.state);
        }
        text += (std::exchange(listed_, true) ? "," : "") + text_of(instance(view_, router, stats));
        next_ = {router.router.value + 1};
    }
    return text;
}

// The last one of each VRID and interface, as far as it is recent.
json StatusText::refused() const {
    json out = json::array();
    for (const auto& each : view_.datapath.refused()) {
        const auto place = std::ranges::find(view_.attachments, each.interface, [](const auto& attachment) {
            return attachment.attachment.index;
        });
        if (place == view_.attachments.end() || view_.now - each.at > kRecently)
            continue;
        out.push_back({{"interface", place->interface},
                       {"vrid", each.vrid},
                       {"family", core::name(each.family)},
                       {"version", each.version},
                       {"priority", each.priority},
                       {"source", each.source.text()},
                       {"mac", each.mac.text()},
                       {"at_ns", ns(each.at)},
                       {"reason", core::name(each.reason)},
                       {"sentence", core::sentence(each.reason)}});
    }
    return out;
}

std::string StatusText::tail() {
    const auto of_nobody = view_.datapath.stats(core::Slot{});
    add_leaves(global_, of_nobody, true);
    return "],\"refused\":" + text_of(refused()) + ",\"checks\":" + text_of(render_checks(view_.checks)) +
           ",\"transitions\":" + text_of(render_transitions(view_.transitions)) +
           ",\"counters\":" + text_of(global_) + ",\"drops\":" + text_of(drops(of_nobody)) + "}\n";
}

vrrp_stats stats_of(const datapath::Datapath& datapath, const core::RouterSnapshot& router) {
    auto all = std::bit_cast<std::array<std::uint64_t, VRRP_COUNTER_END>>(
        datapath.stats(core::slot_of(router.router)));
    for (const auto& [reason, refused] : router.counters.refused) {
        all[reason] += refused;
        all[VRRP_DROP_NONE] -= refused;
    }
    return std::bit_cast<vrrp_stats>(all);
}

RefusedByReason refused_of(const datapath::Datapath& datapath, const core::RouterSnapshot& router) {
    const auto stats = stats_of(datapath, router);
    RefusedByReason out{};
    for (std::size_t reason = VRRP_DROP_NONE + 1; reason < out.size(); ++reason)
        out.at(reason) = counter(stats, reason);
    return out;
}

std::string utc_text(core::WallTime when) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(when);
    const auto fraction = std::chrono::floor<std::chrono::microseconds>(when - seconds);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:06}Z",
                       fmt::gmtime(static_cast<std::time_t>(seconds.time_since_epoch().count())),
                       fraction.count());
}

std::string text_of(const json& document) {
    return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string render_summary(const std::array<std::size_t, 4>& routers_in_state) {
    const auto count = [&](core::State state) {
        return routers_in_state.at(static_cast<std::size_t>(state));
    };
    return fmt::format("{} MASTER, {} BACKUP, {} FAULT", count(core::State::Master),
                       count(core::State::Backup), count(core::State::Fault));
}

} // namespace xvrrp::daemon
