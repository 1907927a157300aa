// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/reload_words.h"

#include "config/show.h"

#include <spdlog/fmt/fmt.h>

namespace xvrrp::daemon {

ReloadWords describe(const core::VirtualRouters& now, const core::ReloadPlan& plan) {
    ReloadWords words;
    for (const auto id : plan.removed) {
        const auto& router = now.at(id);
        const bool master = router.state() == core::State::Master;
        words.lose_mastership += master ? 1 : 0;
        words.changes.push_back(
            fmt::format("({}) removed{}", router.config().name, master ? ", and is MASTER" : ""));
    }
    for (const auto& [id, config] : plan.changed) {
        for (const auto& difference : config::differences(now.at(id).config(), config))
            words.changes.push_back(fmt::format("({}) {}", now.at(id).config().name, difference));
    }
    for (const auto& config : plan.added)
        words.changes.push_back(
            fmt::format("({}) added: VRID {} on {}", config.name, config.vrid, config.interface));
    words.summary =
        fmt::format("{} changed, {} added, {} removed, {} untouched; {} lose mastership", plan.changed.size(),
                    plan.added.size(), plan.removed.size(), plan.untouched, words.lose_mastership);
    return words;
}

} // namespace xvrrp::daemon
