// SPDX-License-Identifier: GPL-2.0-or-later
// Scripts and named pipes that are told what a router does.
#include "os/named_pipe.h"
#include "support/notify_scripts.h"
#include "support/vrrp_host.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <regex>

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace xvrrp::test {

namespace {

using Lines = std::vector<std::string>;
using std::chrono::seconds;
using std::chrono::steady_clock;

class Notify : public RootTest {};

class NotifyFifo : public RootTest {};

class LifeScript : public RootTest {};

std::string global_defs(const std::string& lines) {
    return "global_defs {\n" + lines + "}\n";
}

// A router that is alone on its LAN.
struct Alone {
    Lan lan{"lan"};
    VrrpHost host{lan, "a", "192.168.1.1/24"};
    NotifyScripts scripts;

    explicit Alone(const std::string& lines_before = "") : scripts(lines_before) {}

    std::string notify() const { return "    notify " + scripts.path() + "\n"; }

    void run(const std::string& more, const std::string& global = "") {
        host.run_xvrrpd(global_defs(global) + Instance{.more = more}.text());
    }

    // The exit status of the daemon, and how long it took to leave.
    std::pair<std::optional<int>, steady_clock::duration> leave(Duration timeout = seconds(20)) {
        const auto began = steady_clock::now();
        host.daemon().terminate();
        const auto status = host.daemon().wait(timeout);
        return {status, steady_clock::now() - began};
    }

    ::testing::AssertionResult reload(const std::string& config) {
        const auto before = host.log().size();
        host.write_config(config);
        host.daemon().signal(SIGHUP);
        return wait_until([&] { return host.log().find("reloaded ", before) != std::string::npos; })
                   ? ::testing::AssertionSuccess()
                   : ::testing::AssertionFailure() << host.log();
    }
};

std::string history_of(const VrrpHost& host) {
    return host.runtime_dir() + "/history";
}

// "[INSTANCE][VI_1][MASTER][100]" for each transition in the history, which has more of them than the log of a flapping check.
Lines states_of(const VrrpHost& host) {
    static const std::regex kTransition(R"re("name":"(\w+)".*"what":"\w+ -> (MASTER|BACKUP|FAULT)")re");
    Lines states;
    std::ifstream history(history_of(host));
    std::smatch found;
    for (std::string line; std::getline(history, line);) {
        if (std::regex_search(line, found, kTransition))
            states.push_back("[INSTANCE][" + found[1].str() + "][" + found[2].str() + "][100]");
    }
    return states;
}

std::string pipe_config(const std::string& path, const std::string& more = "") {
    return "    notify_fifo " + path + "\n" + more;
}

os::Fd open_reader(const std::string& path) {
    return os::Fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
}

std::string read_all(const os::Fd& fd) {
    std::string text;
    std::array<char, 4096> some{};
    for (ssize_t size = 0; (size = ::read(fd.get(), some.data(), some.size())) > 0;)
        text.append(some.data(), static_cast<std::size_t>(size));
    return text;
}

} // namespace

TEST_F(Notify, runs_the_script_of_each_state_and_then_the_one_of_all) {
    Alone net;
    const auto on = [&](const std::string& state) {
        return "    notify_" + state + " \"" + net.scripts.path() + " on '" + state + " x'\"\n";
    };
    net.run(on("master") + on("backup") + on("fault") + on("stop") + net.notify());
    ASSERT_TRUE(net.scripts.tells("[INSTANCE][VI_1][MASTER][100]")) << net.host.log();
    net.host.netns().down("eth0");
    ASSERT_TRUE(net.scripts.tells("[INSTANCE][VI_1][FAULT][100]"));
    EXPECT_EQ(net.leave().first, 0) << net.host.log();
    EXPECT_EQ(net.scripts.lines(),
              (Lines{"[on][backup x]", "[INSTANCE][VI_1][BACKUP][100]", "[on][master x]",
                     "[INSTANCE][VI_1][MASTER][100]", "[on][fault x]", "[INSTANCE][VI_1][FAULT][100]",
                     "[on][stop x]", "[INSTANCE][VI_1][STOP][100]"}))
        << net.host.log();
}

TEST_F(Notify, has_the_addresses_when_a_master_is_told) {
    Alone net("ip -o addr show dev eth0 | grep -q 192.168.1.100 && set -- \"$@\" there");
    net.run(net.notify());
    EXPECT_TRUE(net.scripts.tells("[INSTANCE][VI_1][MASTER][100][there]")) << net.host.log();
    EXPECT_EQ(net.scripts.lines().front(), "[INSTANCE][VI_1][BACKUP][100]");
}

TEST_F(Notify, has_the_addresses_also_when_they_wait_for_before_master) {
    Alone net("ip -o addr show dev eth0 | grep -q 192.168.1.100 && set -- \"$@\" there");
    net.run(net.notify() + "    before_master " + net.scripts.script("before", "sleep 0.5") + " 5\n");
    EXPECT_TRUE(net.scripts.tells("[INSTANCE][VI_1][MASTER][100][there]")) << net.host.log();
}

// The tracked file changes faster than the script takes.
TEST_F(Notify, keeps_the_order_of_a_thousand_transitions_and_loses_none) {
    Alone net("i=0; while [ $i -lt 300 ]; do i=$((i + 1)); done"); // slower than the transitions
    const TemporaryDirectory files("files");
    files.write("switch", "0\n");
    net.host.run_xvrrpd("vrrp_track_file switch {\n    file " + files.path() + "/switch\n    weight 0\n}\n" +
                        Instance{.more = "    track_file {\n        switch\n    }\n" + net.notify()}.text());
    for (int i = 0; i < 1000; ++i) {
        const auto before = std::filesystem::file_size(history_of(net.host));
        files.write("switch", i % 2 ? "0\n" : "1\n");
        ASSERT_TRUE(wait_until([&] { return std::filesystem::file_size(history_of(net.host)) > before; }))
            << i;
    }
    const auto wanted = states_of(net.host);
    EXPECT_GT(wanted.size(), 990u);
    EXPECT_TRUE(wait_until([&] { return net.scripts.lines().size() >= wanted.size(); }, seconds(240)));
    EXPECT_EQ(net.scripts.lines(), wanted);
}

TEST_F(Notify, waits_for_notify_stop_before_the_daemon_leaves) {
    Alone net("test \"$4$1\" = \"100INSTANCE\" && test $3 = STOP && sleep 1");
    net.run(net.notify());
    ASSERT_TRUE(net.scripts.tells("[INSTANCE][VI_1][MASTER][100]"));
    const auto [status, took] = net.leave();
    EXPECT_EQ(status, 0) << net.host.log();
    EXPECT_GE(took, seconds(1));
    EXPECT_EQ(net.scripts.lines().back(), "[INSTANCE][VI_1][STOP][100]");
    EXPECT_FALSE(net.host.has_vip()) << "the addresses went before";
}

TEST_F(Notify, leaves_without_a_script_that_hangs) {
    Alone net;
    const auto hangs = net.scripts.script("hangs", "sleep 1000");
    net.run("    notify_stop " + hangs + "\n", "    shutdown_script_timeout 1\n");
    ASSERT_TRUE(net.host.becomes("MASTER"));
    const auto [status, took] = net.leave();
    EXPECT_EQ(status, 0) << net.host.log();
    EXPECT_GE(took, seconds(1));
    EXPECT_LT(took, seconds(8));
    EXPECT_NE(net.host.log().find("the daemon leaves although 1 scripts have not ended within 1 s"),
              std::string::npos)
        << net.host.log();
}

TEST_F(Notify, tells_an_instance_that_a_reload_removes) {
    const auto two = [](const Alone& net, const std::string& more) {
        return Instance{.more = net.notify()}.text() +
               "vrrp_instance VI_2 {\n    interface eth0\n    virtual_router_id 52\n    version 3\n" +
               net.notify() + more + "    virtual_ipaddress {\n        192.168.1.102/24\n    }\n}\n";
    };
    for (const std::string more : {"", "    notify_deleted\n"}) {
        Alone net;
        net.host.run_xvrrpd(two(net, more));
        ASSERT_TRUE(net.scripts.tells("[INSTANCE][VI_2][BACKUP][100]")) << net.host.log();
        ASSERT_TRUE(net.reload(Instance{.more = net.notify()}.text()));
        EXPECT_TRUE(net.scripts.tells(more.empty() ? "[INSTANCE][VI_2][FAULT][100]"
                                                   : "[INSTANCE][VI_2][DELETED][100]"))
            << net.host.log();
    }
}

TEST_F(NotifyFifo, keeps_everything_for_a_reader_that_comes_late_and_over_a_reload) {
    Alone net;
    const auto path = net.scripts.file("pipe");
    const auto config = global_defs(pipe_config(path)) + Instance{}.text();
    net.host.run_xvrrpd(config);
    ASSERT_TRUE(net.host.becomes("MASTER"));
    const auto reader = open_reader(path);
    std::string text;
    const auto reads = [&](const std::string& wanted) {
        return wait_until([&] { return (text += read_all(reader)) == wanted; });
    };
    EXPECT_TRUE(reads("INSTANCE \"VI_1\" BACKUP 100\nINSTANCE \"VI_1\" MASTER 100\n")) << text;
    ASSERT_TRUE(net.reload(config + "# another text\n"));
    net.host.netns().down("eth0");
    text.clear();
    EXPECT_TRUE(reads("INSTANCE \"VI_1\" FAULT 100\n")) << text;
    EXPECT_EQ(net.leave().first, 0);
    text.clear();
    EXPECT_TRUE(reads("INSTANCE \"VI_1\" STOP 100\n")) << text;
}

TEST_F(NotifyFifo, of_another_user_is_opened_without_the_right_to_override_its_mode) {
    const NotifyScripts scripts;
    const auto path = scripts.file("pipe");
    constexpr uid_t kOther = 65534;
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    ASSERT_EQ(::chown(path.c_str(), kOther, kOther), 0);
    const auto child = ::fork();
    if (child == 0) {
        __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
        std::array<__user_cap_data_struct, 2> capabilities{};
        ::syscall(SYS_capget, &header, capabilities.data());
        capabilities[0].effective &= ~(1U << CAP_DAC_OVERRIDE);
        ::syscall(SYS_capset, &header, capabilities.data());
        const bool is_refused = ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC) < 0;
        ::_exit(is_refused && os::NamedPipe::open(path, {}) ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);

    struct stat there {};

    ASSERT_EQ(::stat(path.c_str(), &there), 0);
    EXPECT_EQ(there.st_uid, kOther);
    EXPECT_EQ(there.st_gid, kOther);
}

// A path in the directory of the daemon, as docs/notify.md has it.
TEST_F(NotifyFifo, in_the_directory_of_the_daemon_outlives_it) {
    Alone net;
    const auto path = net.host.runtime_dir() + "/notify";
    net.run("", pipe_config(path));
    ASSERT_TRUE(net.host.becomes("MASTER"));
    const auto reader = open_reader(path);
    EXPECT_EQ(net.leave().first, 0);
    EXPECT_EQ(read_all(reader),
              "INSTANCE \"VI_1\" BACKUP 100\nINSTANCE \"VI_1\" MASTER 100\nINSTANCE \"VI_1\" STOP 100\n");
    EXPECT_TRUE(std::filesystem::is_fifo(path));
}

TEST_F(NotifyFifo, gets_all_states_after_a_reload_if_that_is_wanted) {
    Alone net;
    const auto path = net.scripts.file("pipe");
    const auto config = global_defs(pipe_config(path, "    fifo_write_vrrp_states_on_reload\n")) +
                        "vrrp_sync_group G {\n    group {\n        VI_1\n    }\n}\n" + Instance{}.text();
    net.host.run_xvrrpd(config);
    ASSERT_TRUE(net.host.becomes("MASTER"));
    const auto reader = open_reader(path);
    std::string text;
    ASSERT_TRUE(wait_until([&] { return (text += read_all(reader)).ends_with("GROUP \"G\" MASTER 0\n"); }));
    ASSERT_TRUE(net.reload(config));
    text.clear();
    EXPECT_TRUE(wait_until([&] {
        return (text += read_all(reader)) == "INSTANCE \"VI_1\" MASTER 100\nGROUP \"G\" MASTER 0\n";
    })) << text;
}

TEST_F(NotifyFifo, that_is_full_delays_nobody_and_is_told) {
    Alone net;
    const auto path = net.scripts.file("pipe");
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    const os::Fd both(::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
    ::fcntl(both.get(), F_SETPIPE_SZ, 1 << 20);
    const std::string filler(4096, 'x');
    while (::write(both.get(), filler.data(), filler.size()) > 0) {
    }
    net.run("", pipe_config(path));
    EXPECT_TRUE(net.host.becomes("MASTER"));
    EXPECT_TRUE(
        net.host.daemon().says(path + " is full, its reader is missing or too slow: 1 lines were lost"))
        << net.host.log();
    const nlohmann::json both_lines{{"path", path}, {"lost", 2}};
    EXPECT_TRUE(wait_until([&] { return net.host.status()["notify"]["notify_fifo"] == both_lines; }))
        << net.host.status()["notify"];
    EXPECT_NE(
        net.host.xvrrpctl("status").output.find("Not told since the start: lines lost on notify_fifo 2\n"),
        std::string::npos);
    read_all(both);
    net.host.netns().down("eth0");
    std::string text;
    EXPECT_TRUE(wait_until([&] { return (text += read_all(both)) == "INSTANCE \"VI_1\" FAULT 100\n"; }))
        << text;
}

TEST_F(NotifyFifo, is_read_by_its_script_which_a_reload_leaves_alone) {
    Alone net;
    const auto path = net.scripts.file("pipe");
    const auto script = net.scripts.script(
        "read", "echo \"start $2\" >> $1\nwhile read line; do echo \"$line\" >> $1; done < $2");
    const auto config = global_defs(pipe_config(path, "    notify_fifo_script \"" + script + " " +
                                                          net.scripts.file() + "\"\n")) +
                        Instance{}.text();
    net.host.run_xvrrpd(config);
    ASSERT_TRUE(net.scripts.tells("INSTANCE \"VI_1\" MASTER 100")) << net.host.log();
    ASSERT_TRUE(net.reload(config));
    net.host.netns().down("eth0");
    ASSERT_TRUE(net.scripts.tells("INSTANCE \"VI_1\" FAULT 100"));
    EXPECT_EQ(net.scripts.lines(), (Lines{"start " + path, "INSTANCE \"VI_1\" BACKUP 100",
                                          "INSTANCE \"VI_1\" MASTER 100", "INSTANCE \"VI_1\" FAULT 100"}));
}

TEST_F(LifeScript, of_the_start_has_ended_before_the_first_state_and_that_of_the_end_comes_last) {
    Alone net;
    net.run(net.notify(), "    startup_script \"" + net.scripts.path() + " start\"\n    shutdown_script \"" +
                              net.scripts.path() + " end\"\n");
    ASSERT_TRUE(net.scripts.tells("[INSTANCE][VI_1][MASTER][100]")) << net.host.log();
    EXPECT_EQ(net.leave().first, 0) << net.host.log();
    EXPECT_EQ(net.scripts.lines(),
              (Lines{"[start]", "[INSTANCE][VI_1][BACKUP][100]", "[INSTANCE][VI_1][MASTER][100]",
                     "[INSTANCE][VI_1][STOP][100]", "[end]"}));
}

TEST_F(LifeScript, that_hangs_is_ended_and_the_daemon_goes_on) {
    Alone net;
    const auto hangs = net.scripts.script("hangs", "sleep 1000");
    net.run("", "    startup_script " + hangs + "\n    startup_script_timeout 1\n    shutdown_script " +
                    hangs + "\n    shutdown_script_timeout 1\n");
    EXPECT_TRUE(net.host.becomes("MASTER")) << net.host.log();
    const auto [status, took] = net.leave();
    EXPECT_EQ(status, 0) << net.host.log();
    EXPECT_LT(took, seconds(8));
}

TEST_F(LifeScript, of_the_start_is_left_by_a_daemon_that_has_to_end) {
    Alone net;
    const auto hangs = net.scripts.script("hangs", "touch " + net.scripts.file("began") + "; sleep 1000");
    net.host.write_config(global_defs("    startup_script " + hangs + "\n    startup_script_timeout 100\n") +
                          Instance{}.text());
    auto daemon = net.host.netns().start(net.host.xvrrpd_command());
    ASSERT_TRUE(wait_until([&] { return std::filesystem::exists(net.scripts.file("began")); }))
        << daemon.output();
    const auto restarted = net.host.xvrrpctl("restart");
    EXPECT_NE(restarted.status, 0);
    EXPECT_NE(restarted.output.find("it starts or ends at this moment"), std::string::npos)
        << restarted.output;
    daemon.terminate();
    EXPECT_EQ(daemon.wait(seconds(8)), 0) << daemon.output();
}

} // namespace xvrrp::test
