// SPDX-License-Identifier: GPL-2.0-or-later
// How long the kernel sends adverts for a daemon that is late, stopped or gone.
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/resolve.h"

#include <array>

namespace xvrrp::config {
namespace {

using Router = core::VirtualRouterConfig;

// A lease has to outlive the pauses of a loop that has nothing to do, and the kernel believes none of a minute.
constexpr std::int64_t kShortestLease = 3'000'000;
constexpr std::int64_t kLongestLease = 59'000'000;
constexpr Parameter kLease{"3..59 | off", kShortestLease, kLongestLease, 6};

// "3" and "3s"
bool read_stand_in(const Keyword& keyword, const Node& node, Draft& draft) {
    Token time = node.words[1];
    if (time.text.size() > 1 && time.text.back() == 's')
        time.text.pop_back();
    const auto read = is_off(node) ? std::optional<std::int64_t>(0)
                                   : read_number(keyword, time, Severity::Warning, ", ignoring it", draft);
    if (read)
        set(tuning_of(keyword, draft).stand_in, Microseconds(*read), keyword, node, draft);
    return true;
}

Values show_stand_in(const Router& router) {
    if (router.stand_in == Router{}.stand_in)
        return {};
    return when(true, router.stand_in == core::Duration::zero() ? "off" : in_seconds(router.stand_in));
}

constexpr std::string_view kStandInHelp =
    "While the daemon is late, stopped or gone, the kernel sends the adverts of a MASTER in its place for so many "
    "seconds. With off nobody does. keepalived does not know the keyword.";

// clang-format off
constexpr std::array kStandInRows = std::to_array<Keyword>({
    {.name = "stand_in", .where = Block::GlobalDefs, .parameter = kLease, .read = read_stand_in,
     .unset = "3", .help = kStandInHelp, .extension = true},
    {.name = "stand_in", .where = Block::VrrpInstance, .parameter = kLease, .read = read_stand_in,
     .show = show_stand_in, .unset = "that of global_defs", .help = kStandInHelp, .extension = true},
});
// clang-format on

} // namespace

Rows stand_in_rows() {
    return kStandInRows;
}

void resolve_stand_in(const InstanceDraft& instance, Router& router, const Draft& draft) {
    for (const Tuning* each : {&draft.tuning, &instance.tuning})
        overlay(router.stand_in, each->stand_in);
}

} // namespace xvrrp::config
