// SPDX-License-Identifier: GPL-2.0-or-later
// The options behind an address: how each is read, what they make of it together, and how the line is written back.
// The effective values are keepalived's.
#include "config/vrrp/address_options.h"

#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/host.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::Family;
using core::VirtualAddress;

VirtualAddress& placed(Draft& draft) {
    return draft.address.placed;
}

void drop(const Token& word, const std::string& why, Draft& draft) {
    draft.address.dropped = true;
    draft.report(warning(word.where, fmt::format("{}, skipping {}", why, in_quotes(draft.address.word))));
}

core::IpAddress network_of(core::InterfaceAddress carried) {
    for (unsigned bit = carried.prefix_length; bit < 32; ++bit) {
        auto& octet = carried.address.octets[bit / 8];
        octet = static_cast<std::uint8_t>(octet & ~(0x80U >> bit % 8));
    }
    return carried.address;
}

// The host bits of + and - depend on the prefix, which may have been read after them.
void resolve_broadcast(Draft& draft) {
    const auto& wanted = draft.address.broadcast;
    if (!wanted)
        return;
    const auto carried = placed(draft).carried();
    const auto ones = carried.broadcast();
    auto& broadcast = placed(draft).attributes.broadcast;
    if (wanted->value != "+" && wanted->value != "-")
        broadcast = core::IpAddress::from_text(wanted->value);
    else if (ones)
        broadcast = wanted->value == "+" ? *ones : network_of(carried);
    else
        draft.report(warning(wanted->where, fmt::format("there is no broadcast address in a /{}, ignoring it",
                                                        static_cast<int>(carried.prefix_length))));
}

struct Scope {
    std::string_view name;
    std::uint8_t number;
};

// The scopes that the kernel knows. Other numbers belong to the administrator.
constexpr std::array<Scope, 5> kScopes{
    {{"global", 0}, {"site", 200}, {"link", 253}, {"host", 254}, {"nowhere", 255}}};

// A single IPv6 address is no source of what this host sends unless a line says so, as in
// keepalived.
std::optional<std::uint32_t> default_lifetime(const VirtualAddress& address) {
    const bool deprecated = address.address.family == core::Family::Ipv6 && address.prefix_length == 128;
    return deprecated ? std::optional<std::uint32_t>(0) : std::nullopt;
}

bool is_of_family(Family family, const Node& node, Draft& draft) {
    if (placed(draft).address.family == family)
        return true;
    draft.report(warning(node.keyword().where, fmt::format("'{}' is for IPv{} addresses, ignoring it",
                                                           node.keyword().text, static_cast<int>(family))));
    return false;
}

template <bool core::AddressAttributes::*Flag>
bool read_ipv6_flag(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    if (is_of_family(Family::Ipv6, node, draft))
        placed(draft).attributes.*Flag = true;
    return true;
}

bool read_address_dev(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    placed(draft).interface = node.words[1].text;
    draft.address.interface_at = node.words[1].where;
    return true;
}

bool read_address_scope(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    if (!is_of_family(Family::Ipv4, node, draft))
        return true;
    const Token& word = node.words[1];
    if (const auto scope = scope_of(word.text))
        placed(draft).attributes.scope = *scope;
    else
        draft.report(warning(word.where, fmt::format("unknown scope {}, ignoring it", in_quotes(word)),
                             "global, site, link, host, nowhere, or 0..255"));
    return true;
}

bool read_address_label(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    const Token& word = node.words[1];
    if (!is_of_family(Family::Ipv4, node, draft))
        return true;
    if (word.text.size() > kLongestInterface)
        drop(word, fmt::format("a label has at most {} characters", kLongestInterface), draft);
    else
        placed(draft).attributes.label = word.text;
    return true;
}

bool read_address_broadcast(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    const Token& word = node.words[1];
    const auto address = core::IpAddress::from_text(word.text);
    if (placed(draft).address.family == Family::Ipv6)
        drop(word, "IPv6 has no broadcast addresses", draft);
    else if (word.text != "+" && word.text != "-" && (!address || address->family == Family::Ipv6))
        drop(word, fmt::format("{} is no broadcast address", in_quotes(word)), draft);
    else
        draft.address.broadcast = Setting<std::string>{word.text, word.where};
    return true;
}

// The prefix length is that of the peer, since it is the peer's network that the interface leads to.
bool read_address_peer(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    const Token& word = node.words[1];
    const std::string_view text = word.text;
    const std::size_t slash = text.find('/');
    const auto peer = core::IpAddress::from_text(text.substr(0, slash));
    const Family family = placed(draft).address.family;
    if (!peer || peer->family != family) {
        drop(word, fmt::format("{} is no address of a peer", in_quotes(word)), draft);
        return true;
    }
    if (draft.address.has_length)
        draft.report(warning(draft.address.word.where,
                             "an address with a peer has the prefix length of the peer, ignoring its own"));
    placed(draft).attributes.peer = *peer;
    placed(draft).prefix_length = slash == std::string_view::npos
                                      ? host_length(family)
                                      : read_prefix_length(word, text.substr(slash + 1), family, draft);
    return true;
}

bool read_preferred_lft(const Keyword& keyword, const Node& node, Draft& draft) {
    if (!is_of_family(Family::Ipv6, node, draft))
        return true;
    const Token& word = node.words[1];
    const auto number = parse_number(word.text, 0);
    if (word.text == "forever")
        draft.address.prefers_for_ever = true;
    else if (number && number->value >= keyword.parameter.least && number->value <= keyword.parameter.most)
        placed(draft).attributes.preferred_lifetime = static_cast<std::uint32_t>(number->value);
    else
        draft.report(
            warning(word.where,
                    fmt::format("preferred_lft {} is neither a number of seconds nor forever, ignoring it",
                                in_quotes(word))));
    return true;
}

bool read_noprefixroute(const Keyword& /*keyword*/, const Node& /*node*/, Draft& draft) {
    placed(draft).attributes.noprefixroute = true;
    return true;
}

bool read_autojoin(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    draft.report(warning(node.keyword().where, "'autojoin' is for multicast addresses, ignoring it",
                         "the kernel would refuse the address with it"));
    return true;
}

bool read_address_track_group(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    draft.address.group = Setting<std::string>{node.words[1].text, node.words[1].where};
    return true;
}

bool read_no_track(const Keyword& /*keyword*/, const Node& /*node*/, Draft& draft) {
    placed(draft).track = false;
    return true;
}

template <bool core::AddressAttributes::*Flag>
Values show_attribute(const VirtualAddress& address) {
    return when(address.attributes.*Flag);
}

Values show_name(const std::string& name) {
    return name.empty() ? Values{} : when(true, word(name));
}

Values show_peer(const VirtualAddress& address) {
    const auto& peer = address.attributes.peer;
    return peer ? when(true, fmt::format("{}/{}", peer->text(), address.prefix_length)) : Values{};
}

Values show_dev(const VirtualAddress& address) {
    return show_name(address.interface);
}

Values show_scope(const VirtualAddress& address) {
    const std::uint8_t scope = address.attributes.scope;
    return scope == 0 ? Values{} : when(true, scope_text(scope));
}

Values show_label(const VirtualAddress& address) {
    return show_name(address.attributes.label);
}

Values show_broadcast(const VirtualAddress& address) {
    const auto& broadcast = address.attributes.broadcast;
    return broadcast ? when(true, broadcast->text()) : Values{};
}

Values show_preferred_lft(const VirtualAddress& address) {
    const auto& lifetime = address.attributes.preferred_lifetime;
    if (lifetime == default_lifetime(address))
        return {};
    return when(true, lifetime ? as_text(*lifetime) : "forever");
}

Values show_no_track(const VirtualAddress& address) {
    return when(!address.track);
}

Values show_track_group(const VirtualAddress& address) {
    return show_name(address.track_group);
}

constexpr std::string_view kBroadcast =
    "IPv4: the address has this broadcast address. + sets the bits of the host, - clears them.";

// clang-format off
constexpr std::array kAddressOptionsRows = std::to_array<Keyword>({
    {"peer", Block::Addresses, text("ADDRESS[/LENGTH]"), {}, read_address_peer, show_peer, "none",
     "The other end of the link has this address."},
    {"dev", Block::Addresses, text("INTERFACE"), {}, read_address_dev, show_dev, "the instance's",
     "The address is on this interface. The instance is in FAULT while the interface is down. The instance's own interface, named beside use_vmac, stands for the interface with the virtual MAC."},
    {"scope", Block::Addresses, text("NAME | NUMBER"), {}, read_address_scope, show_scope, "global",
     "IPv4: the address is valid within this scope."},
    {"label", Block::Addresses, text("NAME"), {}, read_address_label, show_label, "the interface's name",
     "IPv4: ifconfig shows the address under this name."},
    {"brd", Block::Addresses, text("ADDRESS | + | -"), {}, read_address_broadcast, show_broadcast, "none", kBroadcast},
    {"broadcast", Block::Addresses, text("ADDRESS | + | -"), {}, read_address_broadcast, {}, "none", "This means the same as brd."},
    {"preferred_lft", Block::Addresses, {"0..4294967294 | forever", 0, 4'294'967'294}, {}, read_preferred_lft, show_preferred_lft, "forever; 0 with /128",
     "IPv6: this host uses the address as a source for so many seconds."},
    {"home", Block::Addresses, kNone, {}, read_ipv6_flag<&core::AddressAttributes::home>, show_attribute<&core::AddressAttributes::home>, "off",
     "IPv6: the address is the home address of RFC 6275."},
    {"-nodad", Block::Addresses, kNone, {}, read_ipv6_flag<&core::AddressAttributes::detects_duplicates>, show_attribute<&core::AddressAttributes::detects_duplicates>, "off",
     "IPv6: the kernel looks for a duplicate before it uses the address."},
    {"mngtmpaddr", Block::Addresses, kNone, {}, read_ipv6_flag<&core::AddressAttributes::mngtmpaddr>, show_attribute<&core::AddressAttributes::mngtmpaddr>, "off",
     "IPv6: the kernel makes temporary addresses from it."},
    {"noprefixroute", Block::Addresses, kNone, {}, read_noprefixroute, show_attribute<&core::AddressAttributes::noprefixroute>, "off",
     "The kernel makes no route to the network of the address."},
    {"no_track", Block::Addresses, kNone, {}, read_no_track, show_no_track, "off",
     "The loss of the interface of dev does not put the instance into FAULT."},
    {"track_group", Block::Addresses, text("NAME"), {}, read_address_track_group, show_track_group, "none",
     "The loss of the interface of a static address puts the instances of this group into FAULT."},
    {"autojoin", Block::Addresses, kNone, {}, read_autojoin, {}, "",
     "The option is for multicast addresses, and is ignored."},
});
// clang-format on

} // namespace

Rows address_option_rows() {
    return kAddressOptionsRows;
}

std::uint8_t host_length(Family family) {
    return family == Family::Ipv6 ? 128 : 32;
}

std::uint8_t read_prefix_length(const Token& word, std::string_view length, Family family, Draft& draft) {
    const int most = host_length(family);
    const auto number = parse_number(length, 0);
    if (number && number->value >= 0 && number->value <= most)
        return static_cast<std::uint8_t>(number->value);
    draft.report(warning(word.where, fmt::format("the prefix length of {} is not in 0..{}, using {}",
                                                 in_quotes(word), most, most)));
    return static_cast<std::uint8_t>(most);
}

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

std::optional<core::VirtualAddress> finish_address(Draft& draft) {
    if (draft.address.dropped)
        return std::nullopt;
    auto& attributes = placed(draft).attributes;
    resolve_broadcast(draft);
    if (!attributes.preferred_lifetime && !draft.address.prefers_for_ever)
        attributes.preferred_lifetime = default_lifetime(placed(draft));
    return placed(draft);
}

std::string address_line(const VirtualAddress& address) {
    std::string line = address.attributes.peer ? address.address.text() : address.carried().text();
    append_options(Block::Addresses, address, line);
    return line;
}

} // namespace xvrrp::config
