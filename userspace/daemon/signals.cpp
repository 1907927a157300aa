// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/signals.h"

#include <csignal>

#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

std::array<NamedSignal, 7> named_signals() {
    return {{{"STOP", SIGTERM, SignalMeaning::Stop, ""},
             {"RELOAD", SIGHUP, SignalMeaning::Reload, ""},
             {"RESTART", SIGQUIT, SignalMeaning::HandOver, ""},
             {"DATA", SIGUSR1, SignalMeaning::Dump, "xvrrpctl status"},
             {"STATS", SIGUSR2, SignalMeaning::Dump, "xvrrpctl -j status"},
             {"STATS_CLEAR", SIGRTMAX - 1, SignalMeaning::Dump, "xvrrpctl -j status, which clears nothing"},
             {"JSON", SIGRTMIN + 2, SignalMeaning::Dump, "xvrrpctl -j status"}}};
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

Result<> on_dump_signals(os::EventLoop& loop) {
    for (const auto& each : named_signals()) {
        if (each.meaning != SignalMeaning::Dump)
            continue;
        if (auto added = loop.on_signal(each.number,
                                        [each] {
                                            spdlog::warn("{}: dump files are not supported yet, see {}",
                                                         each.name, each.instead);
                                        });
            !added)
            return added;
    }
    return {};
}

} // namespace xvrrp::daemon
