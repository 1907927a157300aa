// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a configuration: parse ends, and every finding can be shown.
#include "config/config.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace xvrrp::config;
    const Sources sources{{"fuzz.conf", std::string(reinterpret_cast<const char*>(data), size)}};
    const Parsed parsed = parse(sources);
    for (const Diagnostic& diagnostic : parsed.diagnostics) {
        if (render(diagnostic, sources).empty())
            std::abort();
    }
    return 0;
}
