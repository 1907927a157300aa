// SPDX-License-Identifier: GPL-2.0-or-later
// The signals of keepalived, and RESTART: the number that --signum prints for each, and the daemon's reaction.
#pragma once

#include "os/event_loop.h"

#include <array>
#include <string_view>

namespace xvrrp::daemon {

enum class SignalMeaning { Stop, Reload, HandOver, Dump };

struct NamedSignal {
    std::string_view name; // the name in --signum
    int number;
    SignalMeaning meaning;
    std::string_view instead; // a command in place of a dump, as long as dumps are not supported
};

// This is a function and no constant, because the C library chooses the numbers of real-time signals.
std::array<NamedSignal, 7> named_signals();

// Blocks the signals until the loop takes them, because one that comes while the daemon starts must not kill
// it.
void hold_signals();

// If a signal asks for a dump, the daemon logs the command to use in its place.
Result<> on_dump_signals(os::EventLoop& loop);

} // namespace xvrrp::daemon
