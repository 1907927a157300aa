// SPDX-License-Identifier: GPL-2.0-or-later
// The authentication of VRRP version 2: a password in clear text, or as the key of AH.
#include "config/grammar/keywords.h"
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/resolve.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using Router = core::VirtualRouterConfig;

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

Values show_auth_type(const Router& router) {
    return when(router.authentication.type != VRRP_AUTH_NONE, router.ah_key ? "AH" : "PASS");
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

Values show_auth_pass(const Router& router) {
    if (router.authentication.type == VRRP_AUTH_NONE)
        return {};
    const auto& data = router.ah_key ? *router.ah_key : router.authentication.data;
    return {{{}, word(std::string(data.begin(), std::ranges::find(data, 0))), {}}};
}

void use_password(vrrp_auth_type type, const std::string& password, Router& router) {
    router.authentication.type = type;
    if (type == VRRP_AUTH_AH)
        router.ah_key.emplace();
    auto& place = router.ah_key ? *router.ah_key : router.authentication.data;
    std::ranges::copy(password, place.begin());
}

// clang-format off
constexpr std::array kAuthenticationRows = std::to_array<Keyword>({
    {"authentication", Block::VrrpInstance, kNone, Block::Authentication, read_block_of_keywords, {}, "none",
     "Version 2 only: the block says what an advert carries so that the other routers accept it."},
    {"auth_type", Block::Authentication, text("PASS | AH"), {}, read_auth_type, show_auth_type, "none",
     "With PASS adverts carry a password in clear text. With AH they have an IPsec AH header with an HMAC-MD5, over IPv4 protocol 51. Neither is a protection; auth_hmac is."},
    {"auth_pass", Block::Authentication, text("PASSWORD"), {}, read_auth_pass, show_auth_pass, "",
     "The password has at most 8 characters, and is the same on every router.", true},
});
// clang-format on

} // namespace

Rows authentication_rows() {
    return kAuthenticationRows;
}

void resolve_authentication(const InstanceDraft& instance, Router& router, Draft& draft) {
    const vrrp_auth_type type = instance.auth_type ? instance.auth_type->value : VRRP_AUTH_NONE;
    const bool has_password = instance.auth_pass && !instance.auth_pass->value.empty();
    if (!instance.auth_type && has_password) {
        draft.report(warning(instance.auth_pass->where,
                             "auth_pass without an auth_type, authentication is off",
                             "add 'auth_type PASS'"));
    }
    if (type == VRRP_AUTH_NONE)
        return;
    const Span where = instance.auth_type->where;
    if (router.version == core::Version::V3) {
        draft.report(warning(where, "VRRP version 3 has no authentication, ignoring it"));
    } else if (!has_password) {
        draft.report(warning(where, fmt::format("auth_type {} without an auth_pass, authentication is off",
                                                type == VRRP_AUTH_AH ? "AH" : "PASS")));
    } else {
        use_password(type, instance.auth_pass->value, router);
        if (type == VRRP_AUTH_AH && !instance.hmac)
            draft.report(
                note(where, "auth_type AH is no protection: its key is the password of 8 characters at most",
                     "auth_hmac is one, where every router knows it"));
    }
}

} // namespace xvrrp::config
