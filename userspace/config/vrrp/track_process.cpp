// SPDX-License-Identifier: GPL-2.0-or-later
// Processes that are counted.
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/resolve.h"

#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using Parameters = core::ProcessPattern::Parameters;

constexpr std::int64_t kMostProcesses = 65'535;
constexpr std::int64_t kMostDelay = 3'600'000'000;

TrackProcessDraft& current_process(Draft& draft) {
    return draft.track_processes.back();
}

bool read_track_process(const Keyword& keyword, const Node& node, Draft& draft) {
    if (!is_new(draft.track_processes, keyword, node.words[1], draft))
        return false;
    draft.track_processes.push_back({.name = node.words[1]});
    return true;
}

bool read_command(const Keyword& keyword, const Node& node, Draft& draft) {
    std::vector<std::string> words;
    for (std::size_t at = 1; at < node.words.size(); ++at)
        words.push_back(node.words[at].text);
    set(current_process(draft).command, std::move(words), keyword, node, draft);
    return true;
}

bool read_param_match(const Keyword& keyword, const Node& node, Draft& draft) {
    auto& match = current_process(draft).match;
    if (node.words.size() == 1) {
        match = Parameters::Same;
        return true;
    }
    const Token& word = node.words[1];
    if (word.text == "initial")
        match = Parameters::Longer;
    else if (word.text == "partial")
        match = Parameters::Begin;
    else
        draft.report(warning(word.where,
                             fmt::format("unknown {} {}, ignoring it", keyword.name, in_quotes(word)),
                             fmt::format("{} {}", keyword.name, keyword.parameter.syntax)));
    return true;
}

template <auto Member>
bool read_process_setting(const Keyword& keyword, const Node& node, Draft& draft) {
    read_into(current_process(draft).*Member, keyword, node, draft);
    return true;
}

bool read_both_delays(const Keyword& keyword, const Node& node, Draft& draft) {
    read_into(current_process(draft).fork_delay, keyword, node, draft);
    read_into(current_process(draft).terminate_delay, keyword, node, draft);
    return true;
}

bool read_process_weight(const Keyword& keyword, const Node& node, Draft& draft) {
    auto& process = current_process(draft);
    read_weight_and_reverse(keyword, node, process.weight, process.reverse, draft);
    return true;
}

bool read_full_command(const Keyword& /*keyword*/, const Node& /*node*/, Draft& draft) {
    current_process(draft).full_command = true;
    return true;
}

std::vector<std::string> lines_of(const TrackProcess& process) {
    const core::QuorumRule otherwise;
    const auto& [pattern, rule] = std::tie(process.pattern, process.rule);
    std::vector<std::string> lines{fmt::format("process {}", word(pattern.program))};
    for (const auto& each : pattern.parameters)
        lines.front() += " " + word(each);
    if (pattern.match == Parameters::Same && pattern.parameters.empty())
        lines.emplace_back("param_match");
    if (pattern.match == Parameters::Longer || pattern.match == Parameters::Begin)
        lines.push_back(
            fmt::format("param_match {}", pattern.match == Parameters::Begin ? "partial" : "initial"));
    if (process.weight != 0 || process.reverse)
        lines.push_back(fmt::format("weight {}{}", process.weight, process.reverse ? " reverse" : ""));
    if (rule.least != otherwise.least)
        lines.push_back(fmt::format("quorum {}", rule.least));
    if (rule.most)
        lines.push_back(fmt::format("quorum_max {}", *rule.most));
    if (rule.fork_delay != otherwise.fork_delay)
        lines.push_back(fmt::format("fork_delay {}", in_seconds(rule.fork_delay)));
    if (rule.terminate_delay != otherwise.terminate_delay)
        lines.push_back(fmt::format("terminate_delay {}", in_seconds(rule.terminate_delay)));
    if (pattern.full_command)
        lines.emplace_back("full_command");
    return lines;
}

Values show_track_processes(const Config& config) {
    Values processes;
    for (const TrackProcess& process : config.processes)
        processes.push_back({word(process.name), {}, lines_of(process)});
    return processes;
}

constexpr Parameter kDelay = microseconds("0.000001..3600", 1, kMostDelay);

// clang-format off
constexpr std::array kTrackProcessRows = std::to_array<Keyword>({
    {"vrrp_track_process", Block::File, text("NAME"), Block::TrackProcess, read_track_process, show_track_processes, "",
     "The processes of a program are counted. The check is good if as many run as quorum says. track_process says whom it concerns."},
    {"process", Block::TrackProcess, words("PROGRAM [PARAMETER]"), {}, read_command, {}, "",
     "The program, by its name or by its path, and its parameters. With parameters only a process counts that has exactly these."},
    {"param_match", Block::TrackProcess, {"[initial | partial]", 0, 0, 0, true}, {}, read_param_match, {}, "exactly the parameters that are written",
     "With partial more parameters may follow. With initial the last parameter may go on as well. Alone, beside a program without parameters, only a process counts that has none."},
    {"weight", Block::TrackProcess, {"-254..254 [reverse]", -254, 254, 0, false, true}, {}, read_process_weight, {}, "0",
     "A positive weight is added to the priority while enough processes run. A negative one is added while they do not. With 0 the instance is in FAULT while they do not."},
    {"quorum", Block::TrackProcess, {"1..65535", 1, kMostProcesses}, {}, read_process_setting<&TrackProcessDraft::quorum>, {}, "1", "At least so many processes have to run."},
    {"quorum_max", Block::TrackProcess, {"0..65535", 0, kMostProcesses}, {}, read_process_setting<&TrackProcessDraft::quorum_max>, {}, "any number", "More processes than that fail, too."},
    {"fork_delay", Block::TrackProcess, kDelay, {}, read_process_setting<&TrackProcessDraft::fork_delay>, {}, "0", "Enough processes have to run for so many seconds before it counts."},
    {"terminate_delay", Block::TrackProcess, kDelay, {}, read_process_setting<&TrackProcessDraft::terminate_delay>, {}, "0", "Too few processes have to run for so many seconds before it counts."},
    {"delay", Block::TrackProcess, kDelay, {}, read_both_delays, {}, "0", "Both fork_delay and terminate_delay have this value."},
    {"full_command", Block::TrackProcess, kNone, {}, read_full_command, {}, "off", "The program is compared with the first word of the command line as it is."},
});

// clang-format on

TrackProcess resolve_process(const TrackProcessDraft& each, Draft& draft) {
    TrackProcess process{.name = each.name.text};
    const auto& words = each.command->value;
    process.pattern.program = words.front();
    process.pattern.parameters = {words.begin() + 1, words.end()};
    process.pattern.match = each.match.value_or(words.size() > 1 ? Parameters::Same : Parameters::Any);
    process.pattern.full_command = each.full_command;
    overlay(process.rule.least, each.quorum);
    if (each.quorum_max && each.quorum_max->value < process.rule.least)
        draft.report(warning(each.quorum_max->where,
                             fmt::format("quorum_max {} is less than the quorum {}, ignoring it",
                                         each.quorum_max->value, process.rule.least)));
    else if (each.quorum_max)
        process.rule.most = each.quorum_max->value;
    overlay(process.rule.fork_delay, each.fork_delay);
    overlay(process.rule.terminate_delay, each.terminate_delay);
    process.weight = each.weight;
    process.reverse = each.reverse;
    return process;
}

} // namespace

Rows track_process_rows() {
    return kTrackProcessRows;
}

std::vector<TrackProcess> resolve_track_processes(Draft& draft) {
    std::erase_if(draft.track_processes, [&](const TrackProcessDraft& each) {
        if (!each.command)
            draft.report(warning(
                each.name.where,
                fmt::format("vrrp_track_process {} has no process, ignoring it", in_quotes(each.name)),
                "add 'process PROGRAM'"));
        return !each.command;
    });
    std::vector<TrackProcess> processes;
    for (const TrackProcessDraft& each : draft.track_processes)
        processes.push_back(resolve_process(each, draft));
    return processes;
}

} // namespace xvrrp::config
