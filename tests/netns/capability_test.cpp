// SPDX-License-Identifier: GPL-2.0-or-later
// The daemon with the capabilities of its unit file, and without each of them, as docs/packaging.md has it.
#include "netns/limited_host.h"

#include <fstream>
#include <sstream>

#include <signal.h>
#include <sys/stat.h>

namespace xvrrp::test {

namespace {

std::vector<std::string> capabilities_of_the_unit() {
    constexpr std::string_view kKey = "CapabilityBoundingSet=";
    std::ifstream unit(XVRRP_UNIT);
    std::vector<std::string> names;
    for (std::string line; std::getline(unit, line);) {
        if (!line.starts_with(kKey))
            continue;
        std::istringstream words(line.substr(kKey.size()));
        for (std::string word; words >> word;)
            names.push_back(word);
    }
    return names;
}

class Capability : public LimitedHost {
protected:
    std::string pipe() const { return files_.path() + "/pipe"; }

    // A script of nobody, a pipe of nobody, and a socket of a group.
    std::string config(const std::string& script) const {
        const auto path = files_.write("check", "#!/bin/sh\n" + script + "\n");
        fs::permissions(path, fs::perms(0755));
        return "global_defs {\n    script_user nobody\n    enable_script_security\n    notify_fifo " +
               pipe() + " nobody\n}\nvrrp_script check {\n    script \"" + path +
               "\"\n    user nobody\n    interval 1\n    timeout 2\n}\n" +
               Instance{.more = "    track_script {\n        check\n    }\n"}.text();
    }

    Process start_without(const std::string& lacking, const std::string& script = "exit 0",
                          const std::vector<std::string>& flags = {}) const {
        std::string set = "--bounding-set=-all";
        for (const auto& name : capabilities_of_the_unit()) {
            if (name != lacking)
                set += ",+" + setpriv_name(name);
        }
        std::vector<std::string> command{"setpriv", "--no-new-privs", set, "--inh-caps=-all"};
        const auto daemon = host_.xvrrpd_command(flags);
        command.insert(command.end(), daemon.begin(), daemon.end());
        host_.write_config(config(script));
        return host_.netns().start(command);
    }

    // Waits until the script has said its number.
    pid_t script() const {
        pid_t pid = 0;
        wait_until([&] { return static_cast<bool>(std::ifstream(out("pid")) >> pid); });
        return pid;
    }

    static bool is_gone(pid_t pid) {
        return wait_until([&] { return ::kill(pid, 0) != 0; }, std::chrono::seconds(8));
    }
};

} // namespace

TEST_F(Capability, all_of_the_unit_are_enough_for_everything) {
    const auto daemon = start_without("", "exit 0", {"--control-group", "nogroup"});
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
    EXPECT_TRUE(wait_until([&] { return host_.has_vip(); }));

    struct stat seen {};

    ASSERT_EQ(::stat(pipe().c_str(), &seen), 0);
    EXPECT_EQ(seen.st_uid, kNobody);
    ASSERT_EQ(::stat(host_.control_socket().c_str(), &seen), 0);
    EXPECT_EQ(seen.st_gid, kNobody);
    EXPECT_EQ(daemon.output().find("not permitted"), std::string::npos) << daemon.output();
    EXPECT_EQ(daemon.output().find(" warning: "), std::string::npos) << daemon.output(); // of the log
}

TEST_F(Capability, to_speak_and_to_load_programs_is_needed_for_a_start) {
    for (const auto* lacking : {"CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_BPF"}) {
        auto daemon = start_without(lacking);
        EXPECT_EQ(daemon.wait(), 4) << lacking << daemon.output();
    }
}

TEST_F(Capability, to_become_a_user_is_needed_for_scripts) {
    for (const auto* lacking : {"CAP_SETUID", "CAP_SETGID"}) {
        const auto daemon = start_without(lacking);
        EXPECT_TRUE(daemon.says("Entering FAULT STATE")) << lacking << daemon.output();
        EXPECT_TRUE(daemon.says("become user nobody: Operation not permitted")) << lacking << daemon.output();
    }
}

TEST_F(Capability, to_signal_others_is_needed_to_end_a_script) {
    for (const auto* lacking : {"", "CAP_KILL"}) {
        fs::remove(out("pid"));
        const auto daemon = start_without(lacking, "echo $$ > " + out("pid") + "; exec sleep 1000");
        const auto pid = script();
        ASSERT_GT(pid, 0) << daemon.output();
        EXPECT_EQ(is_gone(pid), *lacking == '\0') << lacking << daemon.output();
        ::kill(pid, SIGKILL);
    }
}

TEST_F(Capability, to_give_away_is_needed_for_pipes_and_groups) {
    auto daemon = start_without("CAP_CHOWN", "exit 0", {"--control-group", "nogroup"});
    EXPECT_NE(daemon.wait(), 0);
    EXPECT_TRUE(daemon.says("giving it to the group nogroup needs CAP_CHOWN")) << daemon.output();
    const auto other = start_without("CAP_CHOWN");
    EXPECT_TRUE(other.says("give " + pipe() + " to its user: Operation not permitted")) << other.output();
}

TEST_F(Capability, for_real_time_is_needed_for_that_alone) {
    const auto daemon = start_without("CAP_SYS_NICE");
    EXPECT_TRUE(daemon.says("run with real-time priority 1: Operation not permitted")) << daemon.output();
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
}

} // namespace xvrrp::test
