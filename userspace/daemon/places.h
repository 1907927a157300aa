// SPDX-License-Identifier: GPL-2.0-or-later
// The directories of a daemon, chosen so that those of two namespaces or instances on one host differ.
//
// A directory of the command line is taken as it is. The default directories have the namespace and the
// instance in their names: /run/xvrrpd/NAMESPACE/_INSTANCE, and /sys/fs/bpf/xvrrpd_NAMESPACE_INSTANCE.
#pragma once

#include "config/config.h"
#include "daemon/options.h"

#include <string>

namespace xvrrp::daemon {

// A daemon in the background leaves its directory, so relative paths of the command line are made absolute.
Options with_absolute_paths(Options options);

// The namespace of the command line goes before that of the configuration.
config::Identity identity(const Options& options, config::Identity configured);

// Sets the directories that the command line left open.
Options with_places(Options options, const config::Identity& identity);

// Returns the name in front of the log's lines: xvrrpd_NAMESPACE_INSTANCE.
std::string log_name(const config::Identity& identity);

} // namespace xvrrp::daemon
