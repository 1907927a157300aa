// SPDX-License-Identifier: GPL-2.0-or-later
// The named pipes that are told what happens, and the scripts at the start and the end of the daemon.
#include "config/grammar/script.h"
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/resolve.h"

#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

constexpr std::string_view kFifo = "notify_fifo";
constexpr std::string_view kVrrpFifo = "vrrp_notify_fifo";

// keepalived drops a pipe that is written without its name in the same way.
template <auto Member>
bool read_fifo(const Keyword& keyword, const Node& node, Draft& draft) {
    NotifyFifoDraft& fifo = draft.*Member;
    const auto& line = node.words;
    if (fifo.path) {
        report_second(keyword, node, fifo.path->where, draft);
        return true;
    }
    fifo.path = {draft.path(line[1].text, line[1].where), line[1].where};
    fifo.user = line.size() > 2 ? line[2].text : "";
    fifo.group = line.size() > 3 ? line[3].text : "";
    if (line.size() > 4)
        draft.report(
            warning(line[4].where, fmt::format("surplus words after '{}', ignoring them", keyword.name)));
    return true;
}

template <auto Member>
bool read_fifo_script(const Keyword& keyword, const Node& node, Draft& draft) {
    return read_first((draft.*Member).reader, keyword, node, draft);
}

template <auto Member>
bool read_script_once(const Keyword& keyword, const Node& node, Draft& draft) {
    return read_first(draft.*Member, keyword, node, draft);
}

bool read_states_on_reload(const Keyword& keyword, const Node& node, Draft& draft) {
    set(draft.states_on_reload, true, keyword, node, draft);
    return true;
}

template <auto Member>
Values show_fifo(const Config& config) {
    const auto& fifo = config.notifying.*Member;
    if (!fifo)
        return {};
    std::string text = word(fifo->path);
    for (const auto* owner : {&fifo->user, &fifo->group}) {
        if (!owner->empty())
            text += " " + word(*owner);
    }
    return when(true, text);
}

template <auto Member>
Values show_reader(const Config& config) {
    const auto& fifo = config.notifying.*Member;
    return fifo && fifo->reader ? when(true, written_script(*fifo->reader)) : Values{};
}

Values show_states_on_reload(const Config& config) {
    return when(config.notifying.states_on_reload);
}

template <auto Member>
Values show_script(const Config& config) {
    const auto& script = (config.notifying.*Member).script;
    return script ? when(true, written_script(*script)) : Values{};
}

template <auto Member>
Values show_timeout(const Config& config) {
    const auto timeout = (config.notifying.*Member).timeout;
    return when(timeout != AwaitedScript().timeout, std::to_string(timeout.count()));
}

constexpr Parameter kGlobalScript = words("SCRIPT [USER [GROUP]]");
constexpr Parameter kNotifyPipe = words("NAME [USER [GROUP]]");
constexpr Parameter kScriptTimeout{"1..1000", 1, 1000};

constexpr std::string_view kFifoHelp =
    "This named pipe gets a line for each event: INSTANCE \"VI_1\" MASTER 100. It is made if it is not there, and belongs to the "
    "user then. It stays the same pipe over reloads and restarts.";
constexpr std::string_view kReaderHelp =
    "The script reads the pipe, whose path is its last argument. It is run as long as the daemon runs.";

// clang-format off
constexpr std::array kNotifyGlobalRows = std::to_array<Keyword>({
    {"notify_fifo", Block::GlobalDefs, kNotifyPipe, {}, read_fifo<&Draft::fifo>, show_fifo<&Notifying::fifo>, "none", kFifoHelp},
    {"notify_fifo_script", Block::GlobalDefs, kGlobalScript, {}, read_fifo_script<&Draft::fifo>, show_reader<&Notifying::fifo>, "none", kReaderHelp},
    {"vrrp_notify_fifo", Block::GlobalDefs, kNotifyPipe, {}, read_fifo<&Draft::vrrp_fifo>, show_fifo<&Notifying::vrrp_fifo>, "none", kFifoHelp},
    {"vrrp_notify_fifo_script", Block::GlobalDefs, kGlobalScript, {}, read_fifo_script<&Draft::vrrp_fifo>, show_reader<&Notifying::vrrp_fifo>, "none", kReaderHelp},
    {"fifo_write_vrrp_states_on_reload", Block::GlobalDefs, kNone, {}, read_states_on_reload, show_states_on_reload, "off",
     "After a reload the pipes get a line for each instance and each sync group with its state."},
    {"vrrp_notify_priority_changes", Block::GlobalDefs, kSwitch, {}, read_global<&Draft::priority_changes>, {}, "off",
     "The FIFOs are told each change of an effective priority."},
    {"startup_script", Block::GlobalDefs, kGlobalScript, {}, read_script_once<&Draft::startup_script>, show_script<&Notifying::startup>, "none",
     "The script is run once at the start. The daemon takes part in no election until it has ended."},
    {"startup_script_timeout", Block::GlobalDefs, kScriptTimeout, {}, read_global<&Draft::startup_script_timeout>, show_timeout<&Notifying::startup>, "10",
     "The startup_script is ended after this many seconds."},
    {"shutdown_script", Block::GlobalDefs, kGlobalScript, {}, read_script_once<&Draft::shutdown_script>, show_script<&Notifying::shutdown>, "none",
     "The script is run once at the end, after all other ones."},
    {"shutdown_script_timeout", Block::GlobalDefs, kScriptTimeout, {}, read_global<&Draft::shutdown_script_timeout>, show_timeout<&Notifying::shutdown>, "10",
     "At its end the daemon waits this many seconds for the scripts that it still has to run, notify_stop among them, and after that as long for the shutdown_script."},
});

// clang-format on

std::optional<NotifyFifo> resolve_fifo(const NotifyFifoDraft& fifo, std::string_view name, Draft& draft) {
    if (!fifo.path) {
        if (fifo.reader)
            draft.report(warning(fifo.reader->where, fmt::format("there is no {}, ignoring its script", name),
                                 fmt::format("add '{} PATH'", name)));
        return std::nullopt;
    }
    NotifyFifo resolved{fifo.path->value, fifo.user, fifo.group};
    if (fifo.reader)
        resolved.reader = fifo.reader->value;
    return resolved;
}

AwaitedScript resolve_awaited(const Optional<core::Script>& script, const Optional<unsigned>& timeout) {
    AwaitedScript resolved;
    if (script)
        resolved.script = script->value;
    overlay(resolved.timeout, timeout);
    return resolved;
}

} // namespace

Rows notify_global_rows() {
    return kNotifyGlobalRows;
}

Notifying resolve_notifying(Draft& draft) {
    Notifying resolved;
    resolved.fifo = resolve_fifo(draft.fifo, kFifo, draft);
    resolved.vrrp_fifo = resolve_fifo(draft.vrrp_fifo, kVrrpFifo, draft);
    if (resolved.fifo && resolved.vrrp_fifo && resolved.fifo->path == resolved.vrrp_fifo->path) {
        draft.report(warning(draft.vrrp_fifo.path->where,
                             fmt::format("{} is that of {} too, ignoring this one", kVrrpFifo, kFifo),
                             "one pipe gets each line once"));
        resolved.vrrp_fifo.reset();
    }
    resolved.states_on_reload = draft.states_on_reload.has_value();
    resolved.startup = resolve_awaited(draft.startup_script, draft.startup_script_timeout);
    resolved.shutdown = resolve_awaited(draft.shutdown_script, draft.shutdown_script_timeout);
    return resolved;
}

} // namespace xvrrp::config
