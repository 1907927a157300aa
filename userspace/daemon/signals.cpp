// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/signals.h"

#include <csignal>

namespace xvrrp::daemon {

std::array<NamedSignal, 7> named_signals() {
    return {{{"STOP", SIGTERM, SignalMeaning::Stop},
             {"RELOAD", SIGHUP, SignalMeaning::Reload},
             {"RESTART", SIGQUIT, SignalMeaning::HandOver},
             {"DATA", SIGUSR1, SignalMeaning::Dump, Dump::Data},
             {"STATS", SIGUSR2, SignalMeaning::Dump, Dump::Stats},
             {"STATS_CLEAR", SIGRTMAX - 1, SignalMeaning::Dump, Dump::StatsAndClear},
             {"JSON", SIGRTMIN + 2, SignalMeaning::Dump, Dump::Json}}};
}

void hold_signals() {
    sigset_t held;
    sigemptyset(&held);
    for (const auto& each : named_signals()) {
        if (each.meaning != SignalMeaning::Stop) // SIGTERM may still end a start
            sigaddset(&held, each.number);
    }
    pthread_sigmask(SIG_BLOCK, &held, nullptr);
}

Result<> on_dump_signals(os::EventLoop& loop, const std::function<void(Dump)>& ask) {
    for (const auto& each : named_signals()) {
        if (each.meaning != SignalMeaning::Dump)
            continue;
        auto added = loop.on_signal(
            each.number, [ask, dump = each.dump] { ask(dump); }, os::Turn::Last);
        if (!added)
            return added;
    }
    return {};
}

} // namespace xvrrp::daemon
