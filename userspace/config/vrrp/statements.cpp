// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/vrrp/statements.h"

#include "config/grammar/setting.h"
#include "config/vrrp/host.h"

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

constexpr std::size_t kLongestInterface = 15; // the kernel's IFNAMSIZ, less its end

InstanceDraft& current(Draft& draft) {
    return draft.instances.back();
}

bool set_version(Optional<core::Version>& version, const Keyword& keyword, const Node& node, Draft& draft) {
    if (const auto number = read_number(keyword, node.words[1], Severity::Warning, ", ignoring it", draft))
        set(version, static_cast<core::Version>(*number), keyword, node, draft);
    return true;
}

} // namespace

bool read_router_id(const Keyword& keyword, const Node& node, Draft& draft) {
    set(draft.router_id, node.words[1].text, keyword, node, draft);
    return true;
}

bool read_default_version(const Keyword& keyword, const Node& node, Draft& draft) {
    return set_version(draft.version, keyword, node, draft);
}

bool read_vrrp_instance(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    const Token& name = node.words[1];
    const auto [first, is_new] = draft.names.emplace(name.text, name.where);
    if (!is_new) {
        draft.report(
            warning(name.where,
                    fmt::format("vrrp_instance {} is already defined, ignoring this one", in_quotes(name)),
                    fmt::format("the first one is on {}", line_seen_from(name.where, first->second))));
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
    set(current(draft).state, word.text == "MASTER" ? core::State::Master : core::State::Backup, keyword,
        node, draft);
    return true;
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

bool read_virtual_router_id(const Keyword& keyword, const Node& node, Draft& draft) {
    const auto number = read_number(keyword, node.words[1], Severity::Error, "", draft);
    set(current(draft).vrid, static_cast<std::uint8_t>(number.value_or(0)), keyword, node, draft);
    return true;
}

bool read_priority(const Keyword& keyword, const Node& node, Draft& draft) {
    const auto number =
        read_number(keyword, node.words[1], Severity::Warning,
                    fmt::format(", using {}", static_cast<int>(VRRP_PRIORITY_DEFAULT)), draft);
    set(current(draft).priority, static_cast<std::uint8_t>(number.value_or(VRRP_PRIORITY_DEFAULT)), keyword,
        node, draft);
    return true;
}

bool read_advert_int(const Keyword& keyword, const Node& node, Draft& draft) {
    read_into(current(draft).interval, keyword, node, draft);
    return true;
}

bool read_version(const Keyword& keyword, const Node& node, Draft& draft) {
    return set_version(current(draft).version, keyword, node, draft);
}

bool read_nopreempt(const Keyword& keyword, const Node& node, Draft& draft) {
    set(current(draft).preempt, false, keyword, node, draft);
    return true;
}

bool read_preempt(const Keyword& keyword, const Node& node, Draft& draft) {
    set(current(draft).preempt, true, keyword, node, draft);
    return true;
}

bool read_preempt_delay(const Keyword& keyword, const Node& node, Draft& draft) {
    read_into(current(draft).preempt_delay, keyword, node, draft);
    return true;
}

bool read_auth_type(const Keyword& keyword, const Node& node, Draft& draft) {
    const Token& word = node.words[1];
    vrrp_auth_type type = word.text == "PASS" ? VRRP_AUTH_PASS
                          : word.text == "AH" ? VRRP_AUTH_AH
                                              : VRRP_AUTH_NONE;
    if (type == VRRP_AUTH_NONE)
        draft.report(warning(word.where,
                             fmt::format("unknown auth_type {}, authentication is off", in_quotes(word)),
                             "auth_type PASS"));
    set(current(draft).auth_type, type, keyword, node, draft);
    return true;
}

bool read_auth_pass(const Keyword& keyword, const Node& node, Draft& draft) {
    std::string password = node.words[1].text;
    if (password.size() > VRRP_AUTH_SIZE) {
        password.resize(VRRP_AUTH_SIZE);
        draft.report(
            warning(node.words[1].where, fmt::format("auth_pass is longer than {} characters, cutting it",
                                                     static_cast<int>(VRRP_AUTH_SIZE))));
    }
    set(current(draft).auth_pass, std::move(password), keyword, node, draft);
    return true;
}

// keepalived's word from before the addresses told the family.
bool read_native_ipv6(const Keyword& keyword, const Node& node, Draft& draft) {
    if (!takes_family(current(draft), core::Family::Ipv6))
        draft.report(warning(node.keyword().where,
                             fmt::format("'{}' stands among IPv4 addresses, ignoring it", keyword.name)));
    return true;
}

} // namespace xvrrp::config
