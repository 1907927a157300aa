// SPDX-License-Identifier: GPL-2.0-or-later
// Keywords of keepalived whose loss would change what a router does, each with the way around it.
#include "config/grammar/keywords.h"

#include <array>

namespace xvrrp::config {
namespace {

constexpr Keyword refused(std::string_view name, Block where, Parameter parameter, std::string_view instead) {
    Keyword keyword{name, where, parameter};
    keyword.help = instead;
    return keyword;
}

constexpr std::string_view kNoTracking =
    "xvrrpd does not track this yet. A router would stay master although its service is down.";
constexpr std::string_view kNoLateBackup =
    "The keyword is not needed: a router that was late takes in the adverts that it received before it decides.";

// clang-format off
constexpr std::array kRefused = std::to_array<Keyword>({
    refused("bfd_instance", Block::File, text("NAME"), "xvrrpd does not follow BFD yet. FRR's bfdd speaks it."),


    refused("no_virtual_ipaddress", Block::VrrpInstance, kNone,
            "Adverts without an address are ignored by every router, as RFC 9568 section 5.2.5 says. Write a virtual_ipaddress."),
    refused("track_bfd", Block::VrrpInstance, kNone, kNoTracking),
    refused("timer_expired_backup", Block::VrrpInstance, optional_words("[PRIORITY]"), kNoLateBackup),
    refused("thread_timer_expired", Block::VrrpInstance, optional_words("[PRIORITY]"), kNoLateBackup),

    refused("track_bfd", Block::SyncGroup, kNone, kNoTracking),

    refused("nat", Block::Routes, text("PREFIX"), "The kernel has no such routes any more. Use nftables."),
});
// clang-format on

} // namespace

Rows refused_rows() {
    return kRefused;
}

} // namespace xvrrp::config
