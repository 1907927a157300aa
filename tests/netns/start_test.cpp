// SPDX-License-Identifier: GPL-2.0-or-later
// Failed starts with the exit code that supervisors know and a sentence for a person; and -t.
#include "support/stranger.h"
#include "support/vrrp_host.h"

#include <filesystem>

namespace xvrrp::test {

namespace {

struct Host {
    Lan lan{"lan"};
    VrrpHost host{lan, "a", "192.168.1.1/24"};
    std::string many; // a virtual router on each interface of make_interfaces()

    Finished start(const std::vector<std::string>& before, const std::vector<std::string>& flags = {}) {
        auto command = before;
        const auto daemon = host.xvrrpd_command(flags);
        command.insert(command.end(), daemon.begin(), daemon.end());
        Process process(command, host.netns().path());
        const auto status = process.wait();
        return {status.value_or(-1), process.output()};
    }

    void make_interfaces(int number) {
        for (int i = 1; i <= number; ++i) {
            const auto name = "veth" + std::to_string(i);
            host.netns().must("ip link add " + name + " type veth peer name peer" + std::to_string(i) +
                              " && ethtool -K " + name + " rxvlan off && ip link set " + name + " up");
            many += "vrrp_instance VI_" + name + " {\n    interface " + name +
                    "\n    virtual_router_id 51\n    virtual_ipaddress {\n        10.0.0." +
                    std::to_string(i) + "\n    }\n}\n";
        }
        host.write_config(many);
    }

    // The interfaces with an attached XDP program.
    // ip complains of a namespace of another test that goes while it looks at the names of all.
    std::string with_xdp() const {
        return host.netns().must("until all=$(ip -o link 2>/dev/null); do sleep 0.02; done; "
                                 "echo \"$all\" | awk -F '[ :@]+' '/ xdp /{printf \"%s \", $2}'");
    }

    // Runs the daemon under limits that a shell sets.
    std::vector<std::string> with_files(const std::string& limits,
                                        const std::vector<std::string>& flags = {}) const {
        std::vector<std::string> command{"bash", "-c", limits + "; exec \"$@\"", "bash"};
        const auto daemon = host.xvrrpd_command(flags);
        command.insert(command.end(), daemon.begin(), daemon.end());
        return command;
    }

    Finished check(const std::string& config) {
        host.write_config(config);
        return start({}, {"-t"});
    }
};

class Start : public RootTest {};

class ConfigTest : public RootTest {};

} // namespace

#define EXPECT_SAYS(finished, sentence)                                                                      \
    EXPECT_NE((finished).output.find(sentence), std::string::npos) << (finished).output

TEST_F(Start, without_a_configuration_is_refused) {
    Host net;
    const auto finished = net.start({});
    EXPECT_EQ(finished.status, 6);
    EXPECT_EQ(finished.output, "error: read the configuration " + net.host.config_file() +
                                   ": No such file or directory (name a file with -f)\n");
}

TEST_F(Start, with_a_directory_for_a_configuration_is_refused) {
    Host net;
    std::filesystem::create_directory(net.host.config_file());
    const auto finished = net.start({});
    EXPECT_EQ(finished.status, 6);
    EXPECT_EQ(finished.output, "error: read the configuration " + net.host.config_file() +
                                   ": it is a directory (name a file with -f)\n");
}

TEST_F(Start, with_a_wrong_configuration_is_refused) {
    Host net;
    net.host.write_config("vrrp_instance VI_1 {\n    interface eth0\n}\n");
    const auto finished = net.start({});
    EXPECT_EQ(finished.status, 2);
    EXPECT_SAYS(finished, net.host.config_file() + ":1:");
    EXPECT_SAYS(finished, "virtual_router_id");
}

TEST_F(Start, on_a_missing_interface_is_refused) {
    Host net;
    net.host.write_config(Instance{.interface = "eth7"}.text());
    const auto finished = net.start({});
    EXPECT_EQ(finished.status, 2);
    EXPECT_SAYS(finished, "start (VI_1): interface eth7 does not exist (see ip link)");
    EXPECT_FALSE(std::filesystem::exists(net.host.control_socket()));
}

TEST_F(Start, without_capabilities_is_refused) {
    Host net;
    net.host.write_config(Instance{}.text());
    const auto finished = net.start({"setpriv", "--bounding-set=-all", "--inh-caps=-all"});
    EXPECT_EQ(finished.status, 4) << finished.output;
    EXPECT_SAYS(finished, "CAP_NET_RAW");
}

TEST_F(Start, without_the_right_to_load_programs_is_refused) {
    Host net;
    net.host.write_config(Instance{}.text());
    const auto finished =
        net.start({"setpriv", "--bounding-set=-all,+net_raw,+net_admin", "--inh-caps=-all"});
    EXPECT_EQ(finished.status, 4) << finished.output;
    EXPECT_SAYS(finished, "CAP_BPF");
}

TEST_F(Start, with_three_capabilities_is_enough) {
    Host net;
    net.host.write_config(Instance{}.text());
    std::filesystem::create_directories(net.host.bpf_dir());
    auto command = net.host.xvrrpd_command();
    command.insert(command.begin(),
                   {"setpriv", "--bounding-set=-all,+net_raw,+net_admin,+bpf", "--inh-caps=-all"});
    Process daemon(command, net.host.netns().path());
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
    EXPECT_TRUE(wait_until([&] { return net.host.has_vip(); }));
    daemon.terminate();
    EXPECT_EQ(daemon.wait(), 0) << daemon.output();
    EXPECT_FALSE(net.host.has_vip());
}

TEST_F(Start, of_a_second_daemon_in_the_same_directory_is_refused) {
    Host net;
    net.host.run_xvrrpd(Instance{}.text());
    const auto finished = net.start({});
    EXPECT_EQ(finished.status, 1);
    EXPECT_SAYS(finished, "lock the runtime directory " + net.host.runtime_dir() +
                              ": xvrrpd runs there already, as "
                              "process " +
                              std::to_string(net.host.daemon().pid()));
    EXPECT_TRUE(net.host.becomes("MASTER"));
    EXPECT_EQ(net.host.instance()["state"], "MASTER");
}

TEST_F(Start, of_a_second_daemon_with_the_same_pins_is_refused) {
    Host net;
    net.host.run_xvrrpd(Instance{}.text());
    Process second({XVRRPD, "-n", "-l", "-f", net.host.config_file(), "--runtime-dir",
                    net.host.runtime_dir() + "2", "--bpf-dir", net.host.bpf_dir()},
                   net.host.netns().path());
    EXPECT_EQ(second.wait(), 1);
    EXPECT_NE(second.output().find("lock the BPF directory " + net.host.bpf_dir()), std::string::npos)
        << second.output();
    EXPECT_TRUE(net.host.becomes("MASTER"));
}

TEST_F(Start, writes_pid_files_and_removes_them) {
    Host net;
    const auto file = net.host.runtime_dir() + ".pid";
    net.host.run_xvrrpd(Instance{}.text(), {"-p", file});
    EXPECT_EQ(net.host.netns().must("cat " + file), std::to_string(net.host.daemon().pid()) + "\n");
    net.host.daemon().terminate();
    EXPECT_EQ(net.host.daemon().wait(), 0) << net.host.log();
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(Start, in_the_background_returns_when_the_daemon_is_ready) {
    Host net;
    net.host.write_config(Instance{}.text());
    const auto pid = net.host.runtime_dir() + ".pid";
    Process parent({XVRRPD, "-f", net.host.config_file(), "--runtime-dir", net.host.runtime_dir(),
                    "--bpf-dir", net.host.bpf_dir(), "-p", pid},
                   net.host.netns().path());
    EXPECT_EQ(parent.wait(), 0) << parent.output();
    EXPECT_EQ(net.host.instance()["state"], "BACKUP");
    net.host.netns().must("kill $(cat " + pid + ")");
    EXPECT_TRUE(wait_until([&] { return !std::filesystem::exists(pid); }));
}

TEST_F(Start, in_the_background_reports_a_failure_to_whoever_asked) {
    Host net;
    net.host.write_config(Instance{.interface = "eth7"}.text());
    Process parent({XVRRPD, "-f", net.host.config_file(), "--runtime-dir", net.host.runtime_dir(),
                    "--bpf-dir", net.host.bpf_dir()},
                   net.host.netns().path());
    EXPECT_EQ(parent.wait(), 2) << parent.output();
}

TEST_F(Start, runs_in_the_namespace_that_is_named) {
    Host net;
    net.host.write_config(Instance{}.text());
    const auto command = net.host.xvrrpd_command({"-s", net.host.netns().name()});
    Process daemon(command);
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
    EXPECT_TRUE(wait_until([&] { return net.host.has_vip(); }));
    daemon.terminate();
    EXPECT_EQ(daemon.wait(), 0) << daemon.output();
}

TEST_F(Start, in_a_time_namespace_with_another_clock_is_refused) {
    if (!std::filesystem::exists("/proc/self/ns/time"))
        GTEST_SKIP() << "the kernel has no time namespaces";
    Host net;
    net.host.write_config(Instance{}.text());
    const auto finished = net.start({"unshare", "--time", "--fork", "--kill-child", "--monotonic", "100000"});
    EXPECT_EQ(finished.status, 1);
    EXPECT_SAYS(finished, "a time namespace moves CLOCK_MONOTONIC by 100000 s");
    EXPECT_FALSE(std::filesystem::exists(net.host.control_socket()));
}

TEST_F(Start, raises_the_soft_limit_of_open_files) {
    Host net;
    net.make_interfaces(40);
    Process daemon(net.with_files("ulimit -Hn 4096; ulimit -Sn 64"), net.host.netns().path());
    EXPECT_TRUE(
        wait_until([&] { return net.host.status()["instances"].size() == 40; }, std::chrono::seconds(15)))
        << daemon.output();
    EXPECT_EQ(daemon.output().find("error"), std::string::npos) << daemon.output();
}

// Each virtual router and each interface takes a file, so with each larger limit the start fails at a later
// step.
TEST_F(Start, with_too_few_files_says_so_and_leaves_nothing) {
    Host net;
    net.make_interfaces(40);
    for (int limit = 30; limit <= 84; limit += 2) {
        Process daemon(net.with_files("ulimit -n " + std::to_string(limit)), net.host.netns().path());
        EXPECT_EQ(daemon.wait(), 1) << limit << daemon.output();
        EXPECT_NE(daemon.output().find("Too many open files (the limit is " + std::to_string(limit) +
                                       "; raise it with LimitNOFILE="),
                  std::string::npos)
            << daemon.output();
        EXPECT_EQ(net.with_xdp(), "") << limit;
        EXPECT_FALSE(std::filesystem::exists(net.host.bpf_dir())) << limit;
        EXPECT_FALSE(std::filesystem::exists(net.host.control_socket())) << limit;
        EXPECT_FALSE(std::filesystem::exists(net.host.runtime_dir() + "/xvrrpd.pid")) << limit;
    }
}

TEST_F(Start, that_fails_leaves_the_attachments_of_a_predecessor) {
    Host net;
    net.host.run_xvrrpd(Instance{}.text());
    ASSERT_TRUE(net.host.becomes("MASTER"));
    net.host.kill_with_runner();
    net.make_interfaces(40);
    net.host.write_config(Instance{}.text() + net.many);
    Process daemon(net.with_files("ulimit -n 110"), net.host.netns().path());
    EXPECT_EQ(daemon.wait(), 1) << daemon.output();
    EXPECT_NE(daemon.output().find("veth1: adverts are received by native"), std::string::npos)
        << daemon.output();
    EXPECT_EQ(net.with_xdp(), "eth0 ");
    net.host.run_xvrrpd(Instance{}.text());
    EXPECT_EQ(net.host.status()["interfaces"][0]["reused"], true);
}

// A host without tcx has only filters, and these hang on a qdisc.
TEST_F(Start, that_fails_removes_the_qdisc_that_it_made_and_no_other) {
    Host net;
    net.make_interfaces(40);
    net.host.netns().must("tc qdisc add dev veth2 clsact");
    const TcxTaken on_first(net.host.netns(), "veth1");
    const TcxTaken on_second(net.host.netns(), "veth2");
    const auto qdiscs = net.host.netns().must("tc qdisc");
    Process daemon(net.with_files("ulimit -n 110", {"--datapath", "tc"}), net.host.netns().path());
    EXPECT_EQ(daemon.wait(), 1) << daemon.output();
    for (const std::string name : {"veth1", "veth2"})
        EXPECT_NE(daemon.output().find(name + ": adverts are received by tc"), std::string::npos)
            << daemon.output();
    EXPECT_EQ(net.host.netns().must("tc qdisc"), qdiscs);
}

TEST_F(Start, in_the_background_keeps_nothing_of_where_it_was_made) {
    Host net;
    net.host.write_config(Instance{}.text());
    const auto directory = std::filesystem::path(net.host.config_file()).parent_path().string();
    const auto start = "cd " + directory +
                       " && exec " XVRRPD " -f config --runtime-dir run -p main.pid --bpf-dir " +
                       net.host.bpf_dir();
    Process parent({"sh", "-c", start}, net.host.netns().path());
    ASSERT_EQ(parent.wait(), 0) << parent.output();
    const auto process = "/proc/$(cat " + directory + "/main.pid)";
    const auto& netns = net.host.netns();
    EXPECT_EQ(netns.must("readlink " + process + "/cwd"), "/\n");
    for (const auto* file : {"0", "1", "2"})
        EXPECT_EQ(netns.must("readlink " + process + "/fd/" + file), "/dev/null\n") << file;
    net.host.write_config(Instance{.priority = 101}.text());
    netns.must("kill -HUP $(cat " + directory + "/main.pid)");
    EXPECT_TRUE(wait_until([&] { return net.host.instance()["priority"]["base"] == 101; }));
    netns.must("kill $(cat " + directory + "/main.pid)");
    EXPECT_TRUE(wait_until([&] { return !std::filesystem::exists(directory + "/main.pid"); }));
}

TEST_F(ConfigTest, says_0_to_a_configuration_that_is_fine) {
    Host net;
    const auto finished = net.check(Instance{}.text());
    EXPECT_EQ(finished.status, 0);
    EXPECT_EQ(finished.output, "");
}

TEST_F(ConfigTest, says_1_to_one_that_would_not_start) {
    Host net;
    EXPECT_EQ(net.check("vrrp_instance VI_1 {\n    interface eth0\n}\n").status, 1);
    const auto missing = net.check(Instance{.interface = "eth7"}.text());
    EXPECT_EQ(missing.status, 1);
    EXPECT_SAYS(missing, "error: (VI_1) interface eth7 does not exist\n");
    EXPECT_SAYS(missing, net.host.config_file() + ":");
    std::filesystem::remove(net.host.config_file());
    EXPECT_EQ(net.start({}, {"-t"}).status, 1);
}

TEST_F(ConfigTest, says_2_to_one_that_starts_with_warnings) {
    Host net;
    const auto finished = net.check(Instance{.priority = 300}.text());
    EXPECT_EQ(finished.status, 2) << finished.output;
    EXPECT_SAYS(finished, "warning: ");
    EXPECT_FALSE(net.host.has_vip());
}

TEST_F(ConfigTest, refuses_with_strict_keepalived_what_keepalived_does_not_know) {
    Host net;
    net.host.write_config(
        "vrrp_script chk {\n    script /bin/true\n    user root\n}\n" +
        Instance{.more = "    track_any {\n        track_script {\n            chk\n        }\n    }\n"
                         "    before_master /bin/true 1\n    before_backup /bin/true 1\n"}
            .text());
    EXPECT_NE(net.start({}, {"-t"}).status, 1);
    const auto strict = net.start({}, {"-t", "--strict-keepalived"});
    EXPECT_EQ(strict.status, 1);
    for (const std::string keyword : {"track_any", "before_master", "before_backup"})
        EXPECT_SAYS(strict, "keepalived does not know '" + keyword + "'");
}

TEST_F(ConfigTest, writes_its_findings_where_it_is_told) {
    Host net;
    net.host.write_config(Instance{.interface = "eth7"}.text());
    const auto findings = net.host.config_file() + ".findings";
    EXPECT_EQ(net.start({}, {"--config-test=" + findings}).output, "");
    EXPECT_TRUE(net.host.netns()
                    .must("cat " + findings)
                    .starts_with("error: (VI_1) interface eth7 does not exist\n"));
}

TEST_F(ConfigTest, writes_its_findings_as_json_with_the_same_exit_code) {
    Host net;
    net.host.write_config(Instance{.interface = "eth7"}.text());
    const auto finished = net.start({}, {"-t", "--json"});
    EXPECT_EQ(finished.status, 1);
    const auto findings = nlohmann::json::parse(finished.output);
    ASSERT_EQ(findings.size(), 1U) << finished.output;
    EXPECT_EQ(findings[0]["message"], "(VI_1) interface eth7 does not exist");
    EXPECT_EQ(findings[0]["file"], net.host.config_file());
    net.host.write_config(Instance{}.text());
    const auto fine = net.start({}, {"-t", "--json"});
    EXPECT_EQ(fine.status, 0);
    EXPECT_EQ(nlohmann::json::parse(fine.output), nlohmann::json::array());
}

TEST_F(ConfigTest, writes_no_json_without_being_asked_to_check) {
    Host net;
    net.host.write_config(Instance{}.text());
    EXPECT_EQ(net.start({}, {"--json"}).status, 1);
    EXPECT_FALSE(net.host.has_vip());
}

} // namespace xvrrp::test
