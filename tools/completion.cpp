// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/completion.h"

#include "tools/reply.h"

namespace xvrrp::tools {

namespace {

constexpr const char* kHarmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:@+";
constexpr const char* kNames = "$(xvrrpctl completion names 2>/dev/null)";

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& each : words)
        out += (out.empty() ? "" : " ") + each;
    return out;
}

// In single quotes of a shell.
std::string quoted(const std::string& text) {
    std::string out;
    for (const char c : text)
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return "'" + out + "'";
}

} // namespace

std::string completable_names(const nlohmann::json& status) {
    std::string out;
    for (const auto& each : member(status, "instances")) {
        const auto name = text_in(each, "name");
        if (name.find_first_not_of(kHarmless) == std::string::npos)
            out += name + "\n";
    }
    return out;
}

std::string bash_completion(const std::vector<CommandWords>& commands,
                            const std::vector<std::string>& common) {
    std::string names;
    std::string cases;
    for (const auto& each : commands) {
        names += (names.empty() ? "" : " ") + each.name;
        cases += "\t" + each.name + ") words=\"" + joined(each.words) +
                 (each.takes_names ? std::string(" ") + kNames : "") + "\"" +
                 (each.takes_file ? "; COMPREPLY=($(compgen -f -- \"$current\"))" : "") + " ;;\n";
    }
    return "# bash completion for xvrrpctl\n"
           "_xvrrpctl() {\n"
           "\tlocal current=${COMP_WORDS[COMP_CWORD]} command= words= word\n"
           "\tfor word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
           "\t\t[[ $word != -* ]] && command=$word && break\n"
           "\tdone\n"
           "\tCOMPREPLY=()\n"
           "\tcase $command in\n"
           "\t'') words=\"" +
           names + "\" ;;\n" + cases + "\tesac\n\tCOMPREPLY+=($(compgen -W \"$words " + joined(common) +
           "\" -- \"$current\"))\n}\ncomplete -F _xvrrpctl xvrrpctl\n";
}

std::string zsh_completion(const std::vector<CommandWords>& commands,
                           const std::vector<std::string>& common) {
    std::string described;
    std::string cases;
    for (const auto& each : commands) {
        described += "\t\t" + quoted(each.name + ":" + each.help) + "\n";
        cases += "\t" + each.name + ") compadd -- " + joined(each.words) +
                 (each.takes_names ? std::string(" ${(f)\"") + kNames + "\"}" : "") +
                 (each.takes_file ? "; _files" : "") + " ;;\n";
    }
    return "#compdef xvrrpctl\n"
           "_xvrrpctl() {\n"
           "\tlocal -a commands\n"
           "\tcommands=(\n" +
           described +
           "\t)\n"
           "\tlocal word command=\n"
           "\tfor word in ${words[2,CURRENT-1]}; do\n"
           "\t\t[[ $word != -* ]] && command=$word && break\n"
           "\tdone\n"
           "\tcase $command in\n"
           "\t'') _describe command commands ;;\n" +
           cases + "\tesac\n\tcompadd -- " + joined(common) + "\n}\n_xvrrpctl \"$@\"\n";
}

} // namespace xvrrp::tools
