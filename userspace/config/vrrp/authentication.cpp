// SPDX-License-Identifier: GPL-2.0-or-later
// The password of VRRP version 2.
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
    return when(router.authentication.type == VRRP_AUTH_PASS, "PASS");
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
    if (router.authentication.type != VRRP_AUTH_PASS)
        return {};
    const auto& data = router.authentication.data;
    return {{{}, word(std::string(data.begin(), std::ranges::find(data, 0))), {}}};
}

// clang-format off
constexpr std::array kAuthenticationRows = std::to_array<Keyword>({
    {"authentication", Block::VrrpInstance, kNone, Block::Authentication, read_block_of_keywords, {}, "none",
     "Version 2 only: the block says what an advert carries so that the other routers accept it."},
    {"auth_type", Block::Authentication, text("PASS"), {}, read_auth_type, show_auth_type, "none",
     "Adverts carry a password in clear text."},
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
    } else if (type == VRRP_AUTH_AH) {
        draft.report(error(where, "auth_type AH is not supported",
                           "use 'auth_type PASS' on every router, or no authentication"));
    } else if (!has_password) {
        draft.report(warning(where, "auth_type PASS without an auth_pass, authentication is off"));
    } else {
        router.authentication.type = VRRP_AUTH_PASS;
        std::copy(instance.auth_pass->value.begin(), instance.auth_pass->value.end(),
                  router.authentication.data.begin());
    }
}

} // namespace xvrrp::config
