// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/dumps/stats.h"

#include "daemon/dumps/words.h"

#include <array>
#include <optional>
#include <string_view>

namespace xvrrp::daemon {

namespace {

constexpr std::size_t kSection = 2;
constexpr std::size_t kEntry = 4;

// A line without a counter begins a section.
struct StatsLine {
    std::size_t indent;
    std::string_view label;
    std::optional<Count> count{};
    bool of_hmac = false; // keepalived has these from 2.4.0 on
};

constexpr auto kStatsLines = std::to_array<StatsLine>({
    {kSection, "Advertisements"},
    {kEntry, "Received", Count::Received},
    {kEntry, "Sent", Count::Sent},
    {kSection, "Became master", Count::BecameMaster},
    {kSection, "Released master", Count::ReleasedMaster},
    {kSection, "Packet Errors"},
    {kEntry, "Length", Count::BadLength},
    {kEntry, "TTL", Count::BadTtl},
    {kEntry, "Invalid Type", Count::BadType},
    {kEntry, "Advertisement Interval", Count::BadInterval},
    {kEntry, "Address List", Count::BadAddresses},
    {kSection, "Authentication Errors"},
    {kEntry, "Invalid Type", Count::UnknownAuthType},
    {kEntry, "Type Mismatch", Count::OtherAuthType},
    {kEntry, "Failure", Count::AuthFailed},
    {kSection, "Authentication Extension Errors", std::nullopt, true},
    {kEntry, "Missing", Count::HmacMissing, true},
    {kEntry, "Malformed", Count::HmacMalformed, true},
    {kEntry, "Unknown Key", Count::HmacKey, true},
    {kEntry, "Invalid HMAC", Count::HmacInvalid, true},
    {kEntry, "Stale", Count::HmacStale, true},
    {kEntry, "Replay", Count::HmacReplay, true},
    {kSection, "Priority Zero"},
    {kEntry, "Received", Count::ZeroReceived},
    {kEntry, "Sent", Count::ZeroSent},
});

} // namespace

std::string stats_text(const DumpView& view) {
    std::string text;
    for (const auto& [router, counted] : view.routers) {
        add_line(text, 0, "VRRP Instance: {}", router.config->name);
        for (const auto& line : kStatsLines) {
            if (line.of_hmac && !router.config->hmac)
                continue;
            if (line.count)
                add_line(text, line.indent, "{}: {}", line.label, counted[*line.count]);
            else
                add_line(text, line.indent, "{}:", line.label);
        }
    }
    return text;
}

} // namespace xvrrp::daemon
