// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/report/show.h"

#include "config/routing/route_line.h"
#include "config/text/word.h"
#include "config/vrrp/address_line.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace xvrrp::config {
namespace {

using core::VirtualRouterConfig;

std::string seconds(core::Duration duration) {
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
    std::string text = fmt::format("{}.{:06}", us / 1'000'000, us % 1'000'000);
    text.erase(text.find_last_not_of('0') + 1);
    return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
}

// Only what was set, so that the eye finds it.
class Written {
public:
    void always(std::string keyword, std::string value) {
        out_.push_back({std::move(keyword), std::move(value), {}});
    }

    void flag(const char* keyword, bool set) {
        if (set)
            always(keyword, "");
    }

    template <class T>
    void number(const char* keyword, T value, T otherwise) {
        if (value != otherwise)
            always(keyword, fmt::format("{}", value));
    }

    void time(const char* keyword, core::Duration value, core::Duration otherwise) {
        if (value != otherwise)
            always(keyword, seconds(value));
    }

    void block(const char* keyword, std::vector<std::string> lines) {
        if (!lines.empty())
            out_.push_back({keyword, {}, std::move(lines)});
    }

    std::vector<Statement> take() { return std::move(out_); }

private:
    std::vector<Statement> out_;
};

void write_garp(const core::GarpConfig& garp, Written& out) {
    const core::GarpConfig otherwise;
    out.time("garp_master_delay", garp.master_delay, otherwise.master_delay);
    out.number("garp_master_repeat", garp.master_repeat, otherwise.master_repeat);
    out.time("garp_master_refresh", garp.master_refresh, otherwise.master_refresh);
    out.number("garp_master_refresh_repeat", garp.master_refresh_repeat, otherwise.master_refresh_repeat);
    out.time("garp_lower_prio_delay", garp.lower_prio_delay, otherwise.lower_prio_delay);
    out.number("garp_lower_prio_repeat", garp.lower_prio_repeat, otherwise.lower_prio_repeat);
    if (garp.extra_if != otherwise.extra_if)
        out.always("garp_extra_if", "all " + seconds(garp.extra_if));
}

void write_election(const VirtualRouterConfig& router, Written& out) {
    const VirtualRouterConfig otherwise;
    out.flag("nopreempt", !router.preempt);
    out.time("preempt_delay", router.preempt_delay, otherwise.preempt_delay);
    out.number("down_timer_adverts", router.down_timer_adverts, otherwise.down_timer_adverts);
    out.flag("lower_prio_no_advert", router.lower_prio_no_advert);
    out.flag("higher_prio_send_advert", router.higher_prio_send_advert);
    out.flag("owner_ignore_adverts", router.owner_ignore_adverts);
}

std::vector<std::string> authentication_lines(const core::Authentication& authentication, Secrets secrets) {
    if (authentication.type != VRRP_AUTH_PASS)
        return {};
    const auto& data = authentication.data;
    const std::string password(data.begin(), std::ranges::find(data, 0));
    return {"auth_type PASS", "auth_pass " + (secrets == Secrets::Shown ? word(password) : "***")};
}

constexpr std::array kHmacModes = {"enforce", "permissive", "receive-only"};

std::string hex(const core::Bytes& bytes) {
    return fmt::format("hex:{:02x}", fmt::join(bytes, ""));
}

std::vector<std::string> hmac_lines(const std::optional<core::HmacConfig>& hmac, Secrets secrets) {
    if (!hmac)
        return {};
    std::vector<std::string> lines;
    for (const auto& key : hmac->keys)
        lines.push_back(
            fmt::format("key {} {}", key.id, secrets == Secrets::Shown ? hex(key.secret) : "***"));
    if (hmac->active_key != 0)
        lines.push_back(fmt::format("active_key {}", hmac->active_key));
    if (hmac->mode != core::HmacMode::Enforce)
        lines.push_back(fmt::format("mode {}", kHmacModes.at(static_cast<std::size_t>(hmac->mode))));
    lines.push_back(hmac->window ? fmt::format("time_window {}", hmac->window->count())
                                 : "anti_replay monotonic");
    return lines;
}

std::vector<std::string> peer_lines(const std::vector<core::UnicastPeer>& peers) {
    std::vector<std::string> lines;
    for (const auto& peer : peers) {
        auto& line = lines.emplace_back(peer.address.text());
        if (peer.min_ttl != 0)
            line += fmt::format(" min_ttl {}", peer.min_ttl);
        if (peer.max_ttl != VRRP_TTL)
            line += fmt::format(" max_ttl {}", peer.max_ttl);
    }
    return lines;
}

// Each as write writes it.
template <class T>
std::vector<std::string> lines_of(const std::vector<T>& all, std::string (*write)(const T&)) {
    std::vector<std::string> lines;
    for (const auto& each : all)
        lines.push_back(write(each));
    return lines;
}

void write_transport(const VirtualRouterConfig& router, Written& out) {
    const bool unicast = !router.unicast_peers.empty();
    if (router.source)
        out.always(unicast ? "unicast_src_ip" : "mcast_src_ip", router.source->text());
    if (router.group)
        out.always("mcast_dst_ip", router.group->text());
    out.flag("track_src_ip", router.track_source);
    out.flag("dont_track_primary", !router.track_primary);
    out.block("unicast_peer", peer_lines(router.unicast_peers));
    out.number("unicast_ttl", router.unicast_ttl, VirtualRouterConfig().unicast_ttl);
    if (!router.check_unicast_src)
        out.always("check_unicast_src", "off");
    out.flag("v3_checksum_as_v2", router.checksum == core::ChecksumStyle::MessageOnly);
    if (router.vmac) {
        out.always("use_vmac", word(router.vmac->interface));
        out.flag("vmac_xmit_base", router.vmac->xmit_base);
    }
    out.flag("promote_secondaries", router.promote_secondaries);
    out.flag("no_accept", !router.accept);
}

std::string indented(const std::vector<Statement>& statements) {
    std::string out;
    for (const auto& each : statements) {
        out += "    " + each.keyword + (each.value.empty() ? "" : " " + each.value);
        if (!each.block.empty()) {
            out += " {\n";
            for (const auto& line : each.block)
                out += "        " + line + '\n';
            out += "    }";
        }
        out += '\n';
    }
    return out;
}

// What every instance has and the language says once.
void write_common(const VirtualRouterConfig& any, Written& out) {
    out.time("vrrp_garp_interval", any.garp.interval, {});
    out.time("vrrp_gna_interval", any.garp.na_interval, {});
    out.time("vrrp_startup_delay", any.startup_delay, {});
}

void write_scheduling(const Scheduling& scheduling, Written& out) {
    const Scheduling otherwise;
    if (scheduling.nice)
        out.always("vrrp_priority", fmt::format("{}", *scheduling.nice));
    if (scheduling.rt_priority != 0)
        out.number("vrrp_rt_priority", scheduling.rt_priority, scheduling.nice ? 0 : otherwise.rt_priority);
    if (!scheduling.cpus.empty())
        out.always("vrrp_cpu_affinity", fmt::format("{}", fmt::join(scheduling.cpus, " ")));
    out.flag("vrrp_no_swap", scheduling.no_swap);
}

std::vector<std::string> delay_lines(const std::vector<VirtualRouterConfig>& routers) {
    std::vector<std::string> lines;
    for (const auto& router : routers) {
        const auto& [down, up] = router.link_delays;
        if (router.link_delays == core::LinkDelays())
            continue;
        auto line = fmt::format("{} {} {}", word(router.interface), seconds(down), seconds(up));
        if (std::ranges::find(lines, line) == lines.end())
            lines.push_back(std::move(line));
    }
    return lines;
}

std::string identity_lines(const Identity& identity) {
    std::string out;
    if (!identity.net_namespace.empty())
        out += "net_namespace " + word(identity.net_namespace) + '\n';
    if (!identity.instance.empty())
        out += "instance " + word(identity.instance) + '\n';
    return out.empty() ? out : out + '\n';
}

std::vector<Statement> globals(const Config& config) {
    Written out;
    if (!config.router_id.empty())
        out.always("router_id", word(config.router_id));
    write_scheduling(config.scheduling, out);
    out.flag("dynamic_interfaces", config.dynamic_interfaces);
    if (!config.routers.empty())
        write_common(config.routers.front(), out);
    return out.take();
}

std::string top_level(const std::string& keyword, const std::vector<std::string>& lines) {
    return lines.empty() ? "" : fmt::format("{} {{\n    {}\n}}\n\n", keyword, fmt::join(lines, "\n    "));
}

std::string members_line(const TrackGroup& group) {
    std::string line = "group {";
    for (const auto& member : group.members)
        line += "\n        " + word(member);
    return line + "\n    }";
}

std::string in_words(const Statement* statement) {
    if (!statement)
        return "not set";
    return statement->value.empty() ? "set" : statement->value;
}

void compare_blocks(const Statement* from, const Statement* to, std::vector<std::string>& out) {
    static const std::vector<std::string> kNothing;
    const auto& before = from ? from->block : kNothing;
    const auto& after = to ? to->block : kNothing;
    const auto missing_in = [](const auto& list) {
        return [&](const std::string& line) { return std::ranges::find(list, line) == list.end(); };
    };
    std::string changes;
    for (const auto& line : before)
        changes += missing_in(after)(line) ? " - " + line : "";
    for (const auto& line : after)
        changes += missing_in(before)(line) ? " + " + line : "";
    out.push_back((from ? from : to)->keyword + ":" + (changes.empty() ? " in another order" : changes));
}

const Statement* find(const std::vector<Statement>& statements, const std::string& keyword) {
    const auto found = std::ranges::find(statements, keyword, &Statement::keyword);
    return found == statements.end() ? nullptr : &*found;
}

void compare(const std::string& keyword, const Statement* from, const Statement* to,
             std::vector<std::string>& out) {
    if (from && to && *from == *to)
        return;
    if ((from && !from->block.empty()) || (to && !to->block.empty()))
        compare_blocks(from, to, out);
    else
        out.push_back(fmt::format("{} {} -> {}", keyword, in_words(from), in_words(to)));
}

} // namespace

std::vector<Statement> statements(const VirtualRouterConfig& router, Secrets secrets) {
    Written out;
    if (router.initial_state)
        out.always("state", *router.initial_state == core::State::Master ? "MASTER" : "BACKUP");
    out.always("interface", word(router.interface));
    out.always("virtual_router_id", fmt::format("{}", router.vrid));
    out.always("priority", fmt::format("{}", router.priority));
    out.always("advert_int", seconds(router.interval));
    out.always("version", fmt::format("{}", static_cast<int>(router.version)));
    write_election(router, out);
    out.block("authentication", authentication_lines(router.authentication, secrets));
    out.block("auth_hmac", hmac_lines(router.hmac, secrets));
    write_transport(router, out);
    write_garp(router.garp, out);
    out.block("virtual_ipaddress", lines_of(router.addresses, address_line));
    out.block("virtual_ipaddress_excluded", lines_of(router.excluded, address_line));
    out.block("virtual_routes", lines_of(router.routes, route_line));
    out.block("virtual_rules", lines_of(router.rules, rule_line));
    return out.take();
}

std::string show(const Config& config, Secrets secrets) {
    std::string out = identity_lines(config.identity);
    if (const auto common = globals(config); !common.empty())
        out += "global_defs {\n" + indented(common) + "}\n\n";
    out += top_level("interface_up_down_delays", delay_lines(config.routers));
    for (const auto& group : config.static_routing.groups)
        out += top_level("track_group " + word(group.name), {members_line(group)});
    out += top_level("static_ipaddress", lines_of(config.static_addresses, address_line));
    out += top_level("static_routes", lines_of(config.static_routing.routes, route_line));
    out += top_level("static_rules", lines_of(config.static_routing.rules, rule_line));
    for (const auto& router : config.routers)
        out +=
            "vrrp_instance " + word(router.name) + " {\n" + indented(statements(router, secrets)) + "}\n\n";
    if (!out.empty())
        out.pop_back();
    return out;
}

namespace {

std::vector<Statement> all_statements(const VirtualRouterConfig& router) {
    Written common;
    write_common(router, common);
    common.block("interface_up_down_delays", delay_lines({router}));
    auto all = statements(router, Secrets::Hidden);
    for (auto& each : common.take())
        all.push_back(std::move(each));
    return all;
}

} // namespace

std::vector<std::string> differences(const VirtualRouterConfig& from, const VirtualRouterConfig& to) {
    std::vector<std::string> out;
    if (from.name != to.name)
        out.push_back(fmt::format("name {} -> {}", word(from.name), word(to.name)));
    const auto before = all_statements(from);
    const auto after = all_statements(to);
    for (const auto& each : before)
        compare(each.keyword, &each, find(after, each.keyword), out);
    for (const auto& each : after) {
        if (!find(before, each.keyword))
            compare(each.keyword, nullptr, &each, out);
    }
    if (from.authentication.type == to.authentication.type && from.authentication != to.authentication)
        out.push_back("auth_pass: another one");
    if (hmac_lines(from.hmac, Secrets::Hidden) == hmac_lines(to.hmac, Secrets::Hidden) &&
        from.hmac != to.hmac)
        out.push_back("auth_hmac: another key");
    return out;
}

} // namespace xvrrp::config
