// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/background.h"
#include "daemon/banner.h"
#include "daemon/check.h"
#include "daemon/clean_up.h"
#include "daemon/daemon.h"
#include "daemon/exit_code.h"
#include "daemon/load_config.h"
#include "daemon/log.h"
#include "daemon/options.h"
#include "daemon/places.h"
#include "daemon/signals.h"
#include "daemon/single_instance.h"
#include "daemon/start_pins.h"
#include "os/clock.h"
#include "os/file_limit.h"
#include "os/memory.h"
#include "os/net_namespace.h"
#include "os/os_error.h"
#include "os/scheduling.h"

#include <cerrno>
#include <climits>
#include <csignal>
#include <iostream>
#include <string_view>
#include <utility>

#include <spdlog/spdlog.h>
#include <unistd.h>

namespace {

using namespace xvrrp;
using namespace xvrrp::daemon;

int exit_code_for(const Error& error) {
    switch (error.code) {
    case EPERM:
    case EACCES:
        return kExitPermission;
    case ENODEV:
        return kExitConfiguration;
    default:
        return kExitFatal;
    }
}

int say(const Error& error) {
    spdlog::error("{}", error.text());
    return exit_code_for(error);
}

// A refused setting is reported, and the daemon runs without it: a router that runs late is better than none.
void schedule(const config::Scheduling& wanted) {
    const auto warn = [](const Result<>& done) {
        if (!done)
            spdlog::warn("{}", done.error().text());
    };
    if (wanted.nice)
        warn(os::set_nice(*wanted.nice));
    if (!wanted.cpus.empty())
        warn(os::set_cpu_affinity(wanted.cpus));
    if (wanted.no_swap)
        warn(os::lock_memory());
    if (wanted.rt_priority > 0)
        warn(os::set_realtime_priority(wanted.rt_priority));
}

// An upgrade may have put another program in the place of this one. It has ordinary priority as at any start: the kernel
// stands in meanwhile, and loading programs with real-time priority would keep its soft interrupts waiting.
int run_again(char* const* arguments) {
    os::give_up_realtime_priority();
    constexpr std::string_view kGone = " (deleted)";
    std::string program(PATH_MAX, '\0');
    const auto length = readlink("/proc/self/exe", program.data(), program.size());
    program.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
    if (program.ends_with(kGone))
        program.resize(program.size() - kGone.size());
    execv(program.c_str(), arguments);
    return say(os::os_error("run " + program + " again"));
}

int serve(const Options& options, config::Config config, os::Fd to_parent) {
    if (auto same = os::clock_is_that_of_the_kernel(); !same)
        return say(same.error());
    if (auto entered = os::enter_namespace(config.identity.net_namespace); !entered)
        return say(entered.error());
    const auto lock = lock_runtime_dir(options.runtime_dir);
    if (!lock)
        return say(lock.error());
    const auto bpf_lock = lock_bpf_dir(options.bpf_dir);
    if (!bpf_lock)
        return say(bpf_lock.error());
    const auto pid_file = PidFile::write(options.pid_file);
    if (!pid_file)
        return say(pid_file.error());
    const auto vrrp_pid_file = PidFile::write(options.vrrp_pid_file);
    if (!vrrp_pid_file)
        return say(vrrp_pid_file.error());
    const auto scheduling = config.scheduling;
    StartPins pins(options.bpf_dir);
    auto daemon = Daemon::create(options, std::move(config));
    if (!daemon)
        return say(daemon.error());
    os::give_back_freed_memory();
    schedule(scheduling); // only from here on, because loading programs needs no real-time priority
    return (*daemon)->run([&] {
        pins.keep();
        if (to_parent)
            leave_foreground(std::move(to_parent),
                             options.log_console ? StandardError::Kept : StandardError::Closed);
    });
}

} // namespace

int main(int argc, char** argv) {
    open_standard_files();
    os::give_back_large_blocks();
    auto line = parse_command_line(argc, argv);
    if (line.exit_code)
        return *line.exit_code;
    if (line.options.config_test)
        return check(line.options);
    line.options = with_absolute_paths(std::move(line.options));
    if (!line.options.clean_up.empty()) {
        const int code = clean_up(std::move(line.options));
        finish_log();
        return code;
    }
    hold_signals(); // a request that comes from here on is carried out by the loop
    auto loaded = load_config(place_of(line.options));
    std::cerr << loaded.findings;
    if (!loaded.readable)
        return loaded.unanswered ? kExitFatal : kExitNoConfiguration;
    if (!loaded.usable)
        return kExitConfiguration;
    loaded.config.identity = identity(line.options, std::move(loaded.config.identity));
    const auto options = with_places(line.options, loaded.config.identity);
    auto to_parent = options.dont_fork ? os::Fd() : fork_to_background();
    start_log(options.log_console ? LogTo::Console : LogTo::Syslog, options.log_detail,
              log_name(loaded.config.identity));
    for (const auto& text : banner(loaded.config, options.config_file))
        spdlog::info("{}", text);
    ::signal(SIGPIPE, SIG_IGN);
    os::raise_file_limit();
    const int code = serve(options, std::move(loaded.config), std::move(to_parent));
    finish_log();
    return code == kRunAgain ? run_again(argv) : code;
}
