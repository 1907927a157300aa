// SPDX-License-Identifier: GPL-2.0-or-later
// Scripts that decide: real ones that fail, hang, fork, print without end or vanish, with two routers.
#include "support/process.h"
#include "support/vrrp_host.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <signal.h>

namespace xvrrp::test {

namespace {

namespace fs = std::filesystem;

class Script : public RootTest {
protected:
    TemporaryDirectory files_{"script"};
    TwoRouters net_{};

    std::string path(const std::string& name) const { return files_.path() + "/" + name; }

    // A script that a user of ours may run, but not change.
    std::string script(const std::string& name, const std::string& text) const {
        files_.write(name, "#!/bin/sh\n" + text + "\n");
        fs::permissions(path(name), fs::perms(0755));
        return path(name);
    }

    // A busy host may take longer than the interval for a run, which is the timeout where none is written.
    static std::string checked(const std::string& script, const std::string& more = "timeout 20",
                               const std::string& line = "chk") {
        return "global_defs {\n    script_user root\n}\nvrrp_script chk {\n    script \"" + script +
               "\"\n    interval 0.1\n    " + more + "\n}\n" +
               Instance{.priority = 110, .more = "    track_script {\n        " + line + "\n    }\n"}.text();
    }

    void run(const std::string& config_of_a) {
        net_.a.run_xvrrpd(config_of_a);
        net_.b.run_xvrrpd(Instance{.priority = 100}.text());
    }

    bool moves_to_b() const {
        return wait_until([&] { return net_.b.has_vip() && !net_.a.has_vip(); }, std::chrono::seconds(8));
    }

    bool says(const std::string& words) const {
        return wait_until([&] { return net_.a.log().find(words) != std::string::npos; });
    }

    std::string fault() const {
        const auto reasons = net_.a.instance()["fault_reasons"];
        return reasons.empty() ? "" : reasons[0].get<std::string>();
    }

    // The process ids of all programs whose command line has these words in it.
    static std::vector<pid_t> running(const std::string& words) {
        std::vector<pid_t> pids;
        for (const auto& each : fs::directory_iterator("/proc")) {
            const auto name = each.path().filename().string();
            if (!std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; }))
                continue;
            std::ifstream file(each.path() / "cmdline");
            const std::string line{std::istreambuf_iterator<char>(file), {}};
            if (line.find(words) != std::string::npos)
                pids.push_back(std::stoi(name));
        }
        return pids;
    }
};

} // namespace

TEST_F(Script, that_fails_moves_the_address_and_back) {
    run(checked(script("check", "[ ! -e " + path("down") + " ] || { echo it is down; exit 3; }")));
    ASSERT_TRUE(leads(net_.a, net_.b)) << net_.a.log();
    EXPECT_TRUE(says("VRRP_Script(chk) succeeded"));
    files_.write("down", "");
    EXPECT_TRUE(moves_to_b());
    EXPECT_EQ(fault(), "script chk fails: it exited with status 3, and said \"it is down\"");
    EXPECT_TRUE(says("VRRP_Script(chk) failed (exited with status 3): it is down")) << net_.a.log();
    EXPECT_TRUE(says("Script `chk` now returning 3"));
    fs::remove(path("down"));
    EXPECT_TRUE(leads(net_.a, net_.b));
}

TEST_F(Script, with_a_weight_moves_the_address_by_the_priority) {
    run(checked(script("check", "[ ! -e " + path("down") + " ]"), "timeout 20\n    weight -20"));
    ASSERT_TRUE(leads(net_.a, net_.b)) << net_.a.log();
    files_.write("down", "");
    EXPECT_TRUE(leads(net_.b, net_.a));
    EXPECT_EQ(net_.a.state(), "BACKUP");
    const auto terms = net_.a.instance()["priority"]["terms"];
    ASSERT_EQ(terms.size(), 1u);
    EXPECT_EQ(terms[0]["points"], -20);
}

TEST_F(Script, is_awaited_in_init_before_anything_is_said) {
    net_.a.write_config(checked(script("check", "sleep 3"), "timeout 10"));
    const auto daemon = net_.a.netns().start(net_.a.xvrrpd_command());
    ASSERT_TRUE(wait_until([&] { return !net_.a.status().is_null(); })) << daemon.output();
    EXPECT_EQ(net_.a.instance()["state"], "INIT");
    EXPECT_EQ(daemon.output().find("Entering"), std::string::npos) << daemon.output();
    EXPECT_TRUE(daemon.says("Entering MASTER STATE", std::chrono::seconds(10)));
}

TEST_F(Script, that_hangs_fails_at_its_timeout_and_leaves_no_process) {
    const auto hang = script("hang", "[ ! -e " + path("down") + " ] && exit 0; sleep 12345.6 & wait");
    run(checked(hang, "timeout 0.3"));
    ASSERT_TRUE(leads(net_.a, net_.b)) << net_.a.log();
    files_.write("down", "");
    EXPECT_TRUE(moves_to_b()) << net_.a.log();
    EXPECT_EQ(fault(), "script chk fails: it timed out");
    net_.a.daemon().terminate();
    EXPECT_TRUE(wait_until([&] { return running("12345.6").empty() && running(hang).empty(); }));
}

// keepalived ends such a check only after two seconds, and this one ignores even that.
TEST_F(Script, that_ignores_sigterm_is_killed) {
    run(checked(script("stubborn",
                       "trap '' TERM; [ ! -e " + path("down") + " ] && exit 0; while :; do sleep 0.1; done"),
                "timeout 0.2"));
    ASSERT_TRUE(leads(net_.a, net_.b)) << net_.a.log();
    files_.write("down", "");
    EXPECT_TRUE(moves_to_b()) << net_.a.log();
    EXPECT_EQ(fault(), "script chk fails: it timed out");
    fs::remove(path("down"));
    EXPECT_TRUE(leads(net_.a, net_.b));
}

TEST_F(Script, that_prints_megabytes_delays_no_advert) {
    run(checked(script("noisy", "yes | head -c 5000000; exit 0")));
    ASSERT_TRUE(leads(net_.a, net_.b)) << net_.a.log();
    wait_until([] { return false; }, std::chrono::seconds(2));
    EXPECT_EQ(net_.b.instance()["counters"]["master-transitions"], 0);
}

TEST_F(Script, that_vanishes_or_cannot_be_run_fails_with_the_reason) {
    const auto check = script("check", "exit 0");
    run(checked(check));
    ASSERT_TRUE(leads(net_.a, net_.b)) << net_.a.log();
    fs::remove(check);
    EXPECT_TRUE(moves_to_b()) << net_.a.log();
    EXPECT_EQ(fault(),
              "script chk fails: it could not be started: run " + check + ": No such file or directory");
    files_.write("check", "#!/bin/sh\n");
    EXPECT_TRUE(wait_until([&] { return fault().find("Permission denied") != std::string::npos; }))
        << fault();
    fs::permissions(check, fs::perms(0755));
    EXPECT_TRUE(leads(net_.a, net_.b));
}

TEST_F(Script, that_others_can_change_is_not_run_as_root_with_script_security) {
    const auto check = script("check", "exit 0");
    fs::permissions(check, fs::perms(0777));
    auto config = checked(check);
    config.insert(config.find("    script_user"), "    enable_script_security\n");
    run(config);
    EXPECT_TRUE(moves_to_b()) << net_.a.log();
    EXPECT_TRUE(wait_until([&] {
        return fault().find("users other than root can change") != std::string::npos;
    })) << fault();
}

TEST_F(Script, runs_as_its_user_without_capabilities_or_other_groups) {
    const auto check =
        script("who", "{ id -un; id -gn; id -Gn; grep CapEff /proc/self/status; } > " + path("out/who"));
    fs::create_directories(path("out"));
    fs::permissions(path("out"), fs::perms(0777));
    fs::permissions(files_.path(), fs::perms(0755));
    run(checked(check, "timeout 20\n    user nobody"));
    ASSERT_TRUE(leads(net_.a, net_.b)) << net_.a.log() << fault();
    std::ifstream file(path("out/who"));
    const std::string told{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(told, "nobody\nnogroup\nnogroup\nCapEff:\t0000000000000000\n");
}

TEST_F(Script, is_run_again_when_the_runner_was_killed) {
    const auto check = script("check", "[ ! -e " + path("down") + " ]");
    run(checked(check));
    ASSERT_TRUE(leads(net_.a, net_.b)) << net_.a.log();
    for (const auto pid : running("xvrrp-runner")) {
        if (fs::read_symlink("/proc/" + std::to_string(pid) + "/ns/net") ==
            fs::read_symlink("/proc/" + std::to_string(net_.a.daemon().pid()) + "/ns/net"))
            ::kill(pid, SIGKILL);
    }
    EXPECT_TRUE(says("xvrrp-runner has died, starting it again"));
    files_.write("down", "");
    EXPECT_TRUE(moves_to_b()) << net_.a.log();
    EXPECT_EQ(net_.b.instance()["counters"]["master-transitions"], 1);
}

TEST_F(Script, comes_and_goes_with_a_reload_and_keeps_what_is_known) {
    const auto good = script("good", "exit 0");
    run(Instance{.priority = 110}.text());
    ASSERT_TRUE(leads(net_.a, net_.b)) << net_.a.log();
    net_.a.write_config(checked(good));
    ASSERT_EQ(net_.a.xvrrpctl("reload").status, 0);
    EXPECT_TRUE(says("VRRP_Script(chk) succeeded"));
    net_.a.write_config(checked(script("bad", "exit 1")));
    ASSERT_EQ(net_.a.xvrrpctl("reload").status, 0);
    EXPECT_TRUE(moves_to_b()) << net_.a.log();
    net_.a.write_config(Instance{.priority = 110}.text());
    ASSERT_EQ(net_.a.xvrrpctl("reload").status, 0);
    EXPECT_TRUE(leads(net_.a, net_.b)) << net_.a.log();
    EXPECT_TRUE(wait_until([&] { return running(path("")).empty(); }));
}

} // namespace xvrrp::test
