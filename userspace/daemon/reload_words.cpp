// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/reload_words.h"

#include "config/report/show.h"

#include <xvrrp/control.h>

#include <algorithm>
#include <iterator>

#include <spdlog/fmt/fmt.h>

namespace xvrrp::daemon {

ReloadWords describe(const std::map<core::RouterId, core::RouterSnapshot>& now,
                     const core::ReloadPlan& plan) {
    ReloadWords words;
    for (const auto id : plan.removed) {
        const auto& router = now.at(id);
        const bool master = router.state == core::State::Master;
        words.lose_mastership += master ? 1 : 0;
        words.changes.push_back(
            fmt::format("({}) removed{}", router.config->name, master ? ", and is MASTER" : ""));
    }
    for (const auto& [id, config] : plan.changed) {
        for (const auto& difference : config::differences(*now.at(id).config, config))
            words.changes.push_back(fmt::format("({}) {}", now.at(id).config->name, difference));
    }
    for (const auto& config : plan.added)
        words.changes.push_back(
            fmt::format("({}) added: VRID {} on {}", config.name, config.vrid, config.interface));
    words.changed = plan.changed.size();
    words.added = plan.added.size();
    words.removed = plan.removed.size();
    words.untouched = plan.untouched;
    return words;
}

nlohmann::json as_json(const ReloadWords& words, const std::string& findings) {
    return {{"schema", static_cast<int>(XVRRP_CONTROL_SCHEMA)},
            {"changes", words.changes},
            {"summary", words.summary()},
            {"lose_mastership", words.lose_mastership},
            {"findings", findings}};
}

void append(ReloadWords& words, ReloadWords of_more) {
    std::ranges::move(of_more.changes, std::back_inserter(words.changes));
    words.changed += of_more.changed;
    words.added += of_more.added;
    words.removed += of_more.removed;
    words.untouched += of_more.untouched;
    words.lose_mastership += of_more.lose_mastership;
}

std::string ReloadWords::summary() const {
    return fmt::format("{} changed, {} added, {} removed, {} untouched; {} lose mastership", changed, added,
                       removed, untouched, lose_mastership);
}

} // namespace xvrrp::daemon
