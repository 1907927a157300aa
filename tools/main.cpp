// SPDX-License-Identifier: GPL-2.0-or-later
// xvrrpctl: shows and steers a running xvrrpd.
#include "tools/ask.h"
#include "tools/command.h"
#include "tools/completion.h"

#include <string>
#include <vector>

namespace {

using namespace xvrrp::tools;
using nlohmann::json;

std::vector<Command> all_commands() {
    std::vector<Command> out;
    for (const auto& each : {looking_commands(), steering_commands(), moving_commands()})
        out.insert(out.end(), each.begin(), each.end());
    return out;
}

// The words of a command line, as CLI11 knows them.
std::vector<std::string> words_of(const CLI::App& app) {
    std::vector<std::string> out;
    for (const auto* each : app.get_subcommands({}))
        out.push_back(each->get_name());
    for (const auto* each : app.get_options()) {
        for (const auto& name : each->get_lnames())
            out.push_back("--" + name);
    }
    return out;
}

bool takes(const CLI::App& app, const char* what) {
    const auto* option = app.get_option_no_throw(what);
    return option != nullptr && option->get_positional();
}

int complete(const Arguments& arguments, const CLI::App& app) {
    if (arguments.shell == "names")
        return ask(arguments, {{"command", "status"}}, completable_names);
    std::vector<CommandWords> commands;
    for (const auto* each : app.get_subcommands({}))
        commands.push_back({each->get_name(), each->get_description(), words_of(*each), takes(*each, "NAME"),
                            takes(*each, "FILE")});
    std::vector<std::string> common;
    for (const auto* each : app.get_options()) {
        for (const auto& name : each->get_lnames())
            common.push_back("--" + name);
    }
    return print(arguments.shell == "zsh" ? zsh_completion(commands, common)
                                          : bash_completion(commands, common));
}

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

    const auto commands = all_commands();
    const Command* chosen = commands.data(); // without a command it is the first
    for (const Command& command : commands) {
        CLI::App* subcommand = app.add_subcommand(command.name, command.help);
        command.options(*subcommand, arguments);
        subcommand->callback([&chosen, &command] { chosen = &command; });
    }
    CLI::App* completion = app.add_subcommand("completion", "Print a script that completes command lines");
    completion->add_option("SHELL", arguments.shell, "bash or zsh")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "names"}).description(""));
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? Done : Usage;
    }
    return completion->parsed() ? complete(arguments, app) : chosen->run(arguments);
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        return fail(Refused, error.what());
    }
}
