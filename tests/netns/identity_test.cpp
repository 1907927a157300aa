// SPDX-License-Identifier: GPL-2.0-or-later
// Several daemons on one host: namespaces, instances, pid files.
#include "support/vrrp_host.h"

#include <filesystem>
#include <fstream>

namespace xvrrp::test {

namespace {

namespace fs = std::filesystem;

class Identity : public RootTest {};

// What a daemon that was told no directory has made for itself.
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
        fs::remove("/run/xvrrpd", ignored); // unless another one is in it
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
    Process daemon_b = start(config("b", 100, a), {"-s", b.name()}); // the file names the other one
    ASSERT_TRUE(daemon_b.says("Entering BACKUP STATE")) << daemon_b.output();
    ASSERT_TRUE(wait_until([&] { return a.has(virtual_address()); }));
    EXPECT_FALSE(b.has(virtual_address()));
    EXPECT_EQ(of_a.pid(), std::to_string(daemon_a.pid()));
    EXPECT_EQ(of_b.pid(), std::to_string(daemon_b.pid()));
    EXPECT_TRUE(of_a.has_pins());
    EXPECT_TRUE(of_b.has_pins());
    EXPECT_NE(status(of_a.runtime_dir()).output.find("\"MASTER\""), std::string::npos);
    EXPECT_NE(status(of_b.runtime_dir()).output.find("\"BACKUP\""), std::string::npos);

    daemon_a.terminate(); // and the other one goes on, on what is its own
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

} // namespace xvrrp::test
