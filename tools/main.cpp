// SPDX-License-Identifier: GPL-2.0-or-later
// xvrrpctl: shows and steers a running xvrrpd.
#include "tools/client.h"
#include "tools/render_changes.h"
#include "tools/render_drain.h"
#include "tools/render_history.h"
#include "tools/render_table.h"
#include "tools/reply.h"

#include <xvrrp/control.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <unistd.h>

namespace {

using namespace xvrrp::tools;
using nlohmann::json;

constexpr std::chrono::seconds kTimeout{5};
constexpr std::chrono::seconds kRestart{30}; // as long as the kernel stands in
constexpr std::chrono::milliseconds kPoll{20};

enum Exit : int { Done = 0, Refused = 1, Usage = 2, NoDaemon = 3, NotYet = 4 };

struct Arguments {
    bool as_json = false;
    std::string runtime_dir = XVRRP_DEFAULT_RUNTIME_DIR;
    std::string name;
    unsigned tap_seconds = 60;
    bool secrets = false;
    std::string file;
    bool follow = false;
    std::vector<std::string> names;
    bool all = false;
    bool force = false;
    unsigned drain_seconds = 60;
};

int fail(Exit code, const std::string& sentence) {
    std::fprintf(stderr, "xvrrpctl: %s\n", sentence.c_str());
    return code;
}

int print(const std::string& text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
        return fail(Refused, "write the output: " + std::generic_category().message(errno));
    return Done;
}

bool wants_colour() {
    const char* no_color = std::getenv("NO_COLOR"); // https://no-color.org: set and not empty
    return ::isatty(STDOUT_FILENO) == 1 && (no_color == nullptr || *no_color == '\0');
}

const CLI::AsNumberWithUnit& as_seconds() {
    static const CLI::AsNumberWithUnit seconds(
        std::map<std::string, unsigned>{{"s", 1}, {"m", 60}, {"h", 3600}});
    return seconds;
}

// Asks the daemon, judges the reply and shows it. With --json it prints the reply as it came.
// judge sees the reply in any case.
template <class Show>
int ask(
    const Arguments& arguments, const json& request, Show show, std::chrono::seconds timeout = kTimeout,
    const std::function<void(const json&)>& judge = [](const json&) {}) {
    const Exchange said =
        exchange(arguments.runtime_dir + "/" + XVRRP_CONTROL_SOCKET, request.dump() + "\n", timeout);
    if (!said.failure.empty())
        return fail(NoDaemon, said.failure);
    Reply reply = read_reply(said.bytes);
    if (reply.error.empty() && !arguments.name.empty())
        reply = only(std::move(reply.document), arguments.name);
    if (!reply.error.empty())
        return fail(Refused, reply.error);
    judge(reply.document);
    if (arguments.as_json)
        return print(arguments.name.empty() ? said.bytes : reply.document.dump() + "\n");
    return print(show(reply.document));
}

void status_options(CLI::App& command, Arguments& arguments) {
    command.add_option("NAME", arguments.name, "Only this virtual router, with all its addresses");
}

int status(const Arguments& arguments) {
    return ask(arguments, {{"command", "status"}}, [&](const json& document) {
        return render_table(document, {wants_colour(), !arguments.name.empty()});
    });
}

void why_options(CLI::App& command, Arguments& arguments) {
    command.add_option("NAME", arguments.name, "Only this virtual router");
}

int why(const Arguments& arguments) {
    json request{{"command", "why"}};
    if (!arguments.name.empty())
        request["name"] = arguments.name;
    return ask(arguments, request, render_why);
}

void events_options(CLI::App& command, Arguments& arguments) {
    command.add_flag("-f,--follow", arguments.follow, "Go on with the events that come, until interrupted");
}

int follow_events(const Arguments& arguments) {
    int code = NoDaemon;
    const auto ended = follow(
        arguments.runtime_dir + "/" + XVRRP_CONTROL_SOCKET,
        json{{"command", "events"}, {"follow", true}}.dump() + "\n", kTimeout, [&](std::string_view line) {
            const Reply event = read_reply(line);
            if (event.error.empty())
                code = print(arguments.as_json ? std::string(line) + "\n" : render_event(event.document));
            else
                code = fail(Refused, event.error);
            return code == Done;
        });
    return ended.empty() ? code : fail(NoDaemon, ended);
}

int events(const Arguments& arguments) {
    return arguments.follow ? follow_events(arguments)
                            : ask(arguments, {{"command", "events"}}, render_events);
}

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

void no_options(CLI::App& /*command*/, Arguments& /*arguments*/) {}

int reload(const Arguments& arguments) {
    return ask(arguments, {{"command", "reload"}}, render_changes);
}

// True as soon as the daemon answers, or does not, as asked.
bool wait_for_daemon(const Arguments& arguments, bool answers) {
    const auto end = std::chrono::steady_clock::now() + kRestart;
    const auto path = arguments.runtime_dir + "/" + XVRRP_CONTROL_SOCKET;
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

void undrain_options(CLI::App& command, Arguments& arguments) {
    auto* names = command.add_option("NAME", arguments.names, "These virtual routers, and their sync groups");
    command.add_flag("--all", arguments.all, "All virtual routers (the default)")->excludes(names);
}

void drain_options(CLI::App& command, Arguments& arguments) {
    undrain_options(command, arguments);
    command.add_flag("--force", arguments.force, "Give the addresses up even if no other router takes over");
    command
        .add_option("--timeout", arguments.drain_seconds,
                    "How long to wait for the end, as 90s, 5m or 1h, up to 24h; default 60s")
        ->type_name("TIME")
        ->transform(as_seconds())
        ->check(CLI::Range(0U, 86400U));
}

// Without names it is about all virtual routers.
json of_named(const Arguments& arguments, json request) {
    if (!arguments.names.empty())
        request["names"] = arguments.names;
    return request;
}

int drain(const Arguments& arguments) {
    DrainOutcome outcome;
    const std::chrono::seconds patience(arguments.drain_seconds);
    const int code =
        ask(arguments,
            of_named(arguments,
                     {{"command", "drain"},
                      {"force", arguments.force},
                      {"timeout_ms", static_cast<std::uint64_t>(patience / std::chrono::milliseconds(1))}}),
            render_drain, patience + kTimeout, [&](const json& document) { outcome = outcome_of(document); });
    if (code != Done || outcome.is_good())
        return code;
    return fail(outcome.waiting > 0 ? NotYet : Refused, outcome.text());
}

int undrain(const Arguments& arguments) {
    return ask(arguments, of_named(arguments, {{"command", "undrain"}}), render_drain);
}

struct Command {
    const char* name;
    const char* help;
    void (*options)(CLI::App&, Arguments&);
    int (*run)(const Arguments&);
};

// xvrrpctl runs the first command if it gets none.
constexpr std::array kCommands = {
    Command{"status", "Show the virtual routers (the default)", status_options, status},
    Command{"why", "Say why a virtual router is in its state, and what would have to change", why_options,
            why},
    Command{"events", "Show the recent history, with causes", events_options, events},
    Command{"reload", "Read the configuration file again and change what differs", no_options, reload},
    Command{"restart", "Run the program again, with the configuration and the version of now; nothing moves",
            no_options, restart},
    Command{"diff", "Show the changes that a reload of a file would make", diff_options, diff},
    Command{"drain", "Hand the addresses over to another router and stay away", drain_options, drain},
    Command{"undrain", "Stand for election again", undrain_options, undrain},
    Command{"config", "Show the running configuration", config_options, config},
    Command{"tap", "Let tcpdump see every advert for a while", tap_options, tap},
};

int run(int argc, char** argv) {
    Arguments arguments;
    CLI::App app("Show and steer a running xvrrpd.", "xvrrpctl");
    app.set_version_flag("-v,--version", "xvrrpctl " XVRRP_VERSION);
    app.add_flag("-j,--json", arguments.as_json, "Print the daemon's reply unchanged, for scripts");
    app.add_option("--runtime-dir", arguments.runtime_dir,
                   "The directory of the daemon's control socket; default " XVRRP_DEFAULT_RUNTIME_DIR)
        ->type_name("DIR");
    app.require_subcommand(0, 1);
    app.fallthrough(); // accepts -j behind the command too

    const Command* chosen = kCommands.data();
    for (const Command& command : kCommands) {
        CLI::App* subcommand = app.add_subcommand(command.name, command.help);
        command.options(*subcommand, arguments);
        subcommand->callback([&chosen, &command] { chosen = &command; });
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? Done : Usage;
    }
    return chosen->run(arguments);
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        return fail(Refused, error.what());
    }
}
