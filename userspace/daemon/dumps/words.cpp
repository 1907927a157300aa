// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/dumps/words.h"

#include <array>
#include <chrono>
#include <ctime>

#include <spdlog/fmt/chrono.h>

namespace xvrrp::daemon {

namespace {

struct ScopeName {
    std::uint8_t scope;
    std::string_view name;
};

constexpr auto kScopeNames =
    std::to_array<ScopeName>({{0, "global"}, {200, "site"}, {253, "link"}, {254, "host"}, {255, "nowhere"}});

std::string scope_name(std::uint8_t scope) {
    for (const auto& each : kScopeNames) {
        if (each.scope == scope)
            return std::string(each.name);
    }
    return fmt::format("{}", scope);
}

std::string lifetime_words(const core::AddressAttributes& attributes) {
    if (!attributes.preferred_lifetime)
        return " preferred_lft forever";
    return *attributes.preferred_lifetime == 0
               ? " deprecated"
               : fmt::format(" preferred_lft {}", *attributes.preferred_lifetime);
}

struct Device {
    std::string carrier;
    std::string base{}; // where it stands on another interface
};

Device device_of(const core::VirtualAddress& address, const core::VirtualRouterConfig& router) {
    const auto& base = address.interface.empty() ? router.interface : address.interface;
    if (!address.vmac.empty())
        return {address.vmac, base};
    if (!address.interface.empty())
        return {base};
    if (router.vmac)
        return {router.vmac->interface, base};
    return router.ipvlan ? Device{router.ipvlan->interface, base} : Device{base};
}

} // namespace

std::string address_words(const DumpView& view, const core::VirtualAddress& address,
                          const core::VirtualRouterConfig& router, bool is_wanted) {
    const auto& extra = address.attributes;
    const bool is_ipv6 = address.address.family == core::Family::Ipv6;
    const bool is_host = address.prefix_length == (is_ipv6 ? 128 : 32);
    const auto [carrier, base] = device_of(address, router);
    auto text = address.address.text();
    if (!is_host && !extra.peer)
        text += fmt::format("/{}", address.prefix_length);
    if (extra.broadcast)
        text += " brd " + extra.broadcast->text();
    text += " dev " + carrier + (base.empty() ? "" : '@' + base) + " scope " + scope_name(extra.scope);
    text += extra.label.empty() ? "" : " label " + extra.label;
    text += extra.peer ? fmt::format(" peer {}/{}", extra.peer->text(), address.prefix_length) : "";
    text += extra.home ? " home" : "";
    text += extra.mngtmpaddr ? " mngtmpaddr" : "";
    text += extra.noprefixroute ? " noprefixroute" : "";
    text += is_ipv6 ? lifetime_words(extra) : "";
    const auto placed = view.placed.find(carrier);
    const bool is_set =
        is_wanted && placed != view.placed.end() && placed->second.contains(address.carried());
    return text + (is_set ? " set" : "");
}

std::string script_words(const core::Script& script) {
    std::string text;
    for (const auto& each : script.arguments)
        text += (text.empty() ? "'" : " '") + each + "'";
    return text;
}

std::string time_words(core::WallTime when) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(when);
    const auto fraction = std::chrono::floor<std::chrono::microseconds>(when - seconds).count();
    const auto count = static_cast<std::time_t>(seconds.time_since_epoch().count());
    std::tm local{};
    ::localtime_r(&count, &local);
    return fmt::format("{}.{:06} ({:%a %b %e %H:%M:%S}.{:06} {:%Y})", count, fraction, local, fraction,
                       local);
}

std::int64_t in_whole_seconds(core::Duration duration) {
    return duration / std::chrono::seconds(1);
}

double in_seconds(core::Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

} // namespace xvrrp::daemon
