// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/options.h"

#include "daemon/exit_code.h"
#include "daemon/signals.h"

#include <algorithm>
#include <iostream>
#include <vector>

#include <CLI/CLI.hpp>

namespace xvrrp::daemon {

namespace {

int print_signal_number(const std::string& name) {
    const auto signals = named_signals();
    const auto* found = std::ranges::find(signals, name, &NamedSignal::name);
    if (found == signals.end()) {
        std::cerr << "Unknown sigfunc " << name << '\n';
        return kExitFatal;
    }
    std::cout << found->number << '\n';
    return kExitOk;
}

// The text is "native" for every interface, or "eth0=tc" for one.
void take_datapath(Options& options, const std::vector<std::string>& values) {
    for (const auto& value : values) {
        const auto equals = value.find('=');
        const auto mode =
            datapath::attach_mode_from(equals == std::string::npos ? value : value.substr(equals + 1));
        if (!mode)
            throw CLI::ValidationError("--datapath", value + " is not [IF=]auto|native|generic|tc");
        if (equals == std::string::npos)
            options.datapath = *mode;
        else
            options.datapath_of[value.substr(0, equals)] = *mode;
    }
}

} // namespace

datapath::AttachMode Options::attach_mode(const std::string& interface) const {
    const auto own = datapath_of.find(interface);
    return own == datapath_of.end() ? datapath : own->second;
}

namespace {

void add_clean_up(CLI::App& app, Options& options) {
    app.add_option("--clean-up", options.clean_up,
                   "Remove what a dead daemon left in the kernel, and exit: now, or when its 'lease' is over")
        ->expected(0, 1)
        ->default_str(kCleanUpNow)
        ->check(CLI::IsMember({kCleanUpNow, kCleanUpLease, kCleanUpService}));
}

void add_files(CLI::App& app, Options& options) {
    app.add_option("-p,--pid", options.pid_file,
                   "Write the process id to this file; default: xvrrpd.pid in the runtime directory");
    app.add_option("-r,--vrrp_pid", options.vrrp_pid_file, "Write the process id to this file too");
    app.add_option("--runtime-dir", options.runtime_dir,
                   "Control socket, pid file and lock; default " XVRRP_DEFAULT_RUNTIME_DIR
                   ", followed by /NAMESPACE and /_INSTANCE if they are set");
    app.add_option("--bpf-dir", options.bpf_dir,
                   "The directory of pinned BPF objects; default " XVRRP_DEFAULT_BPF_DIR
                   "[_NAMESPACE][_INSTANCE]");
    app.add_option("--runner-socket", options.runner_socket,
                   "Scripts are run by the xvrrp-runner that listens there; default: xvrrpd starts one");
}

} // namespace

CommandLine parse_command_line(int argc, char** argv) {
    CommandLine line;
    Options& options = line.options;
    CLI::App app{"VRRP router with an XDP receive path", "xvrrpd"};
    app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast); // as users of getopt expect
    std::string signum;
    std::string unused;
    bool version = false;
    bool unused_flag = false;
    std::vector<std::string> datapath;

    app.add_option("-f,--use-file", options.config_file, "Configuration file")->capture_default_str();
    app.add_flag("-n,--dont-fork", options.dont_fork, "Stay in the foreground");
    app.add_flag("-l,--log-console", options.log_console, "Log to standard error instead of syslog");
    app.add_flag("-D,--log-detail", options.log_detail, "Log the addresses, routes and gratuitous ARPs too");
    auto* test =
        app.add_option("-t,--config-test", options.config_test_file,
                       "Check the configuration and exit: 0 fine, 1 would not start, 2 starts with warnings")
            ->expected(0, 1);
    app.add_flag("--json", options.json, "With -t: the findings as JSON, on standard output")->needs(test);
    app.add_flag("--strict-keepalived", options.strict_keepalived,
                 "With -t: refuse the keywords that keepalived does not know")
        ->needs(test);
    add_clean_up(app, options);
    add_files(app, options);
    app.add_option("-c,--checkers_pid", unused, "Accepted because keepalived has it; not used");
    app.add_flag("-P,--vrrp", unused_flag, "Accepted because keepalived has it; xvrrpd runs VRRP only");
    app.add_option("-i,--config-id", options.config_id, "Configuration id; default: the host name");
    app.add_option("-s,--namespace", options.net_namespace,
                   "Run in this network namespace, not in that of the configuration");
    app.add_option(
        "--control-group", options.control_group,
        "Users of this group may read the status; everything else on the control socket is root's");
    app.add_option("--datapath", datapath,
                   "[IF=]auto|native|generic|tc: the hook that receives adverts (auto)")
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_option("--signum", signum, "Print the number of STOP, RELOAD, DATA, STATS, STATS_CLEAR or JSON");
    app.add_flag("-v,--version", version, "Print the version");

    try {
        app.parse(argc, argv);
        take_datapath(options, datapath);
    } catch (const CLI::ParseError& error) {
        line.exit_code = app.exit(error) == 0 ? kExitOk : kExitFatal;
        return line;
    }
    options.config_test = test->count() > 0;
    if (version) {
        std::cerr << "xvrrpd " XVRRP_VERSION "\n"; // standard error, as keepalived does
        line.exit_code = kExitOk;
    } else if (!signum.empty()) {
        line.exit_code = print_signal_number(signum);
    }
    return line;
}

} // namespace xvrrp::daemon
