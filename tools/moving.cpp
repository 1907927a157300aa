// SPDX-License-Identifier: GPL-2.0-or-later
// The commands that move MASTER from one router to another.
#include "tools/ask.h"
#include "tools/command.h"
#include "tools/render_moves.h"

#include <array>
#include <chrono>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

constexpr const char* kConfigured = "default";

std::uint64_t in_ms(unsigned seconds) {
    return std::chrono::seconds(seconds) / std::chrono::milliseconds(1);
}

void time_option(CLI::App& command, const char* name, const char* help, unsigned& seconds, unsigned least) {
    command.add_option(name, seconds, help)
        ->type_name("TIME")
        ->transform(as_seconds())
        ->check(CLI::Range(least, 86400U));
}

void undrain_options(CLI::App& command, Arguments& arguments) {
    auto* names = command.add_option("NAME", arguments.names, "These virtual routers, and their sync groups");
    command
        .add_flag_callback(
            "--all", [] {}, "All virtual routers (the default)")
        ->excludes(names);
}

void timeout_option(CLI::App& command, Arguments& arguments) {
    time_option(command, "--timeout",
                "How long to wait for the end, as 90s, 5m or 1h, up to 24h; default 60s",
                arguments.timeout_seconds, 0);
}

void drain_options(CLI::App& command, Arguments& arguments) {
    undrain_options(command, arguments);
    command.add_flag("--force", arguments.force, "Give the addresses up even if no other router takes over");
    timeout_option(command, arguments);
}

// Without names it is about all virtual routers.
json of_named(const Arguments& arguments, json request) {
    if (!arguments.names.empty())
        request["names"] = arguments.names;
    return request;
}

int drain(const Arguments& arguments) {
    DrainOutcome outcome;
    const std::chrono::seconds patience(arguments.timeout_seconds);
    const int code =
        ask(arguments,
            of_named(arguments, {{"command", "drain"},
                                 {"force", arguments.force},
                                 {"timeout_ms", in_ms(arguments.timeout_seconds)}}),
            render_moves, patience + kTimeout, [&](const json& document) { outcome = outcome_of(document); });
    if (code != Done || outcome.is_good())
        return code;
    return fail(outcome.waiting > 0 ? NotYet : Refused, outcome.text());
}

int undrain(const Arguments& arguments) {
    return ask(arguments, of_named(arguments, {{"command", "undrain"}}), render_moves);
}

void for_option(CLI::App& command, Arguments& arguments) {
    time_option(command, "--for", "How long this lasts, as 90s, 10m or 1h, up to 24h; default 10m",
                arguments.for_seconds, 1);
}

void promote_options(CLI::App& command, Arguments& arguments) {
    command.add_option("NAME", arguments.names, "These virtual routers, and their sync groups")->required();
    for_option(command, arguments);
    timeout_option(command, arguments);
}

int promote(const Arguments& arguments) {
    PromotionOutcome outcome;
    const std::chrono::seconds patience(arguments.timeout_seconds);
    const int code = ask(arguments,
                         {{"command", "promote"},
                          {"names", arguments.names},
                          {"for_ms", in_ms(arguments.for_seconds)},
                          {"timeout_ms", in_ms(arguments.timeout_seconds)}},
                         render_moves, patience + kTimeout,
                         [&](const json& document) { outcome = promotion_of(document); });
    if (code != Done || outcome.is_good())
        return code;
    return fail(outcome.waiting > 0 ? NotYet : Refused, outcome.text());
}

void priority_options(CLI::App& command, Arguments& arguments) {
    command.add_option("NAME", arguments.name, "This virtual router, and not its sync group")->required();
    command.add_option("PRIORITY", arguments.priority, "1 to 254, or default for the configured one")
        ->required()
        ->check((CLI::Range(1U, 254U) | CLI::IsMember({kConfigured})).description(""));
    for_option(command, arguments);
}

int priority(const Arguments& arguments) {
    json request{{"command", "priority"}, {"names", {arguments.name}}};
    if (arguments.priority != kConfigured) {
        request["priority"] = std::stoul(arguments.priority);
        request["for_ms"] = in_ms(arguments.for_seconds);
    }
    return ask(arguments, request, render_priorities);
}

constexpr std::array kCommands = {
    Command{"drain", "Hand the addresses over to another router and stay away", drain_options, drain},
    Command{"undrain", "Stand for election again", undrain_options, undrain},
    Command{"promote", "Take MASTER over from another router for a while", promote_options, promote},
    Command{"priority", "Have another priority for a while", priority_options, priority},
};

} // namespace

std::span<const Command> moving_commands() {
    return kCommands;
}

} // namespace xvrrp::tools
