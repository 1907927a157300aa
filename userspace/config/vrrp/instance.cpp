// SPDX-License-Identifier: GPL-2.0-or-later
// A virtual router as such: its name, interface, VRID, priority, interval and version.
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/host.h"
#include "config/vrrp/resolve.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::State;
using core::Version;
using Router = core::VirtualRouterConfig;

bool read_vrrp_instance(const Keyword& keyword, const Node& node, Draft& draft) {
    const Token& name = node.words[1];
    const auto [first, is_new] = draft.names.emplace(name.text, name.where);
    if (!is_new) {
        report_defined_twice(keyword, name, first->second, draft);
        return false;
    }
    draft.instances.emplace_back().name = name;
    return true;
}

bool read_state(const Keyword& keyword, const Node& node, Draft& draft) {
    const Token& word = node.words[1];
    if (word.text != "MASTER" && word.text != "BACKUP")
        draft.report(warning(word.where, fmt::format("unknown state {}, using BACKUP", in_quotes(word)),
                             "MASTER or BACKUP"));
    set(current(draft).state, word.text == "MASTER" ? State::Master : State::Backup, keyword, node, draft);
    return true;
}

Values show_state(const Router& router) {
    return when(router.initial_state.has_value(),
                router.initial_state == State::Master ? "MASTER" : "BACKUP");
}

bool read_interface(const Keyword& keyword, const Node& node, Draft& draft) {
    const Token& word = node.words[1];
    if (word.text.size() > kLongestInterface)
        draft.report(error(word.where, fmt::format("interface name {} is longer than {} characters",
                                                   in_quotes(word), kLongestInterface)));
    else if (word.text.empty() || word.text == "lo")
        draft.report(error(word.where, fmt::format("VRRP cannot run on interface {}", in_quotes(word)),
                           "name the interface that the other routers are on"));
    set(current(draft).interface, word.text, keyword, node, draft);
    return true;
}

Values show_interface(const Router& router) {
    return when(true, word(router.interface));
}

bool read_virtual_router_id(const Keyword& keyword, const Node& node, Draft& draft) {
    const auto number = read_number(keyword, node.words[1], Severity::Error, "", draft);
    set(current(draft).vrid, static_cast<std::uint8_t>(number.value_or(0)), keyword, node, draft);
    return true;
}

Values show_virtual_router_id(const Router& router) {
    return when(true, as_text(router.vrid));
}

bool read_priority(const Keyword& keyword, const Node& node, Draft& draft) {
    const auto number =
        read_number(keyword, node.words[1], Severity::Warning,
                    fmt::format(", using {}", static_cast<int>(VRRP_PRIORITY_DEFAULT)), draft);
    set(current(draft).priority, static_cast<std::uint8_t>(number.value_or(VRRP_PRIORITY_DEFAULT)), keyword,
        node, draft);
    return true;
}

Values show_priority(const Router& router) {
    return when(true, as_text(router.priority));
}

Values show_advert_int(const Router& router) {
    return when(true, in_seconds(router.interval));
}

bool read_version(const Keyword& keyword, const Node& node, Draft& draft) {
    Optional<Version>& version = keyword.where == Block::GlobalDefs ? draft.version : current(draft).version;
    if (const auto number = read_number(keyword, node.words[1], Severity::Warning, ", ignoring it", draft))
        set(version, static_cast<Version>(*number), keyword, node, draft);
    return true;
}

Values show_version(const Router& router) {
    return when(true, as_text(static_cast<int>(router.version)));
}

// This is keepalived's word from the time before the addresses told the family.
bool read_native_ipv6(const Keyword& keyword, const Node& node, Draft& draft) {
    if (!takes_family(current(draft), core::Family::Ipv6))
        draft.report(warning(node.keyword().where,
                             fmt::format("'{}' stands among IPv4 addresses, ignoring it", keyword.name)));
    return true;
}

constexpr Parameter kVersion{"2..3", 2, 3};

// clang-format off
constexpr std::array kInstanceRows = std::to_array<Keyword>({
    {"vrrp_instance", Block::File, text("NAME"), Block::VrrpInstance, read_vrrp_instance, {}, "",
     "The block describes one virtual router."},
    {"vrrp_version", Block::GlobalDefs, kVersion, {}, read_version, {}, "2",
     "Instances that name no version speak this version of the protocol."},

    {"state", Block::VrrpInstance, text("MASTER | BACKUP"), {}, read_state, show_state, "BACKUP",
     "An instance with priority 255 starts in this state. Beside any other priority MASTER does not make a master."},
    {"interface", Block::VrrpInstance, text("INTERFACE"), {}, read_interface, show_interface, "",
     "Adverts are sent and received on this interface. The keyword is required."},
    {"virtual_router_id", Block::VrrpInstance, {"1..255", 1, 255}, {}, read_virtual_router_id, show_virtual_router_id, "",
     "The VRID names the virtual router, and is unique on the interface. The keyword is required."},
    {"priority", Block::VrrpInstance, {"1..255", 1, 255}, {}, read_priority, show_priority, "100; 255 beside state MASTER",
     "The router with the highest priority becomes the master. 255 is for the owner of the addresses."},
    {"advert_int", Block::VrrpInstance, microseconds("0.01..255", 10'000, 255'000'000), {}, read_setting<&InstanceDraft::interval>, show_advert_int, "1",
     "The master sends an advert every so many seconds: whole ones in version 2, steps of 0.01 up to 40.95 in version 3."},
    {"version", Block::VrrpInstance, kVersion, {}, read_version, show_version, "vrrp_version",
     "The instance speaks this version of the protocol."},
    {"native_ipv6", Block::VrrpInstance, kNone, {}, read_native_ipv6, {}, "",
     "The instance has IPv6 addresses. The addresses themselves say so, and the keyword is not needed."},
});
// clang-format on

} // namespace

Rows instance_rows() {
    return kInstanceRows;
}

std::uint8_t priority_of(const InstanceDraft& instance) {
    if (instance.priority)
        return instance.priority->value;
    const bool master = instance.state && instance.state->value == State::Master;
    return master ? VRRP_PRIORITY_OWNER : VRRP_PRIORITY_DEFAULT;
}

Version version_of(const InstanceDraft& instance, const Draft& draft) {
    if (instance.family == core::Family::Ipv6)
        return Version::V3;
    const auto& written = instance.version ? instance.version : draft.version;
    return written ? written->value : Version::V2;
}

void resolve_priority(const InstanceDraft& instance, Router& router, Draft& draft) {
    router.priority = priority_of(instance);
    if (instance.priority || router.priority != VRRP_PRIORITY_OWNER)
        return;
    draft.report(
        warning(instance.state->where,
                "state MASTER without a priority means priority 255: this router takes over at once, "
                "whoever is master",
                "write 'state BACKUP' or a 'priority'"));
}

Version resolve_version(const InstanceDraft& instance, Draft& draft) {
    if (instance.family == core::Family::Ipv6 && instance.version && instance.version->value == Version::V2)
        draft.report(warning(instance.version->where, "IPv6 needs VRRP version 3, using that"));
    return version_of(instance, draft);
}

// RFC 3768 section 5.3.7: whole seconds. RFC 9568 section 5.2.7: twelve bits of centiseconds.
void resolve_interval(const InstanceDraft& instance, Router& router, Draft& draft) {
    if (!instance.interval)
        return;
    const bool v2 = router.version == Version::V2;
    const Microseconds step = v2 ? Microseconds(1'000'000) : Microseconds(10'000);
    const Microseconds most = v2 ? step * 255 : step * static_cast<int>(VRRP_MAX_INTERVAL_CS);
    const Microseconds written = instance.interval->value;
    const Microseconds rounded = (written + step / 2) / step * step;
    const Microseconds used = std::clamp(rounded, step, most);
    router.interval = std::chrono::duration_cast<core::Centiseconds>(used);
    if (used == written)
        return;
    const std::string rule = written > most ? "no more than 40.95 s"
                             : v2           ? "only whole seconds"
                                            : "only steps of 0.01 s";
    draft.report(warning(instance.interval->where, fmt::format("VRRP version {} allows {}, using {:g} s",
                                                               static_cast<int>(router.version), rule,
                                                               static_cast<double>(used.count()) / 1e6)));
}

} // namespace xvrrp::config
