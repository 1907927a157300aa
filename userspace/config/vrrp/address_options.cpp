// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/vrrp/address_options.h"

#include "config/text/number.h"
#include "config/vrrp/address_line.h"

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::Family;

constexpr std::size_t kLongestLabel = 15; // the kernel's IFNAMSIZ, less its end

core::VirtualAddress& placed(Draft& draft) {
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

// Of ones or zeros behind the prefix, which may have been read after it.
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

} // namespace

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

std::optional<core::VirtualAddress> finish_address(Draft& draft) {
    if (draft.address.dropped)
        return std::nullopt;
    auto& attributes = placed(draft).attributes;
    resolve_broadcast(draft);
    if (!attributes.preferred_lifetime && !draft.address.prefers_for_ever)
        attributes.preferred_lifetime = default_lifetime(placed(draft));
    return placed(draft);
}

bool is_of_family(Family family, const Node& node, Draft& draft) {
    if (placed(draft).address.family == family)
        return true;
    draft.report(warning(node.keyword().where, fmt::format("'{}' is for IPv{} addresses, ignoring it",
                                                           node.keyword().text, static_cast<int>(family))));
    return false;
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
    if (word.text.size() > kLongestLabel)
        drop(word, fmt::format("a label has at most {} characters", kLongestLabel), draft);
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

} // namespace xvrrp::config
