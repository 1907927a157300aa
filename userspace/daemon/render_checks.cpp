// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/render_checks.h"

#include "core/vrrp/names.h"

#include <array>
#include <optional>

namespace xvrrp::daemon {

namespace {

using nlohmann::json;

const char* word_for(const std::optional<core::TrackerState>& state) {
    if (!state)
        return "init";
    return state->good ? "good" : "bad";
}

const char* word_for(core::RunOutcome::End end) {
    constexpr std::array kWords = {"exited", "killed", "timed_out", "not_started", "no_answer"};
    return kWords.at(static_cast<std::size_t>(end));
}

json script(const std::string& name, const core::Check& check) {
    const auto& record = check.record();
    const bool has_number = record.last && (record.last->end == core::RunOutcome::End::Exited ||
                                            record.last->end == core::RunOutcome::End::Killed);
    return {{"name", name},
            {"state", word_for(check.state())},
            {"end", record.last ? json(word_for(record.last->end)) : json()},
            {"value", has_number ? json(record.last->value) : json()},
            {"runs", record.runs},
            {"failed", record.failed}};
}

} // namespace

json render_checks(const CheckView& view) {
    json scripts = json::array();
    for (const auto& [name, each] : view.scripts)
        scripts.push_back(script(name, each));
    json processes = json::array();
    for (const auto& [name, each] : view.processes)
        processes.push_back(
            {{"name", name}, {"state", word_for(each.state())}, {"processes", each.processes()}});
    json files = json::array();
    for (const auto& [name, each] : view.files)
        files.push_back({{"name", name}, {"value", each.value}});
    return {{"scripts", scripts}, {"processes", processes}, {"files", files}};
}

json render_transitions(const TransitionCounts& counts) {
    json out = json::array();
    for (const auto& [transition, count] : counts) {
        const auto& [from, to, reason] = transition;
        out.push_back({{"from", core::name(from)},
                       {"to", core::name(to)},
                       {"reason", core::name(reason)},
                       {"count", count}});
    }
    return out;
}

} // namespace xvrrp::daemon
