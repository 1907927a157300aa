// SPDX-License-Identifier: GPL-2.0-or-later
// Several daemons on one host: namespaces, instances, pid files.
#include "support/vrrp_host.h"

#include <filesystem>
#include <fstream>

namespace xvrrp::test {

namespace {

namespace fs = std::filesystem;

class Identity : public RootTest {};

// The directories that a daemon makes for itself if it is told none.
class DefaultPlaces {
public:
    explicit DefaultPlaces(const NetNs& netns)
        : runtime_dir_("/run/xvrrpd/" + netns.name()), bpf_dir_("/sys/fs/bpf/xvrrpd_" + netns.name()) {
        remove();
    }

    DefaultPlaces(const DefaultPlaces&) = delete;
    DefaultPlaces& operator=(const DefaultPlaces&) = delete;

    ~DefaultPlaces() { remove(); }

    const std::string& runtime_dir() const { return runtime_dir_; }

    bool has_pins() const { return fs::exists(bpf_dir_); }

    std::string pid() const {
        std::string text;
        std::ifstream(runtime_dir_ + "/xvrrpd.pid") >> text;
        return text;
    }

private:
    void remove() const {
        std::error_code ignored;
        fs::remove_all(runtime_dir_, ignored);
        fs::remove_all(bpf_dir_, ignored);
        fs::remove("/run/xvrrpd", ignored); // unless another daemon is in it
    }

    std::string runtime_dir_;
    std::string bpf_dir_;
};

Finished status(const std::string& runtime_dir) {
    Process client({XVRRPCTL, "--runtime-dir", runtime_dir, "-j", "status"});
    const auto code = client.wait();
    return {code.value_or(-1), client.output()};
}

Process start(const std::string& file, const std::vector<std::string>& flags = {}) {
    std::vector<std::string> command{XVRRPD, "-n", "-l", "-f", file};
    command.insert(command.end(), flags.begin(), flags.end());
    return Process(command);
}

} // namespace

TEST_F(Identity, of_a_namespace_in_the_file_or_on_the_command_line_keeps_two_daemons_apart) {
    const NetNs a("a");
    const NetNs b("b");
    connect(a, "eth0", b, "eth0");
    a.ip("addr add 192.168.1.1/24 dev eth0");
    b.ip("addr add 192.168.1.2/24 dev eth0");
    const DefaultPlaces of_a(a);
    const DefaultPlaces of_b(b);
    const TemporaryDirectory files;
    const auto config = [&](const char* name, int priority, const NetNs& netns) {
        return files.write(name,
                           "net_namespace " + netns.name() + "\n" + Instance{.priority = priority}.text());
    };
    Process daemon_a = start(config("a", 200, a));
    ASSERT_TRUE(daemon_a.says("Entering MASTER STATE")) << daemon_a.output();
    Process daemon_b = start(config("b", 100, a), {"-s", b.name()}); // the file names the other namespace
    ASSERT_TRUE(daemon_b.says("Entering BACKUP STATE")) << daemon_b.output();
    ASSERT_TRUE(wait_until([&] { return a.has(virtual_address()); }));
    EXPECT_FALSE(b.has(virtual_address()));
    EXPECT_EQ(of_a.pid(), std::to_string(daemon_a.pid()));
    EXPECT_EQ(of_b.pid(), std::to_string(daemon_b.pid()));
    EXPECT_TRUE(of_a.has_pins());
    EXPECT_TRUE(of_b.has_pins());
    EXPECT_NE(status(of_a.runtime_dir()).output.find("\"MASTER\""), std::string::npos);
    EXPECT_NE(status(of_b.runtime_dir()).output.find("\"BACKUP\""), std::string::npos);

    daemon_a.terminate(); // the other daemon goes on with its own files
    EXPECT_EQ(daemon_a.wait(), 0) << daemon_a.output();
    EXPECT_TRUE(daemon_b.says("Entering MASTER STATE")) << daemon_b.output();
    EXPECT_TRUE(wait_until([&] { return b.has(virtual_address()) && !a.has(virtual_address()); }));
    EXPECT_EQ(of_a.pid(), "");
    EXPECT_EQ(of_b.pid(), std::to_string(daemon_b.pid()));
    daemon_b.terminate();
    EXPECT_EQ(daemon_b.wait(), 0) << daemon_b.output();
}

TEST_F(Identity, of_a_missing_namespace_is_refused_in_words) {
    const TemporaryDirectory files;
    const auto file = files.write("config", "net_namespace no_such_namespace\n" + Instance{}.text());
    Process daemon = start(file);
    EXPECT_EQ(daemon.wait(), 1);
    EXPECT_NE(daemon.output().find(
                  "enter network namespace no_such_namespace: No such file or directory (see ip netns)"),
              std::string::npos)
        << daemon.output();
    Process check = start(file, {"-t"});
    EXPECT_EQ(check.wait(), 1);
    EXPECT_NE(check.output().find("error: network namespace no_such_namespace does not exist\n"),
              std::string::npos)
        << check.output();
}

TEST_F(Identity, cannot_be_changed_by_a_reload) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    host.run_xvrrpd(Instance{}.text());
    ASSERT_TRUE(host.becomes("MASTER"));
    host.write_config("net_namespace elsewhere\n" + Instance{.priority = 101}.text());
    host.daemon().signal(SIGHUP);
    EXPECT_TRUE(host.daemon().says("net_namespace and instance change with the next start")) << host.log();
    EXPECT_TRUE(wait_until([&] { return host.instance()["priority"]["base"] == 101; })) << host.log();
    EXPECT_EQ(host.xvrrpctl("config show").output.find("elsewhere"), std::string::npos);
    EXPECT_TRUE(host.has_vip());
}

TEST_F(Identity, is_a_pid_file_that_a_second_daemon_does_not_take) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    const auto file = host.runtime_dir() + "_main.pid";
    host.run_xvrrpd(Instance{}.text(), {"-p", file});
    Process second({XVRRPD, "-n", "-l", "-f", host.config_file(), "--runtime-dir", host.runtime_dir() + "2",
                    "--bpf-dir", host.bpf_dir() + "2", "-p", file},
                   host.netns().path());
    EXPECT_EQ(second.wait(), 1);
    EXPECT_NE(second.output().find("write the pid file " + file + ": xvrrpd runs there already, as process " +
                                   std::to_string(host.daemon().pid())),
              std::string::npos)
        << second.output();
    EXPECT_EQ(host.netns().must("cat " + file), std::to_string(host.daemon().pid()) + "\n");
    fs::remove(host.bpf_dir() + "2");
}

TEST_F(Identity, takes_over_a_pid_file_that_a_dead_daemon_left) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    host.run_xvrrpd(Instance{}.text());
    host.daemon().kill();
    const auto file = host.runtime_dir() + "/xvrrpd.pid";
    ASSERT_TRUE(fs::exists(file));
    host.run_xvrrpd(Instance{}.text());
    EXPECT_EQ(host.netns().must("cat " + file), std::to_string(host.daemon().pid()) + "\n");
    host.netns().must("kill -HUP $(cat " + file + ")");
    EXPECT_TRUE(host.daemon().says("reloading")) << host.log();
}

// Another daemon on the host, with the same interface and with directories of its own.
class SecondDaemon {
public:
    explicit SecondDaemon(const VrrpHost& host)
        : host_(host), config_(host.config_file() + "2"), runtime_dir_(host.runtime_dir() + "2"),
          bpf_("second") {}

    void write_config(const std::string& text) const { std::ofstream(config_) << text; }

    Process start() const {
        return host_.netns().start({XVRRPD, "-n", "-l", "-f", config_, "--runtime-dir", runtime_dir_,
                                    "--bpf-dir", bpf_.path(), "--datapath", "tc"});
    }

    Finished reload() const {
        return host_.netns().run(XVRRPCTL " --runtime-dir " + runtime_dir_ + " reload");
    }

private:
    const VrrpHost& host_;
    std::string config_;
    std::string runtime_dir_;
    BpfDirectory bpf_;
};

// Number 52 on the same interface, with another address.
std::string number_52() {
    return "vrrp_instance VI_2 {\n    interface eth0\n    virtual_router_id 52\n    virtual_ipaddress {\n        "
           "192.168.1.102\n    }\n}\n";
}

std::string claimed_by() {
    return "claim virtual_router_id 51 on eth0 for VI_1: xvrrpd runs it already, as process ";
}

TEST_F(Identity, of_a_virtual_router_that_another_daemon_runs_is_refused) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    host.run_xvrrpd(Instance{}.text());
    ASSERT_TRUE(host.becomes("MASTER"));
    const SecondDaemon beside(host);
    beside.write_config(number_52() + Instance{}.text());
    Process second = beside.start();
    EXPECT_EQ(second.wait(), 1);
    EXPECT_TRUE(second.says(claimed_by() + std::to_string(host.daemon().pid()))) << second.output();
    EXPECT_EQ(host.instance()["state"], "MASTER");
}

TEST_F(Identity, of_a_virtual_router_that_another_daemon_runs_is_refused_by_a_reload) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    host.run_xvrrpd(Instance{}.text());
    ASSERT_TRUE(host.becomes("MASTER"));
    const SecondDaemon beside(host);
    beside.write_config(number_52());
    Process second = beside.start();
    ASSERT_TRUE(second.says("Entering BACKUP STATE")) << second.output();
    beside.write_config(number_52() + Instance{}.text());
    const auto refused = beside.reload();
    EXPECT_EQ(refused.status, 1) << refused.output;
    EXPECT_NE(refused.output.find(claimed_by() + std::to_string(host.daemon().pid())), std::string::npos)
        << refused.output;
    EXPECT_EQ(second.output().find("(VI_1)"), std::string::npos) << second.output();

    host.write_config(number_52()); // and the other way round
    EXPECT_EQ(host.xvrrpctl("reload").status, 1);
    EXPECT_EQ(host.instance()["name"], "VI_1");
    host.write_config("");
    host.daemon().terminate();
    EXPECT_EQ(host.daemon().wait(), 0);
    const auto taken = beside.reload(); // no daemon has it any more
    EXPECT_EQ(taken.status, 0) << taken.output;
    EXPECT_TRUE(second.says("(VI_1) Entering MASTER STATE")) << second.output();
}

TEST_F(Identity, of_a_virtual_router_is_free_again_when_a_reload_removes_it) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    host.run_xvrrpd(Instance{}.text() + number_52());
    ASSERT_TRUE(host.becomes("MASTER"));
    host.write_config(Instance{}.text());
    ASSERT_EQ(host.xvrrpctl("reload").status, 0) << host.log();
    const SecondDaemon beside(host);
    beside.write_config(number_52());
    Process second = beside.start();
    EXPECT_TRUE(second.says("(VI_2) Entering MASTER STATE")) << second.output();
}

// Any user of the host may take a name.
TEST_F(Identity, of_a_virtual_router_cannot_be_taken_by_a_stranger) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    const Process stranger =
        host.netns().start({"setpriv", "--reuid=65534", "--clear-groups", "/usr/bin/python3", "-uc",
                            "import socket, time\ns = socket.socket(socket.AF_UNIX)\n"
                            "s.bind('\\0xvrrpd/eth0/ipv4/51')\ns.listen()\nprint('ready')\ntime.sleep(60)"});
    ASSERT_TRUE(stranger.says("ready")) << stranger.output();
    host.run_xvrrpd(Instance{}.text());
    EXPECT_TRUE(host.becomes("MASTER"));
    EXPECT_TRUE(host.daemon().says("process " + std::to_string(stranger.pid()) +
                                   ", which is no xvrrpd, has the name"))
        << host.log();
}

} // namespace xvrrp::test
