// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/places.h"

#include <xvrrp/control.h>

#include <algorithm>
#include <filesystem>

namespace xvrrp::daemon {

namespace {

std::string suffix(const config::Identity& identity) {
    std::string text;
    for (const auto& each : {identity.net_namespace, identity.instance})
        text += each.empty() ? "" : '_' + each;
    return text;
}

// A bpffs takes no dot in a name.
std::string without_dots(std::string name) {
    std::ranges::replace(name, '.', ':');
    return name;
}

} // namespace

Options with_absolute_paths(Options options) {
    for (auto* path : {&options.config_file, &options.pid_file, &options.vrrp_pid_file, &options.runtime_dir,
                       &options.bpf_dir, &options.runner_socket}) {
        std::error_code error;
        if (auto absolute = std::filesystem::absolute(*path, error); !path->empty() && !error)
            *path = absolute.string();
    }
    return options;
}

config::Identity identity(const Options& options, config::Identity configured) {
    if (!options.net_namespace.empty())
        configured.net_namespace = options.net_namespace;
    return configured;
}

Options with_places(Options options, const config::Identity& identity) {
    if (options.runtime_dir.empty()) {
        options.runtime_dir = XVRRP_DEFAULT_RUNTIME_DIR;
        if (!identity.net_namespace.empty())
            options.runtime_dir += '/' + identity.net_namespace;
        if (!identity.instance.empty())
            options.runtime_dir += "/_" + identity.instance;
    }
    if (options.bpf_dir.empty())
        options.bpf_dir = XVRRP_DEFAULT_BPF_DIR + without_dots(suffix(identity));
    if (options.pid_file.empty())
        options.pid_file = options.runtime_dir + "/" XVRRP_PID_FILE;
    if (options.vrrp_pid_file == options.pid_file)
        options.vrrp_pid_file.clear();
    return options;
}

std::string log_name(const config::Identity& identity) {
    return "xvrrpd" + suffix(identity);
}

} // namespace xvrrp::daemon
