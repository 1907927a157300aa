// SPDX-License-Identifier: GPL-2.0-or-later
// The signals of keepalived: what --signum prints for each, and what the daemon does when it comes.
#pragma once

#include "os/event_loop.h"

#include <array>
#include <string_view>

namespace xvrrp::daemon {

enum class SignalMeaning { Stop, Reload, Dump };

struct NamedSignal {
    std::string_view name; // for --signum
    int number;
    SignalMeaning meaning;
    std::string_view instead; // of a dump, as long as there are none
};

// The numbers of real-time signals are the C library's to decide, so this is no constant.
std::array<NamedSignal, 6> named_signals();

// Holds them back until the loop takes them: one that comes while the daemon starts must not kill it.
void hold_signals();

// What asks for a dump says in the log what there is instead.
Result<> on_dump_signals(os::EventLoop& loop);

} // namespace xvrrp::daemon
