// SPDX-License-Identifier: GPL-2.0-or-later
// Unicast: the peers that adverts go to one by one, and what is checked of theirs.
#include "config/grammar/setting.h"
#include "config/vrrp/host.h"
#include "config/vrrp/resolve.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using Router = core::VirtualRouterConfig;

void read_peer(const Node& line, Draft& draft) {
    const Token& word = line.words.front();
    if (line.has_block)
        draft.report(
            error(word.where, fmt::format("{} takes no block", in_quotes(word)), missing_brace_hint(word)));
    const std::string_view text = word.text;
    const auto address = read_host(word, text.substr(0, text.find('/')), draft);
    if (!address)
        return;
    if (text.find('/') != std::string_view::npos)
        draft.report(warning(word.where,
                             fmt::format("the peer {} has a prefix length, ignoring that", in_quotes(word)),
                             "a peer is one router"));
    current(draft).peers.push_back({word, *address, {}, {}});
    read_options(line, Block::Peers, "peer", draft);
}

bool read_unicast_peer(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    mark_unicast(node, draft);
    for (const Node& line : node.children)
        read_peer(line, draft);
    return false;
}

Values show_unicast_peer(const Router& router) {
    std::vector<std::string> lines;
    for (const auto& peer : router.unicast_peers)
        append_options(Block::Peers, peer, lines.emplace_back(peer.address.text()));
    return in_block(std::move(lines));
}

template <auto Member>
bool read_ttl(const Keyword& keyword, const Node& node, Draft& draft) {
    read_into(current(draft).peers.back().*Member, keyword, node, draft);
    return true;
}

template <auto Member>
Values show_ttl(const core::UnicastPeer& peer) {
    return when(peer.*Member != core::UnicastPeer().*Member, as_text(peer.*Member));
}

bool read_check_unicast_src(const Keyword& keyword, const Node& node, Draft& draft) {
    if (keyword.where == Block::VrrpInstance)
        mark_unicast(node, draft);
    Optional<bool>& setting = tuning_of(keyword, draft).check_unicast_src;
    read_into(setting, keyword, node, draft);
    if (setting && setting->value)
        draft.report(note(node.keyword().where, fmt::format("'{}' is on by default", keyword.name)));
    return true;
}

Values show_check_unicast_src(const Router& router) {
    return when(!router.check_unicast_src, "off");
}

bool read_old_unicast_checksum(const Keyword& keyword, const Node& node, Draft& draft) {
    mark_unicast(node, draft);
    const bool has_mode = node.words.size() > 1;
    if (!has_mode)
        draft.report(
            error(node.keyword().where, fmt::format("'{}' is not supported", keyword.name),
                  fmt::format("it is for peers before keepalived 1.3.7; '{} never' is what xvrrpd does",
                              keyword.name)));
    else if (node.words[1].text != keyword.parameter.syntax)
        draft.report(warning(node.words[1].where, fmt::format("unknown {} mode {}, ignoring it", keyword.name,
                                                              in_quotes(node.words[1]))));
    return true;
}

Values show_v3_checksum_as_v2(const Router& router) {
    return when(router.checksum == core::ChecksumStyle::MessageOnly);
}

constexpr std::string_view kPeersOnly = "Unicast adverts are accepted from the peers only.";
constexpr std::string_view kMessageOnly =
    "Version 3 over IPv4 is sent without the pseudo-header in its checksum, as RFC 9568 has it. Both are accepted.";

// clang-format off
constexpr std::array kUnicastRows = std::to_array<Keyword>({
    {"vrrp_check_unicast_src", Block::GlobalDefs, kSwitch, {}, read_check_unicast_src, {}, "on", kPeersOnly},
    {"v3_checksum_as_v2", Block::GlobalDefs, kSwitch, {}, read_tuning<&Tuning::v3_checksum_as_v2>, {}, "off", kMessageOnly},

    {"unicast_peer", Block::VrrpInstance, kNone, Block::Peers, read_unicast_peer, show_unicast_peer, "multicast",
     "Adverts are sent to these addresses. Each line is ADDRESS [min_ttl N] [max_ttl N]."},
    {"unicast_fault_no_peer", Block::VrrpInstance, kNone, {}, read_flag<&InstanceDraft::unicast_fault_no_peer>, {}, "off",
     "An instance without a peer is refused. Otherwise it uses multicast."},
    {"unicast_ttl", Block::VrrpInstance, {"1..255", 1, 255}, {}, read_setting<&InstanceDraft::unicast_ttl>, show_setting<&Router::unicast_ttl>, "255",
     "Unicast adverts are sent with this TTL or hop limit."},
    {"check_unicast_src", Block::VrrpInstance, kSwitch, {}, read_check_unicast_src, show_check_unicast_src, "vrrp_check_unicast_src", kPeersOnly},
    {"old_unicast_checksum", Block::VrrpInstance, {"never", 0, 0, 0, true}, {}, read_old_unicast_checksum, {}, "never",
     "The checksum is always computed with the address that the packet goes to."},
    {"v3_checksum_as_v2", Block::VrrpInstance, kSwitch, {}, read_tuning<&Tuning::v3_checksum_as_v2>, show_v3_checksum_as_v2, "that of global_defs", kMessageOnly},

    {"min_ttl", Block::Peers, {"0..255", 0, 255}, {}, read_ttl<&PeerDraft::min_ttl>, show_ttl<&core::UnicastPeer::min_ttl>, "0",
     "Adverts of this peer with a lower TTL are refused."},
    {"max_ttl", Block::Peers, {"0..255", 0, 255}, {}, read_ttl<&PeerDraft::max_ttl>, show_ttl<&core::UnicastPeer::max_ttl>, "255",
     "Adverts of this peer with a higher TTL are refused."},
});

// clang-format on

core::UnicastPeer resolve_peer(const PeerDraft& peer, Draft& draft) {
    core::UnicastPeer resolved{.address = peer.address};
    overlay(resolved.min_ttl, peer.min_ttl);
    overlay(resolved.max_ttl, peer.max_ttl);
    if (resolved.min_ttl > resolved.max_ttl)
        draft.report(warning(peer.word.where,
                             fmt::format("min_ttl {} is above max_ttl {}: no advert of {} is accepted",
                                         resolved.min_ttl, resolved.max_ttl, in_quotes(peer.word))));
    return resolved;
}

// keepalived says nothing about either.
void check_source(const Setting<core::IpAddress>& source, const Router& router, Draft& draft) {
    const auto is_source = [&](const core::VirtualAddress& each) { return each.address == source.value; };
    const bool is_virtual = std::any_of(router.addresses.begin(), router.addresses.end(), is_source);
    if (is_virtual && router.priority != VRRP_PRIORITY_OWNER)
        draft.report(warning(
            source.where,
            fmt::format("'{}' is a virtual address: adverts from it may be refused", source.value.text()),
            "the source is an address that this router always has"));
    const bool multicast = router.unicast_peers.empty();
    if (multicast && router.family == core::Family::Ipv6 && !source.value.is_link_local())
        draft.report(note(source.where, fmt::format("'{}' is not link-local", source.value.text()),
                          "RFC 9568 section 5.1.2.1: IPv6 adverts come from a link-local address"));
}

// keepalived sends adverts to such peers although nobody there listens.
std::string_view useless(const PeerDraft& peer, const Router& router, bool is_known) {
    if (peer.address.is_unspecified() || peer.address.is_multicast() || peer.address.is_loopback())
        return "is not an address of another host";
    if (peer.address == router.source)
        return "is this router's own source address";
    return is_known ? "is in the list already" : "";
}

void fall_back_to_multicast(const InstanceDraft& instance, Draft& draft) {
    if (instance.unicast_fault_no_peer)
        draft.report(error(instance.unicast_fault_no_peer->where,
                           fmt::format("vrrp_instance {} has no unicast_peer, and may not use multicast",
                                       in_quotes(instance.name)),
                           "add 'unicast_peer { ADDRESS }'"));
    else if (instance.unicast)
        draft.report(warning(
            *instance.unicast,
            fmt::format("vrrp_instance {} has no unicast_peer, it uses multicast", in_quotes(instance.name)),
            "add 'unicast_peer { ADDRESS }'; for multicast the source is 'mcast_src_ip ADDRESS'"));
    if (instance.unicast_ttl)
        draft.report(warning(instance.unicast_ttl->where,
                             "unicast_ttl does not work without unicast_peer, ignoring it"));
}

void resolve_checksum(const InstanceDraft& instance, Router& router, const Draft& draft) {
    bool message_only = false;
    overlay(message_only, draft.tuning.v3_checksum_as_v2);
    overlay(message_only, instance.tuning.v3_checksum_as_v2);
    if (message_only)
        router.checksum = core::ChecksumStyle::MessageOnly;
}

void resolve_source_check(const InstanceDraft& instance, bool has_ttl_check, Router& router, Draft& draft) {
    overlay(router.check_unicast_src, draft.tuning.check_unicast_src);
    overlay(router.check_unicast_src, instance.tuning.check_unicast_src);
    if (!has_ttl_check || router.check_unicast_src)
        return;
    router.check_unicast_src = true;
    const Tuning& off = instance.tuning.check_unicast_src ? instance.tuning : draft.tuning;
    draft.report(note(off.check_unicast_src->where, "min_ttl and max_ttl turn check_unicast_src on"));
}

} // namespace

Rows unicast_rows() {
    return kUnicastRows;
}

void resolve_unicast(const InstanceDraft& instance, Router& router, Draft& draft) {
    if (instance.source)
        router.source = instance.source->value;
    resolve_checksum(instance, router, draft);
    bool has_ttl_check = false;
    std::set<core::IpAddress> known;
    for (const PeerDraft& peer : instance.peers) {
        if (const auto reason = useless(peer, router, known.contains(peer.address)); !reason.empty()) {
            draft.report(
                warning(peer.word.where, fmt::format("{} {}, skipping it", in_quotes(peer.word), reason)));
            continue;
        }
        known.insert(peer.address);
        router.unicast_peers.push_back(resolve_peer(peer, draft));
        has_ttl_check = has_ttl_check || peer.min_ttl || peer.max_ttl;
    }
    resolve_source_check(instance, has_ttl_check, router, draft);
    if (instance.source)
        check_source(*instance.source, router, draft);
    if (router.unicast_peers.empty())
        return fall_back_to_multicast(instance, draft);
    overlay(router.unicast_ttl, instance.unicast_ttl);
}

} // namespace xvrrp::config
