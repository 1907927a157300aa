// SPDX-License-Identifier: GPL-2.0-or-later
// What every command of xvrrpctl does: ask the daemon, judge the reply, print.
#pragma once

#include "tools/arguments.h"
#include "tools/reply.h"

#include <chrono>
#include <functional>
#include <string>

#include <nlohmann/json.hpp>

namespace xvrrp::tools {

enum Exit : int { Done = 0, Refused = 1, Usage = 2, NoDaemon = 3, NotYet = 4 };

inline constexpr std::chrono::seconds kTimeout{5};

int fail(Exit code, const std::string& sentence);
int print(const std::string& text);

struct Answer {
    Reply reply;
    std::string bytes; // as they came
    Exit code = Done;  // otherwise reply.error says why
};

std::string socket_of(const Arguments& arguments);
// The reply, with only those virtual routers that the command line names.
Answer question(const Arguments& arguments, const nlohmann::json& request,
                std::chrono::seconds timeout = kTimeout);

// Asks and shows. With --json it prints the reply as it came. judge sees the reply in any case.
using Show = std::function<std::string(const nlohmann::json&)>;
int ask(
    const Arguments& arguments, const nlohmann::json& request, const Show& show,
    std::chrono::seconds timeout = kTimeout,
    const std::function<void(const nlohmann::json&)>& judge = [](const nlohmann::json&) {});

} // namespace xvrrp::tools
