// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/grammar/setting.h"
#include "config/vrrp/host.h"
#include "config/vrrp/statements.h"

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

InstanceDraft& current(Draft& draft) {
    return draft.instances.back();
}

void mark_unicast(const Node& node, Draft& draft) {
    if (!current(draft).unicast)
        current(draft).unicast = node.keyword().where;
}

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

} // namespace

bool read_mcast_src_ip(const Keyword& keyword, const Node& node, Draft& draft) {
    const Token& word = node.words[1];
    const auto address = read_host(word, word.text, draft);
    if (address && (address->is_unspecified() || address->is_multicast()))
        draft.report(
            warning(word.where, fmt::format("{} is not an address of a host, ignoring it", in_quotes(word))));
    else if (address)
        set(current(draft).source, *address, keyword, node, draft);
    return true;
}

bool read_unicast_src_ip(const Keyword& keyword, const Node& node, Draft& draft) {
    mark_unicast(node, draft);
    return read_mcast_src_ip(keyword, node, draft);
}

bool read_unicast_fault_no_peer(const Keyword& keyword, const Node& node, Draft& draft) {
    set(current(draft).unicast_fault_no_peer, true, keyword, node, draft);
    return true;
}

bool read_unicast_peer(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    mark_unicast(node, draft);
    for (const Node& line : node.children)
        read_peer(line, draft);
    return false;
}

bool read_min_ttl(const Keyword& keyword, const Node& node, Draft& draft) {
    read_into(current(draft).peers.back().min_ttl, keyword, node, draft);
    return true;
}

bool read_max_ttl(const Keyword& keyword, const Node& node, Draft& draft) {
    read_into(current(draft).peers.back().max_ttl, keyword, node, draft);
    return true;
}

bool read_unicast_ttl(const Keyword& keyword, const Node& node, Draft& draft) {
    read_into(current(draft).unicast_ttl, keyword, node, draft);
    return true;
}

bool read_check_unicast_src(const Keyword& keyword, const Node& node, Draft& draft) {
    const bool is_global = keyword.where == Block::GlobalDefs;
    if (!is_global)
        mark_unicast(node, draft);
    Optional<bool>& setting = (is_global ? draft.tuning : current(draft).tuning).check_unicast_src;
    read_into(setting, keyword, node, draft);
    if (setting && setting->value)
        draft.report(note(node.keyword().where, fmt::format("'{}' is on by default", keyword.name)));
    return true;
}

bool read_old_unicast_checksum(const Keyword& keyword, const Node& node, Draft& draft) {
    mark_unicast(node, draft);
    const bool has_mode = node.words.size() > 1;
    if (!has_mode)
        draft.report(
            error(node.keyword().where, fmt::format("'{}' is not supported", keyword.name),
                  "it is for peers before keepalived 1.3.7; 'old_unicast_checksum never' is what we do"));
    else if (node.words[1].text != "never")
        draft.report(warning(node.words[1].where, fmt::format("unknown {} mode {}, ignoring it", keyword.name,
                                                              in_quotes(node.words[1]))));
    return true;
}

} // namespace xvrrp::config
