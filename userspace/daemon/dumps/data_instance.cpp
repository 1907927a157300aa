// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/routing/routing_line.h"
#include "core/vrrp/names.h"
#include "daemon/dumps/data.h"
#include "daemon/dumps/words.h"

#include <array>
#include <string_view>

namespace xvrrp::daemon {

namespace {

constexpr std::size_t kInstance = 1;
constexpr std::size_t kOfInstance = 3;
constexpr std::size_t kInList = 5;

struct TrackedList {
    core::Tracker::Kind kind;
    std::string_view header;
    std::string_view comma; // behind a name
};

constexpr auto kTrackedLists = std::to_array<TrackedList>({
    {core::Tracker::Kind::Interface, "Tracked interfaces :", ""},
    {core::Tracker::Kind::Script, "Tracked scripts :", ""},
    {core::Tracker::Kind::File, "Tracked files :", ","},
    {core::Tracker::Kind::Process, "Tracked processes :", ","},
});

constexpr std::array<std::string_view, 3> kAuthTypes{"none", "SIMPLE_PASSWORD", "IPSEC_AH"};

std::int64_t microseconds(core::Duration duration) {
    return duration / std::chrono::microseconds(1);
}

std::string interval_words(core::Version version, core::Duration interval) {
    return version == core::Version::V2
               ? fmt::format("{} sec", in_whole_seconds(interval))
               : fmt::format("{} milli-sec", interval / std::chrono::milliseconds(1));
}

bool is_up(const DumpView& view, const std::string& interface) {
    const auto found = view.interfaces.find(interface);
    return found != view.interfaces.end() && found->second.link.up;
}

// A group of IPv6 is one of an interface.
std::string scope_words(const DumpView& view, const core::VirtualRouterConfig& config) {
    const auto found = view.interfaces.find(config.interface);
    return config.family == core::Family::Ipv4 || found == view.interfaces.end()
               ? ""
               : fmt::format(", ifindex {}", found->second.link.index.index);
}

// The flags have no words but for unicast. keepalived writes "none" where none of them is set.
void add_flags(std::string& text, const core::VirtualRouterConfig& config) {
    const bool is_unicast = !config.unicast_peers.empty();
    const bool has_any = is_unicast || config.vmac || config.ipvlan || !config.preempt ||
                         config.track_source || !config.track_primary || config.promote_secondaries;
    add_line(text, kOfInstance, "Flags:{}", has_any ? "" : " none");
    if (is_unicast)
        add_line(text, kInList, "Using unicast");
}

void add_master(std::string& text, const core::RouterSnapshot& router) {
    if (router.state != core::State::Backup)
        return;
    add_line(text, kOfInstance, "Master router = {}",
             router.master ? router.master->address.text() : "(none)");
    add_line(text, kOfInstance, "Master priority = {}", router.master ? router.master->priority : 0);
    if (router.config->version == core::Version::V3)
        add_line(text, kOfInstance, "Master advert int = {:.2f} sec", in_seconds(router.master_interval));
}

void add_state(std::string& text, const DumpView& view, const core::RouterSnapshot& router) {
    const auto& config = *router.config;
    const auto timeout = router.state == core::State::Backup ? router.takeover : router.next_advert;
    add_line(text, kOfInstance, "VRRP Version = {}", static_cast<int>(config.version));
    if (!config.sync_group.empty())
        add_line(text, kOfInstance, "Sync group = {}", config.sync_group);
    if (config.family == core::Family::Ipv6)
        add_line(text, kOfInstance, "Using Native IPv6");
    add_line(text, kOfInstance, "State = {}", core::name(router.state));
    add_master(text, router);
    add_flags(text, config);
    add_line(text, kOfInstance, "Wantstate = {}", core::name(router.state));
    add_line(text, kOfInstance, "Number of config faults = 0");
    add_line(text, kOfInstance, "Number of interface and track script faults = {}", own_faults(router));
    add_line(text, kOfInstance, "Number of track scripts init = {}", router.awaited.size());
    add_line(text, kOfInstance, "Last transition = {}", time_words(view.wall_clock(router.since)));
    add_line(text, kOfInstance, "Read timeout = {}",
             timeout == core::kNever ? "DISABLED" : time_words(view.wall_clock(timeout)));
    add_line(text, kOfInstance, "Master down timer = {} usecs", microseconds(router.master_down));
}

void add_interface(std::string& text, const DumpView& view, const core::RouterSnapshot& router) {
    const auto& config = *router.config;
    if (config.vmac) {
        const auto& name = config.vmac->interface;
        add_line(text, kOfInstance, "Use VMAC, i/f name {}, is_up = {}, xmit_base = {}", name,
                 is_up(view, name), config.vmac->xmit_base);
        add_line(text, kOfInstance, "Interface = {}, vmac on {}{}", name, config.interface,
                 config.vmac->xmit_base ? ", xmit base i/f" : "");
    } else if (config.ipvlan) {
        static constexpr std::array<std::string_view, 3> kModes{"bridge", "private", "vepa"};
        const auto& [name, address, mode] = *config.ipvlan;
        add_line(text, kOfInstance, "Use IPVLAN, i/f {}, is_up = {}, i/f address = {}, type {}", name,
                 is_up(view, name), address ? address->text() : "(none)",
                 kModes.at(static_cast<std::size_t>(mode)));
        add_line(text, kOfInstance, "Interface = {}, ipvlan on {}", name, config.interface);
    } else {
        add_line(text, kOfInstance, "Interface = {}", config.interface);
    }
    if (!config.track_primary)
        add_line(text, kOfInstance, "VRRP interface tracking disabled");
    const auto& source = router.source ? router.source : config.source;
    add_line(text, kOfInstance, "Using src_ip = {}{}", source ? source->text() : "(none)",
             config.source ? " (from configuration)" : "");
    if (config.unicast_peers.empty())
        add_line(text, kOfInstance, "Multicast address {}{}", config.multicast_group().text(),
                 scope_words(view, config));
}

void add_garp(std::string& text, const core::GarpConfig& garp) {
    add_line(text, kOfInstance, "Gratuitous ARP delay = {}", in_whole_seconds(garp.master_delay));
    add_line(text, kOfInstance, "Gratuitous ARP repeat = {}", garp.master_repeat);
    add_line(text, kOfInstance, "Gratuitous ARP refresh = {}", in_whole_seconds(garp.master_refresh));
    add_line(text, kOfInstance, "Gratuitous ARP refresh repeat = {}", garp.master_refresh_repeat);
    add_line(text, kOfInstance, "Gratuitous ARP lower priority delay = {}",
             in_whole_seconds(garp.lower_prio_delay));
    add_line(text, kOfInstance, "Gratuitous ARP lower priority repeat = {}", garp.lower_prio_repeat);
}

void add_election(std::string& text, const core::RouterSnapshot& router) {
    const auto& config = *router.config;
    int total = router.priority.base;
    for (const auto& term : router.priority.terms)
        total += term.points;
    add_line(text, kOfInstance, "Down timer adverts = {}", config.down_timer_adverts);
    add_line(text, kOfInstance, "Send advert after receive lower priority advert = {}",
             !config.lower_prio_no_advert);
    add_line(text, kOfInstance, "Send advert after receive higher priority advert = {}",
             config.higher_prio_send_advert);
    add_line(text, kOfInstance, "Virtual Router ID = {}", config.vrid);
    add_line(text, kOfInstance, "Priority = {}", config.priority);
    add_line(text, kOfInstance, "Effective priority = {}", router.priority.value());
    add_line(text, kOfInstance, "Total priority = {}", total);
    add_line(text, kOfInstance, "Advert interval = {}", interval_words(config.version, config.interval));
    if (router.state == core::State::Backup && config.version == core::Version::V3)
        add_line(text, kOfInstance, "Master advert interval = {}",
                 interval_words(config.version, router.master_interval));
    add_line(text, kOfInstance, "Accept = {}", enabled_or_not(config.accept));
    add_line(text, kOfInstance, "Preempt = {}", enabled_or_not(config.preempt));
    if (config.preempt_delay != core::Duration::zero())
        add_line(text, kOfInstance, "Preempt delay = {:g} secs", in_seconds(config.preempt_delay));
    add_line(text, kOfInstance, "Promote_secondaries = {}", enabled_or_not(config.promote_secondaries));
    if (config.version != core::Version::V2)
        return;
    const auto type = config.authentication.type;
    add_line(text, kOfInstance, "Authentication type = {}", kAuthTypes.at(type % kAuthTypes.size()));
    if (type == VRRP_AUTH_PASS)
        add_line(text, kOfInstance, "Password = {}", kHidden);
}

void add_addresses(std::string& text, const DumpView& view, const core::RouterSnapshot& router) {
    const auto& config = *router.config;
    const auto add = [&](const core::VirtualAddress& each) {
        add_line(text, kInList, "{}", address_words(view, each, config, router.holds));
    };
    add_line(text, kOfInstance, "Virtual IP ({}):", config.addresses.size());
    for (const auto& each : config.addresses)
        add(each);
    if (!config.excluded.empty())
        add_line(text, kOfInstance, "Virtual IP Excluded :");
    for (const auto& each : config.excluded)
        add(each);
}

void add_unicast(std::string& text, const core::VirtualRouterConfig& config) {
    if (config.unicast_peers.empty())
        return;
    add_line(text, kOfInstance, "Unicast TTL = {}", config.unicast_ttl);
    add_line(text, kOfInstance, "Check unicast src : {}", yes_or_no(config.check_unicast_src));
    add_line(text, kOfInstance, "Unicast Peer :");
    for (const auto& each : config.unicast_peers)
        add_line(text, kInList, "{} min_ttl {} max_ttl {}", each.address.text(), each.min_ttl, each.max_ttl);
    add_line(text, kOfInstance, "Unicast checksum compatibility = no");
}

void add_routing(std::string& text, const core::VirtualRouterConfig& config) {
    if (!config.routes.empty())
        add_line(text, kOfInstance, "Virtual Routes :");
    for (const auto& each : config.routes)
        add_line(text, kInList, "{}", config::route_line(each));
    if (!config.rules.empty())
        add_line(text, kOfInstance, "Virtual Rules :");
    for (const auto& each : config.rules)
        add_line(text, kInList, "{}", config::rule_line(each));
}

void add_tracked(std::string& text, const core::VirtualRouterConfig& config) {
    for (const auto& list : kTrackedLists) {
        bool has_header = false;
        for (const auto& each : config.tracked) {
            if (each.tracker.kind != list.kind)
                continue;
            if (!std::exchange(has_header, true))
                add_line(text, kOfInstance, "{}", list.header);
            add_line(text, kInList, "{}{} weight {}{}", each.tracker.name, list.comma, each.weight,
                     each.reverse ? " reverse" : "");
        }
    }
}

} // namespace

// Adverts go through no socket of one instance, so keepalived would say that none is allocated.
void add_instance(std::string& text, const DumpView& view, const core::RouterSnapshot& router) {
    const auto& config = *router.config;
    add_line(text, kInstance, "VRRP Instance = {}", config.name);
    add_state(text, view, router);
    add_interface(text, view, router);
    add_garp(text, config.garp);
    add_election(text, router);
    add_addresses(text, view, router);
    add_unicast(text, config);
    add_line(text, kOfInstance, "No sockets allocated");
    add_routing(text, config);
    add_tracked(text, config);
    add_line(text, kOfInstance, "Using smtp notification = {}", yes_or_no(config.notify.mails));
    add_line(text, kOfInstance, "Notify deleted = {}", config.notify.tells_deleted ? "Deleted" : "Fault");
    add_notify_scripts(text, view, config.notify);
    add_line(text, kOfInstance, "Notify priority changes = {}", config.notify.priority_changes);
}

} // namespace xvrrp::daemon
