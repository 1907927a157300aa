// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/vrrp/address_line.h"

#include "config/text/number.h"
#include "config/text/word.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

struct Scope {
    std::string_view name;
    std::uint8_t number;
};

// Those that the kernel knows; other numbers are the administrator's.
constexpr std::array<Scope, 5> kScopes{
    {{"global", 0}, {"site", 200}, {"link", 253}, {"host", 254}, {"nowhere", 255}}};

} // namespace

std::optional<std::uint8_t> scope_of(std::string_view text) {
    const auto named = std::ranges::find(kScopes, text, &Scope::name);
    if (named != kScopes.end())
        return named->number;
    const auto number = parse_number(text, 0);
    if (!number || number->value < 0 || number->value > 255)
        return std::nullopt;
    return static_cast<std::uint8_t>(number->value);
}

std::string scope_text(std::uint8_t number) {
    const auto known = std::ranges::find(kScopes, number, &Scope::number);
    return known == kScopes.end() ? std::to_string(number) : std::string(known->name);
}

std::optional<std::uint32_t> default_lifetime(const core::VirtualAddress& address) {
    const bool deprecated = address.address.family == core::Family::Ipv6 && address.prefix_length == 128;
    return deprecated ? std::optional<std::uint32_t>(0) : std::nullopt;
}

std::string address_line(const core::VirtualAddress& address) {
    const core::AddressAttributes& given = address.attributes;
    std::string line = given.peer ? fmt::format("{} peer {}/{}", address.address.text(), given.peer->text(),
                                                address.prefix_length)
                                  : address.carried().text();
    const auto add = [&line](bool wanted, std::string_view option, const std::string& value = {}) {
        if (wanted)
            line += fmt::format(" {}{}{}", option, value.empty() ? "" : " ", value);
    };
    add(!address.interface.empty(), "dev", word(address.interface));
    add(given.scope != 0, "scope", scope_text(given.scope));
    add(!given.label.empty(), "label", word(given.label));
    add(given.broadcast.has_value(), "brd", given.broadcast ? given.broadcast->text() : "");
    add(given.preferred_lifetime != default_lifetime(address), "preferred_lft",
        given.preferred_lifetime ? std::to_string(*given.preferred_lifetime) : "forever");
    add(given.home, "home");
    add(given.detects_duplicates, "-nodad");
    add(given.mngtmpaddr, "mngtmpaddr");
    add(given.noprefixroute, "noprefixroute");
    add(!address.track, "no_track");
    add(!address.track_group.empty(), "track_group", word(address.track_group));
    return line;
}

} // namespace xvrrp::config
