// SPDX-License-Identifier: GPL-2.0-or-later
// Where a daemon has its files, so that those of two namespaces or instances on one host do not meet.
//
// A directory that the command line names is taken as it is. The default ones have the namespace and the instance in
// them: /run/xvrrpd/NAMESPACE/_INSTANCE, and /sys/fs/bpf/xvrrpd_NAMESPACE_INSTANCE.
#pragma once

#include "config/config.h"
#include "daemon/options.h"

#include <string>

namespace xvrrp::daemon {

// A daemon in the background leaves its directory, so a relative path of the command line would lead elsewhere.
Options with_absolute_paths(Options options);

// The namespace of the command line goes before that of the configuration.
config::Identity identity(const Options& options, config::Identity configured);

// What the command line left open is set.
Options with_places(Options options, const config::Identity& identity);

// What the log is headed with: xvrrpd_NAMESPACE_INSTANCE.
std::string log_name(const config::Identity& identity);

} // namespace xvrrp::daemon
