// SPDX-License-Identifier: GPL-2.0-or-later
// Scripts that decide: real ones that fail, hang, fork, print without end or vanish, with two routers.
#include "support/packet.h"
#include "support/process.h"
#include "support/vrrp_host.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <signal.h>
#include <unistd.h>

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

    static std::string with_script_security(std::string config) {
        return config.insert(config.find("    script_user"), "    enable_script_security\n");
    }

    void run(const std::string& config_of_a) {
        net_.a.run_xvrrpd(config_of_a);
        net_.b.run_xvrrpd(Instance{.priority = 100}.text());
    }

    // A check that must not run twice at once: the second run would find its lock taken. While "long" is there, it runs
    // until it is terminated, and needs a second for its end.
    std::string locking() const {
        return script("locking", "mkdir " + path("lock") + " || { touch " + path("twice") +
                                     "; exit 1; }\n"
                                     "trap 'sleep 1; rmdir " +
                                     path("lock") +
                                     "; exit 1' TERM\n"
                                     "echo >> " +
                                     path("runs") + "\nif [ -e " + path("long") + " ]; then touch " +
                                     path("in") +
                                     "; sleep 1000 & wait; fi\n"
                                     "rmdir " +
                                     path("lock"));
    }

    std::size_t runs() const { return fs::exists(path("runs")) ? fs::file_size(path("runs")) : 0; }

    void reload_to(const std::string& config) const {
        net_.a.write_config(config);
        EXPECT_EQ(net_.a.xvrrpctl("reload").status, 0) << net_.a.log();
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

    void kill_runner() {
        net_.a.signal_runner(SIGKILL);
        EXPECT_TRUE(says("xvrrp-runner has died and is started again"));
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

// The highest status that there is, and a check that begins as a failing one.
TEST_F(Script, with_init_fail_is_a_fault_until_it_succeeds_and_again_with_status_255) {
    const auto check = script("check", "sleep 0.5; [ -e " + path("up") + " ] || exit 255");
    run(checked(check, "timeout 20\n    init_fail\n    rise 2"));
    EXPECT_TRUE(net_.b.becomes("MASTER"));
    EXPECT_NE(net_.a.log().find("script chk has not succeeded often enough yet"), std::string::npos)
        << net_.a.log();
    files_.write("up", "");
    EXPECT_TRUE(leads(net_.a, net_.b)) << net_.a.log();
    fs::remove(path("up"));
    EXPECT_TRUE(moves_to_b()) << net_.a.log();
    EXPECT_EQ(fault(), "script chk fails: it exited with status 255");
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
    run(with_script_security(checked(check)));
    EXPECT_TRUE(moves_to_b()) << net_.a.log();
    EXPECT_TRUE(wait_until([&] {
        return fault().find("users other than root can change") != std::string::npos;
    })) << fault();
}

TEST_F(Script, of_root_behind_a_link_in_a_directory_of_nobody_is_not_run_as_root_with_script_security) {
    fs::permissions(files_.path(), fs::perms(0755));
    fs::create_directory(path("theirs"));
    fs::create_symlink(script("check", "exit 0"), path("theirs/check"));
    ASSERT_EQ(::chown(path("theirs").c_str(), 65534, 65534), 0);
    run(with_script_security(checked(path("theirs/check"))));
    EXPECT_TRUE(moves_to_b()) << net_.a.log();
    EXPECT_TRUE(wait_until([&] {
        return fault().find("users other than root can change " + path("theirs")) != std::string::npos;
    })) << fault();
}

TEST_F(Script, runs_as_its_user_without_capabilities_or_other_groups) {
    const auto check = script("who", "{ id -un; id -gn; id -Gn; grep CapEff /proc/self/status; } > " +
                                         path("out/new") + "; mv " + path("out/new") + ' ' + path("out/who"));
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
    kill_runner();
    files_.write("down", "");
    EXPECT_TRUE(moves_to_b()) << net_.a.log();
    EXPECT_EQ(net_.b.instance()["counters"]["master-transitions"], 1);
}

TEST_F(Script, without_a_result_fails_when_the_runner_stands_still_and_the_runner_is_started_again) {
    run(checked(script("check", "exit 0"), "timeout 0.5"));
    ASSERT_TRUE(leads(net_.a, net_.b)) << net_.a.log();
    net_.a.signal_runner(SIGSTOP);
    EXPECT_TRUE(wait_until(
        [&] { return fault() == "script chk fails: it has no result, because xvrrp-runner does not answer"; },
        std::chrono::seconds(12)))
        << net_.a.log();
    EXPECT_TRUE(says("xvrrp-runner does not answer and is started again")) << net_.a.log();
    EXPECT_TRUE(leads(net_.a, net_.b)) << net_.a.log();
    EXPECT_EQ(net_.b.instance()["counters"]["master-transitions"], 1);
}

TEST_F(Script, runs_on_when_a_reload_changes_only_how_it_is_judged) {
    const auto check = locking();
    run(checked(check, "timeout 30"));
    ASSERT_TRUE(leads(net_.a, net_.b)) << net_.a.log();
    files_.write("long", "");
    ASSERT_TRUE(wait_until([&] { return fs::exists(path("in")); }));
    const auto before = runs();
    for (const auto* const rule : {"rise 2", "rise 2\n    fall 3", "rise 3"})
        reload_to(checked(check, std::string("timeout 30\n    ") + rule));
    wait_until([] { return false; }, std::chrono::milliseconds(500));
    EXPECT_FALSE(fs::exists(path("twice")));
    EXPECT_EQ(runs(), before) << "it is the run from before the reload";
    EXPECT_TRUE(leads(net_.a, net_.b));
}

TEST_F(Script, begins_anew_after_a_reload_only_when_its_last_run_has_ended) {
    const auto check = locking();
    run(checked(check, "timeout 30"));
    ASSERT_TRUE(leads(net_.a, net_.b)) << net_.a.log();
    files_.write("long", "");
    ASSERT_TRUE(wait_until([&] { return fs::exists(path("in")); }));
    fs::remove(path("long"));
    const auto before = runs();
    for (const auto* const timeout : {"timeout 29", "timeout 28", "timeout 27"})
        reload_to(checked(check, timeout));
    EXPECT_TRUE(wait_until([&] { return runs() > before + 1; }));
    EXPECT_FALSE(fs::exists(path("twice")));
    EXPECT_EQ(net_.b.instance()["counters"]["master-transitions"], 0);
}

TEST_F(Script, is_treated_as_an_ordinary_program_also_after_the_runner_was_started_again) {
    const auto seen = [&] {
        std::ifstream file(path("treatment"));
        return std::string{std::istreambuf_iterator<char>(file), {}};
    };
    auto config =
        checked(script("check", "{ nice; grep Cpus_allowed_list /proc/self/status; ulimit -Sn; } > " +
                                    path("new") + "; mv " + path("new") + ' ' + path("treatment")));
    config.insert(config.find("    script_user"), "    vrrp_cpu_affinity 0\n    vrrp_priority 5\n");
    run(config);
    ASSERT_TRUE(leads(net_.a, net_.b)) << net_.a.log();
    const auto before = seen();
    EXPECT_TRUE(before.starts_with("0\nCpus_allowed_list")) << before;
    EXPECT_TRUE(before.ends_with("\n1024\n")) << before;
    kill_runner();
    fs::remove(path("treatment"));
    EXPECT_TRUE(wait_until([&] { return fs::exists(path("treatment")); }));
    EXPECT_EQ(seen(), before);
}

// The shell dies with the runner, and its child would go on with the lock. It says nothing, because nobody reads that.
TEST_F(Script, runs_beside_nothing_that_is_left_of_its_run_before_the_runner_died) {
    const auto lock = path("lock");
    run(checked(script("check", "( mkdir " + lock + " || touch " + path("twice") + "; trap 'rmdir " + lock +
                                    "; exit' TERM; touch " + path("in") + "; while [ -e " + path("long") +
                                    " ]; do sleep 0.1; done; rmdir " + lock + " ) > /dev/null 2>&1 & wait")));
    ASSERT_TRUE(leads(net_.a, net_.b)) << net_.a.log();
    files_.write("long", "");
    const auto begins = [&] {
        fs::remove(path("in"));
        return wait_until([&] { return fs::exists(path("in")); }, std::chrono::seconds(8));
    };
    ASSERT_TRUE(begins()) << net_.a.log();
    net_.a.signal_runner(SIGKILL);
    EXPECT_TRUE(begins()) << net_.a.log();
    EXPECT_FALSE(fs::exists(path("twice")));
}

// An advert that loses is the only thing that happens here, and the loop comes back for its heartbeat after two seconds.
TEST_F(Script, that_is_to_run_while_there_is_no_runner_waits_for_the_runner_and_not_for_the_heartbeat) {
    const auto told = script("tell", "touch " + path("told"));
    net_.a.run_xvrrpd("global_defs {\n    script_user root\n}\n" +
                      Instance{.priority = 255,
                               .advert_int = "20",
                               .state = "MASTER",
                               .more = "    notify_master_rx_lower_pri " + told +
                                       "\n    garp_master_delay 0\n    garp_lower_prio_repeat 0\n"}
                          .text());
    ASSERT_TRUE(wait_until([&] { return net_.a.has_vip(); })) << net_.a.log();
    kill_runner();
    wait_until([] { return false; },
               std::chrono::seconds(2)); // nobody asks for it, so it is not started again yet
    const auto sent = std::chrono::steady_clock::now();
    const auto losing =
        Ethernet{} / Ipv4{.source = net_.bystander.address()} /
        Vrrp{.vrid = 51, .addresses = std::vector{virtual_address()}, .interval = core::Centiseconds(2000)};
    net_.wire.send(losing.bytes());
    EXPECT_TRUE(wait_until([&] { return fs::exists(path("told")); })) << net_.a.log();
    EXPECT_LT(std::chrono::steady_clock::now() - sent, std::chrono::milliseconds(1500));
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
