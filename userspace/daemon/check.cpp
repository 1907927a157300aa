// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/check.h"

#include "daemon/exit_code.h"
#include "daemon/findings_json.h"
#include "daemon/load_config.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

#include <net/if.h>

namespace xvrrp::daemon {

namespace {

// A name that cannot be one was told when it was read.
void find_missing_interfaces(config::Parsed& parsed) {
    if (parsed.config.dynamic_interfaces)
        return;
    for (const config::InterfaceUse& use : parsed.interfaces) {
        const bool is_told = std::ranges::find(parsed.diagnostics, use.where, &config::Diagnostic::where) !=
                             parsed.diagnostics.end();
        if (!is_told && ::if_nametoindex(use.name.c_str()) == 0)
            parsed.diagnostics.push_back(
                config::error(use.where, "(" + use.router + ") interface " + use.name + " does not exist",
                              "ip link shows those that do"));
    }
}

config::Parsed examine(const Options& options) {
    auto parsed = parse_config(options.config_file, options.config_id);
    if (!parsed) {
        config::Parsed nothing;
        nothing.diagnostics.push_back(config::error({}, parsed.error().text()));
        return nothing;
    }
    find_missing_interfaces(*parsed);
    return std::move(*parsed);
}

} // namespace

int check(const Options& options) {
    const config::Parsed parsed = examine(options);
    const std::string findings =
        options.json ? findings_json(parsed.diagnostics, parsed.sources) : findings_text(parsed);
    if (options.config_test_file.empty()) {
        (options.json ? std::cout : std::cerr) << findings;
    } else if (!(std::ofstream(options.config_test_file) << findings)) {
        std::cerr << "error: write the findings to " << options.config_test_file << ": "
                  << std::strerror(errno) << '\n';
        return kCheckWouldNotStart;
    }
    if (!parsed.usable())
        return kCheckWouldNotStart;
    return parsed.clean() ? kCheckFine : kCheckWarnings;
}

} // namespace xvrrp::daemon
