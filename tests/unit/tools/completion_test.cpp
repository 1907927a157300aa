// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/completion.h"

#include <cstdio>

#include <gtest/gtest.h>

namespace xvrrp::tools {

namespace {

const std::vector<CommandWords> kCommands{{"status", "Show what's there", {"--state"}, false, false},
                                          {"tap", "Let tcpdump see", {"on", "off"}, false, false}};

// What bash offers for a command line whose last word is not complete.
std::string offered(const std::vector<std::string>& words) {
    std::string line = "COMP_WORDS=(";
    for (const auto& each : words)
        line += "'" + each + "' ";
    const auto script = bash_completion(kCommands, {"--json"}) + line +
                        "); COMP_CWORD=" + std::to_string(words.size() - 1) +
                        "; _xvrrpctl; echo \"${COMPREPLY[*]}\"";
    auto quoted = script;
    for (std::size_t at = 0; (at = quoted.find('\'', at)) != std::string::npos; at += 4)
        quoted.replace(at, 1, "'\\''");
    auto* pipe = popen(("bash -c '" + quoted + "'").c_str(), "r");
    std::string out(4096, '\0');
    out.resize(std::fread(out.data(), 1, out.size(), pipe));
    EXPECT_EQ(pclose(pipe), 0);
    return out;
}

} // namespace

TEST(Completion, offers_the_commands_and_what_follows_them) {
    EXPECT_EQ(offered({"xvrrpctl", ""}), "status tap --json\n");
    EXPECT_EQ(offered({"xvrrpctl", "st"}), "status\n");
    EXPECT_EQ(offered({"xvrrpctl", "tap", "o"}), "on off\n");
    EXPECT_EQ(offered({"xvrrpctl", "--json", "status", "--s"}), "--state\n");
    EXPECT_EQ(offered({"xvrrpctl", "nonsense", "x"}), "\n");
}

TEST(Completion, leaves_out_names_that_a_shell_would_expand) {
    const nlohmann::json status{{"instances",
                                 {{{"name", "VI_1"}},
                                  {{"name", "$(reboot)"}},
                                  {{"name", "a b"}},
                                  {{"name", "`x`"}},
                                  {{"name", "vrrp.10-a:b@c"}}}}};
    EXPECT_EQ(completable_names(status), "VI_1\nvrrp.10-a:b@c\n");
}

TEST(Completion, quotes_the_descriptions_for_zsh) {
    const auto script = zsh_completion(kCommands, {"--json"});
    EXPECT_NE(script.find("'status:Show what'\\''s there'"), std::string::npos) << script;
    EXPECT_EQ(script.rfind("#compdef xvrrpctl\n", 0), 0u);
}

} // namespace xvrrp::tools
