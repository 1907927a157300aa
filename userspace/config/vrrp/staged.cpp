// SPDX-License-Identifier: GPL-2.0-or-later
// Scripts that a virtual router waits for: before it takes its addresses, and before it gives them up.
#include "config/grammar/script.h"
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/resolve.h"

#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using Router = core::VirtualRouterConfig;

constexpr std::int64_t kLeastTimeout = 1'000;
constexpr std::int64_t kMostTimeout = 3'600'000'000;

// The script is one word, and the timeout the last one.
template <auto stage>
bool read_stage(const Keyword& keyword, const Node& node, Draft& draft) {
    if (node.words.size() != 3) {
        draft.report(error(node.keyword().where,
                           fmt::format("'{}' needs a script and a timeout", keyword.name),
                           fmt::format("{} \"/path/program argument\" 2.5", keyword.name)));
        return true;
    }
    Node alone = node;
    alone.words.resize(2);
    auto script = read_script(keyword, alone, draft);
    const auto timeout = read_number(keyword, node.words[2], Severity::Error, "", draft);
    if (!script || !timeout)
        return true;
    draft.needs.push_back(
        {HostNeed::Kind::Program, script->arguments.front(), std::string(keyword.name), node.words[1].where});
    set(current(draft).*stage, core::Stage{*std::move(script), Microseconds(*timeout)}, keyword, node, draft);
    return true;
}

template <auto member>
Values show_stage(const Router& router) {
    const auto& stage = router.*member;
    return stage ? when(true, fmt::format("{} {}", script_text(stage->script.arguments),
                                          in_seconds(stage->timeout)))
                 : Values{};
}

// clang-format off
constexpr std::array kStagedRows = std::to_array<Keyword>({
    {.name = "before_master", .where = Block::VrrpInstance,
     .parameter = {"SCRIPT 0.001..3600", kLeastTimeout, kMostTimeout, 6, false, true},
     .read = read_stage<&InstanceDraft::before_master>, .show = show_stage<&Router::before_master>, .unset = "none",
     .help = "The script runs when the instance becomes MASTER and its adverts already go out. The addresses wait for its end, but no longer than so many seconds. keepalived does not know the keyword.",
     .extension = true},
    {.name = "before_backup", .where = Block::VrrpInstance,
     .parameter = {"SCRIPT 0.001..3600", kLeastTimeout, kMostTimeout, 6, false, true},
     .read = read_stage<&InstanceDraft::before_backup>, .show = show_stage<&Router::before_backup>, .unset = "none",
     .help = "The script runs before the instance loses MASTER by its own doing: shutdown, removal by a reload, a lower priority. It resigns, or tells the lower priority, when the script has ended, but after so many seconds at the latest. An advert that is better and a FAULT do not wait. keepalived does not know the keyword.",
     .extension = true},
});
// clang-format on

} // namespace

Rows staged_rows() {
    return kStagedRows;
}

void resolve_stages(const InstanceDraft& instance, core::VirtualRouterConfig& router) {
    if (instance.before_master)
        router.before_master = instance.before_master->value;
    if (instance.before_backup)
        router.before_backup = instance.before_backup->value;
}

} // namespace xvrrp::config
