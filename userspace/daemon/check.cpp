// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/check.h"

#include "daemon/exit_code.h"
#include "daemon/findings_json.h"
#include "daemon/host_check.h"
#include "daemon/load_config.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

namespace xvrrp::daemon {

namespace {

void refuse_extensions(config::Parsed& parsed) {
    for (const auto& [keyword, where] : parsed.extensions)
        parsed.diagnostics.push_back(config::error(where, "keepalived does not know '" + keyword + "'",
                                                   "without --strict-keepalived xvrrpd takes it"));
    config::put_in_order(parsed);
}

config::Parsed examine(const Options& options) {
    auto parsed = parse_config(place_of(options));
    if (!parsed) {
        config::Parsed nothing;
        nothing.diagnostics.push_back(config::error({}, parsed.error().text()));
        return nothing;
    }
    look_at_host(options, *parsed);
    if (options.strict_keepalived)
        refuse_extensions(*parsed);
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
