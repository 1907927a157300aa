// SPDX-License-Identifier: GPL-2.0-or-later
// The signals of keepalived, and RESTART: the number that --signum prints for each, and the daemon's reaction.
#pragma once

#include "daemon/dumps/files.h"
#include "os/event_loop.h"

#include <array>
#include <functional>
#include <string_view>

namespace xvrrp::daemon {

enum class SignalMeaning { Stop, Reload, HandOver, Dump };

struct NamedSignal {
    std::string_view name; // the name in --signum
    int number;
    SignalMeaning meaning;
    Dump dump = Dump::Data; // the file that a Dump asks for
};

// This is a function and no constant, because the C library chooses the numbers of real-time signals.
std::array<NamedSignal, 7> named_signals();

// Blocks the signals until the loop takes them, because one that comes while the daemon starts must not kill
// it.
void hold_signals();

// ask is called for each signal that asks for a dump.
Result<> on_dump_signals(os::EventLoop& loop, const std::function<void(Dump)>& ask);

} // namespace xvrrp::daemon
