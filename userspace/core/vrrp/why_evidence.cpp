// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/names.h"
#include "core/vrrp/remedies.h"
#include "core/vrrp/timers.h"
#include "core/vrrp/why.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

// An older note tells more about the past than about the present.
constexpr Duration kRecent = std::chrono::minutes(10);
constexpr std::size_t kStrangersNamed = 4;

bool is_recent(const RefusedAdvert& note, TimePoint now) {
    return now - note.at <= kRecent;
}

std::string sender(const RefusedAdvert& note) {
    return note.source.text() + (note.mac == MacAddress{} ? "" : " (MAC " + note.mac.text() + ")");
}

std::string tags(const RefusedAdvert& note) {
    if (note.vlan_outer == 0 && note.vlan_inner == 0)
        return "";
    const auto outer = std::to_string(note.vlan_outer);
    return note.vlan_inner == 0 ? "VLAN " + outer
                                : "VLANs " + outer + " and " + std::to_string(note.vlan_inner);
}

std::string family_text(Family family) {
    return family == Family::Ipv4 ? "IPv4" : "IPv6";
}

bool is_for(const RouterSnapshot& router, const RefusedAdvert& note) {
    return note.reason != VRRP_DROP_VRID_UNKNOWN && note.vrid == router.config->vrid &&
           note.family == router.config->family;
}

std::string cause(const RouterSnapshot& router, const RefusedAdvert& note) {
    const auto& config = *router.config;
    if (note.reason == VRRP_DROP_VERSION)
        return "it has VRRP version " + std::to_string(note.version) + ", and " + config.name +
               " has version " + std::to_string(static_cast<int>(config.version));
    if (note.reason == VRRP_DROP_DESTINATION) {
        const auto wanted = config.unicast_peers.empty()
                                ? config.multicast_group()
                                : router.source.value_or(IpAddress{config.family, {}});
        return "it went to " + note.destination.text() + ", and " + config.name + " hears what goes to " +
               wanted.text();
    }
    if (note.reason == VRRP_DROP_SOURCE_NOT_PEER)
        return note.source.text() + " is not in unicast_peer";
    return std::string(sentence(note.reason));
}

std::string count_text(std::uint64_t count) {
    return std::to_string(count) + (count == 1 ? " advert was" : " adverts were");
}

// Only user space refuses for these reasons, so there is no note.
bool is_of_user_space(vrrp_drop_reason reason) {
    return reason >= VRRP_DROP_HMAC_STALE && reason <= VRRP_DROP_HMAC_REPLAY;
}

void advise(vrrp_drop_reason reason, Explanation& out) {
    const std::string words(remedy(reason));
    if (!words.empty() && std::ranges::find(out.to_change, words) == out.to_change.end())
        out.to_change.push_back(words);
}

std::string stranger(const RouterSnapshot& router, const RefusedAdvert& note, TimePoint now) {
    const auto& config = *router.config;
    auto text = "Adverts of VRID " + std::to_string(note.vrid) + " come to " + config.interface + " from " +
                sender(note) + " with priority " + std::to_string(note.priority) + ", the last one " +
                span_text(now - note.at) + " ago";
    const auto tagged = tags(note);
    if (note.vrid != config.vrid)
        return text + ". No virtual router here has it; " + config.name + " has VRID " +
               std::to_string(config.vrid) + '.';
    if (!tagged.empty())
        return text + ". They have a tag of " + tagged + ", and " + config.name +
               " hears adverts without a tag.";
    return text + ". They come over " + family_text(note.family) + ", and " + config.name + " works with " +
           family_text(config.family) + '.';
}

} // namespace

void tell_refused(const RouterSnapshot& router, const Evidence& evidence, TimePoint now, Explanation& out) {
    std::array<bool, VRRP_DROP_REASON_COUNT> told{};
    for (const auto& note : evidence.notes) {
        if (!is_for(router, note) || !is_recent(note, now))
            continue;
        const auto count = evidence.refused.at(note.reason);
        out.because.push_back(
            "An advert of " + sender(note) + " was refused " + span_text(now - note.at) +
            " ago: " + cause(router, note) + "." +
            (count > 1 ? " So far " + count_text(count) + " refused for this reason." : ""));
        told.at(note.reason) = true;
        advise(note.reason, out);
    }
    for (std::size_t i = VRRP_DROP_NONE + 1; i < told.size(); ++i) {
        const auto reason = static_cast<vrrp_drop_reason>(i);
        if (told.at(i) || reason == VRRP_DROP_VRID_UNKNOWN || evidence.refused.at(i) == 0)
            continue;
        out.because.push_back("So far " + count_text(evidence.refused.at(i)) +
                              " refused: " + std::string(sentence(reason)) + ".");
        if (is_of_user_space(reason))
            advise(reason, out);
    }
}

void tell_strangers(const RouterSnapshot& router, const Evidence& evidence, TimePoint now, Explanation& out) {
    std::vector<const RefusedAdvert*> strangers;
    for (const auto& note : evidence.notes) {
        if (note.reason == VRRP_DROP_VRID_UNKNOWN && is_recent(note, now))
            strangers.push_back(&note);
    }
    if (strangers.empty())
        return;
    std::ranges::stable_sort(strangers, std::ranges::greater{}, &RefusedAdvert::at);
    for (std::size_t i = 0; i < std::min(strangers.size(), kStrangersNamed); ++i)
        out.because.push_back(stranger(router, *strangers[i], now));
    if (strangers.size() > kStrangersNamed)
        out.because.push_back("Adverts of " + std::to_string(strangers.size() - kStrangersNamed) +
                              " more unknown virtual routers come to " + router.config->interface + '.');
    advise(VRRP_DROP_VRID_UNKNOWN, out);
}

} // namespace xvrrp::core
