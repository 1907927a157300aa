// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/banner.h"

#include <set>
#include <string_view>

#include <spdlog/fmt/fmt.h>
#include <sys/utsname.h>

namespace xvrrp::daemon {

namespace {

std::string many(std::size_t number, std::string_view noun, std::string_view plural) {
    return fmt::format("{} {}", number, number == 1 ? noun : plural);
}

std::string kernel() {
    utsname names{};
    return ::uname(&names) == 0 ? fmt::format("{} {}", names.sysname, names.release) : "an unknown kernel";
}

} // namespace

std::string counts(const config::Config& config) {
    std::set<core::InterfaceKey> interfaces;
    std::size_t addresses = 0;
    std::size_t routes = config.static_routing.routes.size();
    for (const auto& each : config.routers) {
        interfaces.insert(each.key_of(each.interface));
        addresses += each.addresses.size() + each.excluded.size();
        routes += each.routes.size();
    }
    auto text = many(config.routers.size(), "virtual router", "virtual routers") + " on " +
                many(interfaces.size(), "interface", "interfaces");
    const auto add = [&](std::size_t number, std::string_view noun, std::string_view plural) {
        if (number != 0)
            text += ", " + many(number, noun, plural);
    };
    add(addresses, "virtual address", "virtual addresses");
    add(config.static_addresses.size(), "static address", "static addresses");
    add(routes, "route", "routes");
    add(config.sync_groups.size(), "sync group", "sync groups");
    add(config.track_files.size(), "tracked file", "tracked files");
    return text;
}

std::vector<std::string> banner(const config::Config& config, const std::string& file) {
    return {fmt::format("Starting xvrrpd v{} on {}", XVRRP_VERSION, kernel()),
            fmt::format("Opening file '{}': {}", file, counts(config))};
}

} // namespace xvrrp::daemon
