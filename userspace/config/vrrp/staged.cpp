// SPDX-License-Identifier: GPL-2.0-or-later
// A script that a takeover waits for.
#include "config/grammar/script.h"
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/resolve.h"

#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

constexpr std::int64_t kLeastTimeout = 1'000;
constexpr std::int64_t kMostTimeout = 3'600'000'000;

// The script is one word, and the timeout the last one.
bool read_before_master(const Keyword& keyword, const Node& node, Draft& draft) {
    if (node.words.size() != 3) {
        draft.report(error(node.keyword().where,
                           fmt::format("'{}' needs a script and a timeout", keyword.name),
                           "before_master \"/path/program argument\" 2.5"));
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
    set(current(draft).before_master, core::Stage{*std::move(script), Microseconds(*timeout)}, keyword, node,
        draft);
    return true;
}

Values show_before_master(const core::VirtualRouterConfig& router) {
    const auto& stage = router.before_master;
    return stage ? when(true, fmt::format("{} {}", script_text(stage->script.arguments),
                                          in_seconds(stage->timeout)))
                 : Values{};
}

// clang-format off
constexpr std::array kStagedRows = std::to_array<Keyword>({
    {.name = "before_master", .where = Block::VrrpInstance,
     .parameter = {"SCRIPT 0.001..3600", kLeastTimeout, kMostTimeout, 6, false, true},
     .read = read_before_master, .show = show_before_master, .unset = "none",
     .help = "The script runs when the instance becomes MASTER and its adverts already go out. The addresses wait for its end, but no longer than so many seconds. keepalived does not know the keyword.",
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
}

} // namespace xvrrp::config
