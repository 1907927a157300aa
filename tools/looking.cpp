// SPDX-License-Identifier: GPL-2.0-or-later
// The commands that change nothing.
#include "tools/ask.h"
#include "tools/client.h"
#include "tools/command.h"
#include "tools/doctor/collect.h"
#include "tools/doctor/judge.h"
#include "tools/health.h"
#include "tools/metrics/exposition.h"
#include "tools/render_datapath.h"
#include "tools/render_history.h"
#include "tools/render_show.h"
#include "tools/render_table.h"
#include "tools/render_top.h"

#include <array>
#include <chrono>
#include <cstdlib>
#include <thread>

#include <sys/ioctl.h>
#include <unistd.h>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

const json status_request{{"command", "status"}};
constexpr const char* kClear = "\033[H\033[J"; // the terminal, before the next picture

bool is_terminal() {
    return ::isatty(STDOUT_FILENO) == 1;
}

bool wants_colour() {
    const char* no_color = std::getenv("NO_COLOR"); // https://no-color.org: set and not empty
    return is_terminal() && (no_color == nullptr || *no_color == '\0');
}

winsize terminal() {
    winsize size{};
    if (!is_terminal() || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return {};
    return size;
}

// Shows pictures until it is interrupted, or so often as was asked for.
template <class Picture>
int again_and_again(const Arguments& arguments, double every, Picture picture) {
    const auto pause = std::chrono::duration<double>(every);
    for (unsigned round = 1;; ++round) {
        if (const int code = picture(is_terminal() && !arguments.as_json ? kClear : ""); code != Done)
            return code;
        if (round == arguments.rounds)
            return Done;
        std::this_thread::sleep_for(pause);
    }
}

void name_option(CLI::App& command, Arguments& arguments, const char* help) {
    command.add_option("NAME", arguments.filter.name, help);
}

void rounds_option(CLI::App& command, Arguments& arguments) {
    command.add_option("-n,--rounds", arguments.rounds, "End after so many pictures")->type_name("NUMBER");
}

// ---- status ----------------------------------------------------------------------------------------------------

void status_options(CLI::App& command, Arguments& arguments) {
    name_option(command, arguments, "Only this virtual router, with all its addresses");
    command.add_option("-i,--interface", arguments.filter.interface, "Only those on this interface")
        ->type_name("INTERFACE");
    command.add_option("-s,--state", arguments.filter.state, "Only those in this state")->type_name("STATE");
    command.add_option("-w,--watch", arguments.every, "Show it again and again, by default every second")
        ->type_name("SECONDS")
        ->expected(0, 1)
        ->default_str("1")
        ->check(CLI::Range(0.1, 3600.0));
    rounds_option(command, arguments);
}

int status(const Arguments& arguments) {
    const auto picture = [&](const std::string& before) {
        return ask(arguments, status_request, [&](const json& document) {
            const TableStyle style{wants_colour(), !arguments.filter.name.empty(), terminal().ws_col};
            return before + render_table(document, style);
        });
    };
    return arguments.every ? again_and_again(arguments, *arguments.every, picture) : picture("");
}

// ---- show ------------------------------------------------------------------------------------------------------

void show_options(CLI::App& command, Arguments& arguments) {
    command.add_option("NAME", arguments.filter.name, "This virtual router")->required();
}

json first_instance(const json& reply) {
    const auto& all = member(reply, "instances");
    return all.is_array() && !all.empty() ? all.front() : json();
}

int show(const Arguments& arguments) {
    auto unfiltered = arguments;
    unfiltered.filter = {};
    const auto status = question(arguments, status_request);
    if (status.code != Done)
        return fail(status.code, status.reply.error);
    const auto why = question(arguments, {{"command", "why"}, {"name", arguments.filter.name}});
    if (why.code != Done)
        return fail(why.code, why.reply.error);
    const auto events = question(unfiltered, {{"command", "events"}});
    if (events.code != Done)
        return fail(events.code, events.reply.error);
    const Known known{first_instance(status.reply.document), first_instance(why.reply.document),
                      member(events.reply.document, "events")};
    if (!arguments.as_json)
        return print(render_show(known));
    json its = json::array();
    for (const auto& each : known.events) {
        if (text_in(each, "name") == arguments.filter.name)
            its.push_back(each);
    }
    return print(json{{"schema", static_cast<int>(XVRRP_CONTROL_SCHEMA)},
                      {"instance", known.instance},
                      {"why", known.why},
                      {"events", its}}
                     .dump() +
                 "\n");
}

// ---- why, events -----------------------------------------------------------------------------------------------

void why_options(CLI::App& command, Arguments& arguments) {
    name_option(command, arguments, "Only this virtual router");
}

int why(const Arguments& arguments) {
    json request{{"command", "why"}};
    if (!arguments.filter.name.empty())
        request["name"] = arguments.filter.name;
    return ask(arguments, request, render_why);
}

void events_options(CLI::App& command, Arguments& arguments) {
    command.add_flag("-f,--follow", arguments.follow, "Go on with the events that come, until interrupted");
}

int follow_events(const Arguments& arguments) {
    int code = NoDaemon;
    const auto ended =
        follow(socket_of(arguments), json{{"command", "events"}, {"follow", true}}.dump() + "\n", kTimeout,
               [&](std::string_view line) {
                   const Reply event = read_reply(line);
                   if (event.error.empty())
                       code =
                           print(arguments.as_json ? std::string(line) + "\n" : render_event(event.document));
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

// ---- top -------------------------------------------------------------------------------------------------------

constexpr std::size_t kLinesBeside = 3; // the sum, the heads and the prompt

void top_options(CLI::App& command, Arguments& arguments) {
    name_option(command, arguments, "Only this virtual router");
    command
        .add_option(
            "--sort", arguments.order,
            "received (the default), sent, dropped, changes, late, gap or name: the largest comes first")
        ->type_name("COLUMN")
        ->transform(CLI::CheckedTransformer(std::map<std::string, Order>{{"received", Order::Received},
                                                                         {"sent", Order::Sent},
                                                                         {"dropped", Order::Dropped},
                                                                         {"changes", Order::Changes},
                                                                         {"late", Order::Late},
                                                                         {"gap", Order::Gap},
                                                                         {"name", Order::Name}})
                        .description(""));
    command.add_option("--every", arguments.every, "The time between two pictures, by default a second")
        ->type_name("SECONDS")
        ->check(CLI::Range(0.1, 3600.0));
    rounds_option(command, arguments);
}

int top(const Arguments& arguments) {
    const auto every = arguments.every.value_or(1);
    auto before = question(arguments, status_request);
    if (before.code != Done)
        return fail(before.code, before.reply.error);
    auto looked = std::chrono::steady_clock::now();
    return again_and_again(arguments, 0, [&](const std::string& clear) -> int {
        std::this_thread::sleep_for(std::chrono::duration<double>(every));
        auto after = question(arguments, status_request);
        if (after.code != Done)
            return fail(after.code, after.reply.error);
        const auto now = std::chrono::steady_clock::now();
        const auto seconds = std::chrono::duration<double>(now - looked).count();
        const std::size_t lines = terminal().ws_row;
        const auto rows = lines > kLinesBeside ? lines - kLinesBeside : 0;
        const auto& then = before.reply.document;
        const int code =
            arguments.as_json
                ? print(json{{"schema", static_cast<int>(XVRRP_CONTROL_SCHEMA)},
                             {"seconds", seconds},
                             {"instances", rates(then, after.reply.document, seconds)}}
                            .dump() +
                        "\n")
                : print(clear + render_top(then, after.reply.document, {arguments.order, seconds, rows}));
        keep_gaps(before.reply.document, after.reply.document);
        before = std::move(after);
        looked = now;
        return code;
    });
}

// ---- datapath, check -------------------------------------------------------------------------------------------

int datapath(const Arguments& arguments) {
    const auto answer = question(arguments, status_request);
    if (answer.code != Done)
        return fail(answer.code, answer.reply.error);
    auto hooked = hooks_beside(answer.reply.document);
    if (!hooked.trouble.empty())
        std::fprintf(stderr, "xvrrpctl: not looked at: %s\n", hooked.trouble.c_str());
    const auto its =
        datapath_of(answer.reply.document,
                    hooked.trouble.empty() ? std::optional(std::move(hooked.programs)) : std::nullopt);
    return print(arguments.as_json ? its.dump() + "\n" : render_datapath(its));
}

void check_options(CLI::App& command, Arguments& arguments) {
    name_option(command, arguments, "Only this virtual router");
    command.add_flag("--split-brain", arguments.split_brain,
                     "It is critical if this host is MASTER and hears another MASTER");
}

// The exit codes are those of Nagios plugins, also without a daemon.
int check(const Arguments& arguments) {
    const auto answer = question(arguments, status_request);
    const auto health = answer.code == NoDaemon ? health_without_daemon(answer.reply.error)
                        : answer.code != Done
                            ? Health{Level::Unknown, "VRRP UNKNOWN - " + answer.reply.error + "\n"}
                            : health_of(answer.reply.document, arguments.split_brain);
    const auto level = static_cast<int>(health.level);
    const int printed =
        print(arguments.as_json ? json{{"schema", static_cast<int>(XVRRP_CONTROL_SCHEMA)},
                                       {"level", level},
                                       {"text", health.line.substr(0, health.line.size() - 1)}}
                                          .dump() +
                                      "\n"
                                : health.line);
    return printed == Done ? level : static_cast<int>(Level::Unknown);
}

// ---- doctor ----------------------------------------------------------------------------------------------------

void doctor_options(CLI::App& command, Arguments& arguments) {
    command.add_flag("--fix", arguments.only_commands,
                     "Print only the commands that would help; none is run");
}

int doctor(const Arguments& arguments) {
    auto answer = question(arguments, status_request);
    if (answer.code != Done)
        return fail(answer.code, answer.reply.error);
    const auto running = question(arguments, {{"command", "config"}, {"secrets", false}});
    const auto gathered = gather(std::move(answer.reply.document), running.reply.document.value("text", ""));
    if (!gathered.trouble.empty())
        std::fprintf(stderr, "xvrrpctl: not looked at: %s\n", gathered.trouble.c_str());
    const auto findings = findings_of(gathered.facts);
    const int printed = arguments.as_json ? print(json{{"schema", static_cast<int>(XVRRP_CONTROL_SCHEMA)},
                                                       {"findings", document_of(findings)}}
                                                      .dump() +
                                                  "\n")
                                          : print(render_findings(findings, arguments.only_commands));
    const bool is_well = findings.empty() || !findings.front().is_wrong;
    return printed == Done && !is_well ? Refused : printed;
}

// ---- metrics ---------------------------------------------------------------------------------------------------

void metrics_options(CLI::App& command, Arguments& arguments) {
    command.add_flag("--keepalived-names", arguments.keepalived_names,
                     "Print the names of the exporter of keepalived, too");
}

int metrics(const Arguments& arguments) {
    const auto names =
        arguments.keepalived_names ? xvrrp::metrics::Names::AndKeepalived : xvrrp::metrics::Names::Own;
    return ask(arguments, status_request, [&](const json& document) {
        return xvrrp::metrics::exposition(document, XVRRP_VERSION, names);
    });
}

constexpr std::array kCommands = {
    Command{"status", "Show the virtual routers (the default)", status_options, status},
    Command{"show", "Show everything of one virtual router", show_options, show},
    Command{"why", "Say why a virtual router is in its state, and what would have to change", why_options,
            why},
    Command{"events", "Show the recent history, with causes", events_options, events},
    Command{"top", "Show again and again what each virtual router does", top_options, top},
    Command{"datapath", "Show how adverts are received on each interface, and who else sees them", no_options,
            datapath},
    Command{"doctor", "Look for what is wrong on this host, and say what to do", doctor_options, doctor},
    Command{"metrics", "Show what xvrrp-exporter gives to Prometheus", metrics_options, metrics},
    Command{"check", "Judge the state in one line, as a plugin of Nagios", check_options, check},
};

} // namespace

std::span<const Command> looking_commands() {
    return kCommands;
}

} // namespace xvrrp::tools
