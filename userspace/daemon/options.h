// SPDX-License-Identifier: GPL-2.0-or-later
// The command line: keepalived's flags where they mean the same, and our own.
#pragma once

#include "datapath/datapath.h"

#include <xvrrp/control.h>

#include <map>
#include <optional>
#include <string>

namespace xvrrp::daemon {

struct Options {
    std::string config_file = XVRRP_DEFAULT_CONFIG;
    bool dont_fork = false;
    bool log_console = false;
    bool log_detail = false;
    bool config_test = false;
    std::string config_test_file; // where -t=FILE writes its findings; empty: standard error
    bool json = false;            // and those as JSON
    std::string pid_file;         // empty: in the runtime directory
    std::string vrrp_pid_file;
    std::string config_id;
    std::string net_namespace;
    std::string runtime_dir;   // empty: the default, see places.h
    std::string bpf_dir;       // the same
    std::string control_group; // who may read the status, beside root; empty: nobody
    datapath::AttachMode datapath = datapath::AttachMode::Auto;
    std::map<std::string, datapath::AttachMode> datapath_of; // per interface

    datapath::AttachMode attach_mode(const std::string& interface) const;
};

struct CommandLine {
    Options options;
    std::optional<int> exit_code; // said all there was to say: leave with this
};

CommandLine parse_command_line(int argc, char** argv);

} // namespace xvrrp::daemon
