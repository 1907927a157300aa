// SPDX-License-Identifier: GPL-2.0-or-later
// Signed adverts: the keys, the mode, and what is accepted.
#include "config/grammar/setting.h"
#include "config/vrrp/key_file.h"
#include "config/vrrp/resolve.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace xvrrp::config {
namespace {

constexpr std::size_t kShortestKey = 32;
constexpr std::size_t kLongestKey = 64;
constexpr std::string_view kHex = "hex:";
constexpr std::string_view kFile = "file:";
constexpr std::string_view kHowToMakeOne = "openssl rand -hex 32 makes a good one, written hex:...";

using Router = core::VirtualRouterConfig;

HmacDraft& hmac_of(Draft& draft) {
    return *current(draft).hmac;
}

std::optional<std::uint8_t> digit(char c) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    const auto found = kDigits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c);
    return found == std::string_view::npos ? std::nullopt : std::optional(static_cast<std::uint8_t>(found));
}

std::optional<core::Bytes> from_hex(std::string_view text) {
    core::Bytes bytes;
    for (; text.size() >= 2; text.remove_prefix(2)) {
        const auto high = digit(text[0]);
        const auto low = digit(text[1]);
        if (!high || !low)
            return std::nullopt;
        bytes.push_back(static_cast<std::uint8_t>(*high << 4 | *low));
    }
    return text.empty() ? std::optional(bytes) : std::nullopt;
}

// A key as it is written: hex:..., or its characters.
std::optional<core::Bytes> secret_of(std::string_view text, unsigned id, Span where, Diagnostics& out) {
    const bool is_hex = text.starts_with(kHex);
    auto secret = is_hex ? from_hex(text.substr(kHex.size())) : core::Bytes(text.begin(), text.end());
    if (!secret) {
        out.push_back(error(where, fmt::format("key {} is not pairs of hexadecimal digits", id),
                            std::string(kHowToMakeOne)));
        return std::nullopt;
    }
    if (secret->size() >= kShortestKey && secret->size() <= kLongestKey)
        return secret;
    out.push_back(
        error(where,
              fmt::format("key {} has {} bytes, not {} to {}", id, secret->size(), kShortestKey, kLongestKey),
              std::string(kHowToMakeOne)));
    return std::nullopt;
}

// keepalived's default: three adverts, and never less than five seconds.
std::chrono::seconds default_window(core::Centiseconds interval) {
    return std::max(std::chrono::ceil<std::chrono::seconds>(3 * interval), std::chrono::seconds(5));
}

struct Mode {
    std::string_view name;
    core::HmacMode mode;
};

constexpr std::array<Mode, 3> kModes{{{"enforce", core::HmacMode::Enforce},
                                      {"permissive", core::HmacMode::Permissive},
                                      {"receive-only", core::HmacMode::ReceiveOnly}}};

bool read_auth_hmac(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    auto& hmac = current(draft).hmac;
    if (!hmac)
        hmac.emplace().where = node.keyword().where;
    return true;
}

bool read_hmac_key(const Keyword& keyword, const Node& node, Draft& draft) {
    const auto id = read_number(keyword, node.words[1], Severity::Error, "", draft);
    if (!id)
        return true;
    if (node.words.size() != 3) {
        draft.report(error(node.keyword().where, fmt::format("'{}' takes an id and a value", keyword.name),
                           "key 1..255 hex:DIGITS, file:PATH, or 32 to 64 characters"));
        return true;
    }
    const auto number = static_cast<std::uint8_t>(*id);
    auto& keys = hmac_of(draft).keys;
    if (std::ranges::find(keys, number, &HmacKeyDraft::id) != keys.end())
        draft.report(error(node.words[1].where, fmt::format("key {} is already defined", number),
                           "give it another id"));
    else
        keys.push_back({number, node.words[2].text, node.words[2].where});
    return true;
}

bool read_active_key(const Keyword& keyword, const Node& node, Draft& draft) {
    if (const auto id = read_number(keyword, node.words[1], Severity::Error, "", draft))
        set(hmac_of(draft).active_key, static_cast<std::uint8_t>(*id), keyword, node, draft);
    return true;
}

bool read_hmac_mode(const Keyword& keyword, const Node& node, Draft& draft) {
    const Token& word = node.words[1];
    const auto* mode = std::ranges::find(kModes, std::string_view(word.text), &Mode::name);
    if (mode == kModes.end())
        draft.report(error(word.where, fmt::format("unknown mode {}", in_quotes(word)),
                           std::string(keyword.parameter.syntax)));
    else
        set(hmac_of(draft).mode, mode->mode, keyword, node, draft);
    return true;
}

bool read_anti_replay(const Keyword& keyword, const Node& node, Draft& draft) {
    const Token& word = node.words[1];
    if (word.text != "time" && word.text != "monotonic")
        draft.report(error(word.where, fmt::format("unknown anti_replay {}", in_quotes(word)),
                           std::string(keyword.parameter.syntax)));
    else
        set(hmac_of(draft).monotonic, word.text == "monotonic", keyword, node, draft);
    return true;
}

bool read_time_window(const Keyword& keyword, const Node& node, Draft& draft) {
    read_into(hmac_of(draft).window, keyword, node, draft);
    return true;
}

Values show_keys(const Router& router) {
    Values keys;
    if (router.hmac) {
        for (const core::HmacKey& key : router.hmac->keys)
            keys.push_back({as_text(key.id), fmt::format("{}{:02x}", kHex, fmt::join(key.secret, "")), {}});
    }
    return keys;
}

Values show_active_key(const Router& router) {
    const bool has_one = router.hmac && router.hmac->active_key != 0;
    return has_one ? when(true, as_text(router.hmac->active_key)) : Values{};
}

Values show_mode(const Router& router) {
    if (!router.hmac || router.hmac->mode == core::HmacMode::Enforce)
        return {};
    return when(true, std::string(std::ranges::find(kModes, router.hmac->mode, &Mode::mode)->name));
}

Values show_anti_replay(const Router& router) {
    return when(router.hmac && !router.hmac->window, "monotonic");
}

Values show_time_window(const Router& router) {
    const bool has_one = router.hmac && router.hmac->window;
    return has_one ? when(true, as_text(router.hmac->window->count())) : Values{};
}

// clang-format off
constexpr std::array kHmacRows = std::to_array<Keyword>({
    {"auth_hmac", Block::VrrpInstance, kNone, Block::AuthHmac, read_auth_hmac, {}, "none",
     "This is keepalived 2.4's: adverts are signed, and received adverts without a good signature are refused.", true},
    {"key", Block::AuthHmac, {"1..255 KEY", 1, 255, 0, false, true}, {}, read_hmac_key, show_keys, "",
     "The key has 32 to 64 bytes. It is written as hex:DIGITS, as its characters, or as file:PATH of a file with such a line. PATH is relative to the file that it is in. It is the same on every router.", true},
    {"active_key", Block::AuthHmac, {"1..255", 1, 255}, {}, read_active_key, show_active_key, "",
     "Adverts are sent with the signature of this key. Received ones may be signed with any of the keys."},
    {"mode", Block::AuthHmac, text("enforce | permissive | receive-only"), {}, read_hmac_mode, show_mode, "enforce",
     "With permissive, unsigned adverts are accepted too. With receive-only, this router also sends unsigned ones."},
    {"anti_replay", Block::AuthHmac, text("time | monotonic"), {}, read_anti_replay, show_anti_replay, "time",
     "With time, an advert that was signed longer ago than the window is refused. With monotonic, clocks do not count."},
    {"time_window", Block::AuthHmac, seconds("1..300", 1, 300), {}, read_time_window, show_time_window, "three times advert_int, at least 5",
     "The clocks of two routers may differ by this many seconds, the way of an advert included."},
});

// clang-format on

void resolve_keys(const HmacDraft& hmac, core::HmacConfig& config, Draft& draft) {
    for (const HmacKeyDraft& key : hmac.keys) {
        core::HmacKey resolved{key.id, {}};
        if (!key.text.starts_with(kFile)) {
            auto secret = secret_of(key.text, key.id, key.where, draft.diagnostics);
            resolved.secret = secret ? std::move(*secret) : core::Bytes{};
        }
        config.keys.push_back(std::move(resolved));
    }
}

void check_keys(const InstanceDraft& instance, const core::HmacConfig& config, Draft& draft) {
    const HmacDraft& hmac = *instance.hmac;
    if (hmac.keys.empty())
        draft.report(error(hmac.where, "auth_hmac has no key", "add 'key 1 hex:...' or 'key 1 file:...'"));
    else if (!hmac.active_key && config.mode != core::HmacMode::ReceiveOnly)
        draft.report(
            error(hmac.where, "auth_hmac has no active_key", "which key is what we send signed with?"));
    if (hmac.active_key && !hmac.keys.empty() &&
        std::ranges::find(config.keys, config.active_key, &core::HmacKey::id) == config.keys.end())
        draft.report(error(hmac.active_key->where,
                           fmt::format("active_key {} is none of the keys", config.active_key)));
}

} // namespace

Rows hmac_rows() {
    return kHmacRows;
}

void resolve_hmac(const InstanceDraft& instance, Router& router, Draft& draft) {
    if (!instance.hmac)
        return;
    const HmacDraft& hmac = *instance.hmac;
    core::HmacConfig config;
    if (hmac.mode)
        config.mode = hmac.mode->value;
    if (hmac.active_key)
        config.active_key = hmac.active_key->value;
    config.window = default_window(router.interval);
    if (hmac.window)
        config.window = std::chrono::duration_cast<std::chrono::seconds>(hmac.window->value);
    if (hmac.monotonic && hmac.monotonic->value) {
        config.window.reset();
        if (hmac.window)
            draft.report(warning(hmac.window->where,
                                 "time_window does not work with anti_replay monotonic, ignoring it"));
    }
    resolve_keys(hmac, config, draft);
    check_keys(instance, config, draft);
    if (router.authentication.type != VRRP_AUTH_NONE) {
        router.authentication = {};
        router.ah_key.reset();
        draft.report(warning(instance.auth_type->where, "authentication beside auth_hmac, ignoring it"));
    }
    router.hmac = std::move(config);
}

std::vector<KeyFile> key_files(const Draft& draft) {
    std::vector<KeyFile> files;
    for (std::size_t router = 0; router < draft.instances.size(); ++router) {
        if (!draft.instances[router].hmac)
            continue;
        for (const HmacKeyDraft& key : draft.instances[router].hmac->keys) {
            if (key.text.starts_with(kFile))
                files.push_back(
                    {router, key.id, draft.path(key.text.substr(kFile.size()), key.where), key.where});
        }
    }
    return files;
}

void take_key(const KeyFile& file, const Result<KeyText>& text, Config& config, Diagnostics& out) {
    if (!text) {
        out.push_back(error(file.where, fmt::format("key {}: {}", file.id, text.error().text())));
        return;
    }
    if (text->others_may_read)
        out.push_back(warning(file.where, fmt::format("the file of key {} may be read by others", file.id),
                              "chmod 600"));
    std::string_view line = text->text;
    line = line.substr(0, line.find_first_of("\r\n"));
    auto& keys = config.routers[file.router].hmac->keys;
    if (auto secret = secret_of(line, file.id, file.where, out))
        std::ranges::find(keys, file.id, &core::HmacKey::id)->secret = std::move(*secret);
}

} // namespace xvrrp::config
