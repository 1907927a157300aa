// SPDX-License-Identifier: GPL-2.0-or-later
// The command line: keepalived's flags with their meaning, and our own.
#pragma once

#include "datapath/datapath.h"

#include <xvrrp/control.h>

#include <map>
#include <optional>
#include <string>

namespace xvrrp::daemon {

// The words of --clean-up. Without one it is now.
inline constexpr const char* kCleanUpNow = "now";
inline constexpr const char* kCleanUpLease = "lease";     // when no successor can take over without a gap
inline constexpr const char* kCleanUpService = "service"; // as ExecStopPost= of the systemd unit

struct Options {
    std::string config_file = XVRRP_DEFAULT_CONFIG;
    bool dont_fork = false;
    bool log_console = false;
    bool log_detail = false;
    bool config_test = false;
    std::string clean_up;           // empty: run virtual routers
    std::string config_test_file;   // -t=FILE writes its findings there; empty: standard error
    bool strict_keepalived = false; // -t refuses what keepalived does not know
    bool json = false;              // writes the findings as JSON
    std::string pid_file;           // empty: in the runtime directory
    std::string vrrp_pid_file;
    std::string config_id;
    std::string net_namespace;
    std::string runtime_dir;   // empty: the default, see places.h
    std::string bpf_dir;       // empty: the default, see places.h
    std::string runner_socket; // xvrrp-runner listens there; empty: xvrrpd starts one
    std::string control_group; // the group that may read the status beside root; empty: none
    datapath::AttachMode datapath = datapath::AttachMode::Auto;
    std::map<std::string, datapath::AttachMode> datapath_of; // the key is the interface

    datapath::AttachMode attach_mode(const std::string& interface) const;
};

struct CommandLine {
    Options options;
    std::optional<int> exit_code; // set if the command line is done, as after --help: exit with this code
};

CommandLine parse_command_line(int argc, char** argv);

} // namespace xvrrp::daemon
