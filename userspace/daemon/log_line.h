// SPDX-License-Identifier: GPL-2.0-or-later
// A line of the log with values for journald beside its text. Any other log gets the text alone.
#pragma once

#include "daemon/log_message.h"

#include <string>
#include <utility>
#include <vector>

#include <spdlog/common.h>

namespace xvrrp::daemon {

using Fields = std::vector<std::pair<std::string, std::string>>; // {"VRRP_INSTANCE", "VI_1"}

struct Beside {
    const Message* message = nullptr;
    Fields fields{};
};

struct LogLine {
    spdlog::level::level_enum level = spdlog::level::info;
    std::string text{};
    Beside beside{};
    std::string again{}; // stands for the text where such lines are only counted; empty: the text itself
};

void write_line(const LogLine& line);

// A line about the daemon itself.
inline void write_line(spdlog::level::level_enum level, const Message* message, std::string text,
                       Fields fields = {}) {
    write_line({level, std::move(text), {message, std::move(fields)}});
}

} // namespace xvrrp::daemon
