// SPDX-License-Identifier: GPL-2.0-or-later
// The commands that change the daemon, and those that read a file.
#include "tools/ask.h"
#include "tools/client.h"
#include "tools/command.h"
#include "tools/render_changes.h"

#include <array>
#include <chrono>
#include <filesystem>
#include <map>
#include <thread>

namespace xvrrp::tools {

const CLI::AsNumberWithUnit& as_seconds() {
    static const CLI::AsNumberWithUnit seconds(
        std::map<std::string, unsigned>{{"s", 1}, {"m", 60}, {"h", 3600}});
    return seconds;
}

namespace {

using nlohmann::json;

constexpr std::chrono::seconds kRestart{30}; // as long as the kernel stands in
constexpr std::chrono::milliseconds kPoll{20};

void tap_options(CLI::App& command, Arguments& arguments) {
    CLI::App* on = command.add_subcommand("on", "Pass every advert up the stack");
    on->add_option("--for", arguments.tap_seconds, "The duration, as 90s, 5m or 1h, up to 24h; default 60s")
        ->type_name("TIME")
        ->transform(as_seconds())
        ->check(CLI::Range(1U, 86400U));
    command.add_subcommand("off", "Return to the budget of each interface")->callback([&arguments] {
        arguments.tap_seconds = 0;
    });
    command.require_subcommand(1);
}

int tap(const Arguments& arguments) {
    const unsigned seconds = arguments.tap_seconds;
    return ask(arguments, {{"command", "tap"}, {"seconds", seconds}}, [&](const json&) {
        return seconds == 0 ? std::string("tap is off\n")
                            : "tcpdump sees every advert for " + std::to_string(seconds) + " s\n";
    });
}

void config_options(CLI::App& command, Arguments& arguments) {
    CLI::App* show =
        command.add_subcommand("show", "Show it in the language of the configuration file (the default)");
    for (CLI::App* each : {&command, show})
        each->add_flag("--secrets", arguments.secrets, "Show the passwords too");
    command.require_subcommand(0, 1);
}

int config(const Arguments& arguments) {
    return ask(arguments, {{"command", "config"}, {"secrets", arguments.secrets}},
               [](const json& document) { return document.value("text", std::string()); });
}

int reload(const Arguments& arguments) {
    return ask(arguments, {{"command", "reload"}}, render_changes);
}

// True as soon as the daemon answers, or does not, as asked.
bool wait_for_daemon(const Arguments& arguments, bool answers) {
    const auto end = std::chrono::steady_clock::now() + kRestart;
    const auto path = socket_of(arguments);
    while (exchange(path, json{{"command", "status"}}.dump() + "\n", kTimeout).failure.empty() != answers) {
        if (std::chrono::steady_clock::now() >= end)
            return false;
        std::this_thread::sleep_for(kPoll);
    }
    return true;
}

int restart(const Arguments& arguments) {
    const int asked = ask(arguments, {{"command", "restart"}}, [](const json&) { return std::string(); });
    if (asked != Done)
        return asked;
    if (!wait_for_daemon(arguments, false) || !wait_for_daemon(arguments, true))
        return fail(NoDaemon,
                    "the daemon does not answer after its restart (see its log; the kernel stands in for "
                    "30 s)");
    return arguments.as_json ? Done : print("restarted\n");
}

void diff_options(CLI::App& command, Arguments& arguments) {
    command.add_option("FILE", arguments.file, "The configuration that a reload would read")->required();
}

// The daemon reads the file and has another working directory, so the path must be absolute.
int diff(const Arguments& arguments) {
    return ask(arguments, {{"command", "diff"}, {"file", std::filesystem::absolute(arguments.file).string()}},
               render_changes);
}

constexpr std::array kCommands = {
    Command{"reload", "Read the configuration file again and change what differs", no_options, reload},
    Command{"restart", "Run the program again, with the configuration and the version of now; nothing moves",
            no_options, restart},
    Command{"diff", "Show the changes that a reload of a file would make", diff_options, diff},
    Command{"config", "Show the running configuration", config_options, config},
    Command{"tap", "Let tcpdump see every advert for a while", tap_options, tap},
};

} // namespace

std::span<const Command> steering_commands() {
    return kCommands;
}

} // namespace xvrrp::tools
