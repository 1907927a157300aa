// SPDX-License-Identifier: GPL-2.0-or-later
// The command line of xvrrpctl as values.
#pragma once

#include "tools/filter.h"
#include "tools/render_top.h"

#include <xvrrp/control.h>

#include <optional>
#include <string>
#include <vector>

namespace xvrrp::tools {

struct Arguments {
    bool as_json = false;
    std::string runtime_dir = XVRRP_DEFAULT_RUNTIME_DIR;
    Filter filter{};
    std::optional<double> every{}; // seconds
    unsigned rounds = 0;           // 0: until interrupted
    Order order = Order::Received;
    bool split_brain = false;
    bool keepalived_names = false;
    bool only_commands = false;
    std::string shell;
    unsigned tap_seconds = 60;
    bool secrets = false;
    std::string file;
    bool follow = false;
    std::vector<std::string> names;
    bool force = false;
    unsigned timeout_seconds = 60;
    unsigned for_seconds = 600;
    std::string name;
    std::string priority; // or "default"
};

} // namespace xvrrp::tools
