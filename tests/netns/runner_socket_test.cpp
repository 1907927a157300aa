// SPDX-License-Identifier: GPL-2.0-or-later
// The daemon as another user, and root behind a socket: xvrrp-runner is started for each connection, as by its systemd units.
#include "netns/other_user.h"
#include "os/seqpacket.h"
#include "runner/message.h"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace xvrrp::test {

namespace {

using Pids = std::vector<pid_t>;

Pids children_of(pid_t wanted) {
    Pids found;
    for (const auto& each : fs::directory_iterator("/proc")) {
        std::ifstream stat(each.path() / "stat");
        pid_t process = 0;
        pid_t parent = 0;
        std::string name;
        std::string state;
        if (stat >> process >> name >> state >> parent && name == "(xvrrp-runner)" && parent == wanted)
            found.push_back(process);
    }
    return found;
}

class RunnerSocket : public OtherUser {
protected:
    std::string path(const std::string& name) const { return files_.path() + "/" + name; }

    // The service manager of this test.
    Process listen(std::vector<std::string> command = {}, const std::vector<std::string>& flags = {}) const {
        const auto runner = fs::path(XVRRPD).parent_path() / "xvrrp-runner";
        command.insert(command.end(),
                       {"systemd-socket-activate", "--accept", "--seqpacket", "-l", path("socket")});
        command.insert(command.end(), flags.begin(), flags.end());
        command.push_back(runner);
        auto listener = host_.netns().start(command);
        EXPECT_TRUE(wait_until([&] { return ::chown(path("socket").c_str(), kNobody, kNobody) == 0; }))
            << listener.output();
        return listener;
    }

    Process start_with_socket(const std::string& config) const {
        return start(config, {"--runner-socket", path("socket")});
    }

    bool is_run_by(const std::string& user) const {
        return wait_until([&] {
            std::string said;
            return std::ifstream(out()) >> said && said == user;
        });
    }

    static bool has_runners(const Process& listener, std::size_t number) {
        return wait_until([&] { return children_of(listener.pid()).size() == number; });
    }

    std::string closed_directory() const {
        const auto directory = path("closed");
        fs::create_directory(directory);
        fs::permissions(directory, fs::perms::owner_all);
        return directory + "/";
    }

    static void write_closed(const std::string& file, const std::string& text) {
        std::ofstream(file) << text;
        fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    }

    static std::string global(const std::string& text) { return "global_defs {\n" + text + "}\n"; }
};

// The socket on which a service manager hears from its services (NOTIFY_SOCKET).
os::Fd notify_socket(const std::string& path) {
    os::Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::ranges::copy(path, address.sun_path);
    EXPECT_EQ(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    return socket;
}

std::string read_all(int fd) {
    std::string text;
    std::array<char, 4096> some{};
    for (ssize_t size = 0; (size = ::read(fd, some.data(), some.size())) > 0;)
        text.append(some.data(), static_cast<std::size_t>(size));
    return text;
}

} // namespace

TEST_F(RunnerSocket, has_scripts_run_as_root_and_as_any_other_user) {
    const auto listener = listen();
    for (const std::string user : {"", "daemon"}) {
        fs::remove(out());
        auto daemon = start_with_socket(checked_by(user));
        EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
        EXPECT_TRUE(is_run_by(user.empty() ? "root" : user)) << daemon.output();
        EXPECT_EQ(children_of(listener.pid()).size(), 1u);
        EXPECT_EQ(children_of(daemon.pid()), Pids{});
        EXPECT_EQ(daemon.output().find(" error: "), std::string::npos) << daemon.output();
        daemon.terminate();
        EXPECT_EQ(daemon.wait(), 0) << daemon.output();
        EXPECT_TRUE(has_runners(listener, 0)) << "it ends with the daemon";
    }
}

TEST_F(RunnerSocket, is_not_used_where_nothing_is_to_be_run) {
    const auto listener = listen();
    auto daemon = start_with_socket(Instance{}.text());
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
    EXPECT_EQ(host_.xvrrpctl("reload").status, 0);
    daemon.terminate();
    EXPECT_EQ(daemon.wait(), 0) << daemon.output();
    EXPECT_EQ(listener.output().find("Connection from"), std::string::npos) << listener.output();
}

TEST_F(RunnerSocket, gives_another_runner_when_one_was_killed) {
    const auto listener = listen();
    const auto daemon = start_with_socket(checked_by(""));
    ASSERT_TRUE(is_run_by("root")) << daemon.output();
    const auto first = children_of(listener.pid());
    ASSERT_EQ(first.size(), 1u);
    ::kill(first.front(), SIGKILL);
    EXPECT_TRUE(daemon.says("xvrrp-runner has died and is started again")) << daemon.output();
    fs::remove(out());
    EXPECT_TRUE(is_run_by("root")) << daemon.output();
    EXPECT_NE(children_of(listener.pid()), first);
}

TEST_F(RunnerSocket, feeds_the_watchdog_of_the_service_manager_and_hides_it_from_scripts) {
    const auto told = notify_socket(path("notify"));
    const auto listener = listen({"env", "NOTIFY_SOCKET=" + path("notify"), "WATCHDOG_USEC=300000"},
                                 {"-E", "NOTIFY_SOCKET", "-E", "WATCHDOG_USEC"});
    const auto daemon = start_with_socket(
        "vrrp_script check {\n    script \"/bin/sh -c 'env > " + out() + "'\"\n    interval 1000\n}\n" +
        Instance{.more = "    track_script {\n        check\n    }\n"}.text());
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
    std::string text;
    EXPECT_TRUE(wait_until([&] { return (text += read_all(told.get())).size() >= 100; })) << text;
    EXPECT_TRUE(text.starts_with("WATCHDOG=1WATCHDOG=1")) << text;
    std::stringstream environment;
    environment << std::ifstream(out()).rdbuf();
    EXPECT_NE(environment.str().find("PATH="), std::string::npos);
    for (const std::string hidden : {"NOTIFY_SOCKET", "WATCHDOG_", "LISTEN_"})
        EXPECT_EQ(environment.str().find(hidden), std::string::npos) << environment.str();
}

// A daemon that is stopped takes no answers. Its scripts go on.
TEST_F(RunnerSocket, feeds_the_watchdog_while_nobody_takes_its_answers) {
    const auto told = notify_socket(path("notify"));
    const auto listener = listen({"env", "NOTIFY_SOCKET=" + path("notify"), "WATCHDOG_USEC=600000"},
                                 {"-E", "NOTIFY_SOCKET", "-E", "WATCHDOG_USEC"});
    const auto daemon = os::connect_to(path("socket"), std::chrono::seconds(1));
    ASSERT_TRUE(daemon) << daemon.error().text();
    const auto ping = runner::encode(runner::Request{runner::Ping{1}}).value();
    while (os::send_packet(daemon->get(), ping))
        ;
    read_all(told.get());
    std::string text;
    EXPECT_TRUE(wait_until([&] { return (text += read_all(told.get())).size() >= 30; })) << text;
}

// The watchdog of the unit kills the one that stands still. This service manager has none.
TEST_F(RunnerSocket, gives_another_runner_when_one_stands_still) {
    const auto listener = listen();
    const auto daemon = start_with_socket(checked_by(""));
    ASSERT_TRUE(is_run_by("root")) << daemon.output();
    const auto first = children_of(listener.pid());
    ASSERT_EQ(first.size(), 1u);
    ::kill(first.front(), SIGSTOP);
    EXPECT_TRUE(daemon.says("xvrrp-runner does not answer and is started again")) << daemon.output();
    fs::remove(out());
    EXPECT_TRUE(is_run_by("root")) << daemon.output();
    EXPECT_TRUE(has_runners(listener, 2));
    ::kill(first.front(), SIGKILL);
}

TEST_F(RunnerSocket, that_is_missing_is_a_fault_until_it_is_there) {
    const auto daemon = start_with_socket(checked_by(""));
    EXPECT_TRUE(daemon.says("connect to " + path("socket") +
                            ": No such file or directory (systemctl start xvrrp-runner.socket)"))
        << daemon.output();
    EXPECT_TRUE(daemon.says("Entering FAULT STATE")) << daemon.output();
    EXPECT_FALSE(host_.has_vip());
    const auto listener = listen();
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
    EXPECT_TRUE(is_run_by("root"));
}

TEST_F(RunnerSocket, of_another_user_is_not_believed) {
    fs::permissions(files_.path(), fs::perms(0777));
    const auto listener = listen({"setpriv", "--reuid", "daemon", "--clear-groups"});
    const auto daemon = start_with_socket(checked_by(""));
    EXPECT_TRUE(daemon.says("connect to " + path("socket") + ": another user than root listens there"))
        << daemon.output();
    EXPECT_TRUE(daemon.says("Entering FAULT STATE")) << daemon.output();
    EXPECT_FALSE(fs::exists(out()));
}

TEST_F(RunnerSocket, of_a_runner_without_capabilities_runs_no_script_of_others) {
    const auto listener = listen({"setpriv", "--bounding-set=-setuid", "--inh-caps=-setuid"});
    const auto daemon = start_with_socket(checked_by("daemon"));
    EXPECT_TRUE(daemon.says("become user daemon: Operation not permitted")) << daemon.output();
    EXPECT_TRUE(daemon.says("Entering FAULT STATE")) << daemon.output();
    EXPECT_FALSE(fs::exists(out()));
}

TEST_F(RunnerSocket, lets_root_read_the_configuration_its_includes_and_keys) {
    const auto listener = listen();
    const auto closed = closed_directory();
    const auto included = [&](int priority) {
        write_closed(
            closed + "a.conf",
            Instance{.priority = priority,
                     .more = "    auth_hmac {\n        key 1 file:a.key\n        active_key 1\n    }\n"}
                .text());
    };
    write_closed(closed + "a.key", "0123456789abcdef0123456789abcdef\n");
    included(101);
    const auto config = "include " + closed + "*.conf\n";
    host_.write_config(config);
    fs::permissions(host_.config_file(), fs::perms(0600));
    const auto daemon = start_with_socket(config);
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
    EXPECT_EQ(host_.instance()["priority"]["effective"], 101) << daemon.output();
    const std::string open_key = "the file of key 1 may be read by others";
    EXPECT_EQ(daemon.output().find(open_key), std::string::npos) << daemon.output();
    included(102);
    fs::permissions(closed + "a.key", fs::perms(0644));
    EXPECT_EQ(host_.xvrrpctl("reload").status, 0) << daemon.output();
    EXPECT_TRUE(wait_until([&] { return host_.instance()["priority"]["effective"] == 102; }))
        << daemon.output();
    EXPECT_TRUE(daemon.says(open_key)) << daemon.output();
    EXPECT_EQ(children_of(listener.pid()), Pids{}) << "nothing is to be run";
}

TEST_F(RunnerSocket, is_connected_once_for_all_that_a_configuration_includes) {
    const auto listener = listen();
    const auto closed = closed_directory();
    std::string config;
    for (int file = 1; file < 100; ++file) {
        const auto name = closed + std::to_string(file) + ".conf";
        write_closed(name, "# nothing\n");
        config += "include " + name + "\n";
    }
    auto daemon = start_with_socket(config + Instance{}.text());
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
    EXPECT_EQ(daemon.output().find("there is no file"), std::string::npos) << daemon.output();
    const auto said = listener.output();
    const auto first = said.find("Connection from");
    EXPECT_NE(first, std::string::npos) << said;
    EXPECT_EQ(said.find("Connection from", first + 1), std::string::npos) << said;
}

TEST_F(RunnerSocket, that_is_missing_lets_a_daemon_end_so_that_it_is_started_again) {
    const auto closed = closed_directory();
    auto daemon = start_with_socket("include " + closed + "*.conf\n" + Instance{}.text());
    EXPECT_EQ(daemon.wait(), 1) << daemon.output();
    EXPECT_TRUE(daemon.says("read the configuration " + host_.config_file() + " as root: connect to " +
                            path("socket") +
                            ": No such file or directory (systemctl start xvrrp-runner.socket)"))
        << daemon.output();
}

TEST_F(RunnerSocket, without_an_answer_is_not_waited_for_without_end) {
    const auto closed = closed_directory();
    const auto listener = listen({}, {"sh", "-c", "exec sleep 1000"});
    auto daemon =
        start_with_socket("include " + closed + "*.conf\ninclude " + closed + "a.conf\n" + Instance{}.text());
    EXPECT_EQ(daemon.wait(), 1) << daemon.output();
    EXPECT_TRUE(daemon.says("as root: ask xvrrp-runner: it does not answer")) << daemon.output();
}

TEST_F(RunnerSocket, has_no_answer_for_more_files_than_fit_in_one) {
    const auto listener = listen();
    const auto closed = closed_directory();
    for (int file = 0; file < 500; ++file)
        write_closed(closed + std::to_string(file) + std::string(200, 'x') + ".conf", "# nothing\n");
    auto daemon = start_with_socket("include " + closed + "*.conf\n" + Instance{}.text());
    EXPECT_EQ(daemon.wait(), 1) << daemon.output();
    EXPECT_TRUE(daemon.says("find files as root: there are too many of them for one answer"))
        << daemon.output();
}

TEST_F(RunnerSocket, that_goes_away_refuses_a_reload_of_what_only_root_may_read) {
    const auto closed = closed_directory();
    write_closed(closed + "a.conf", Instance{}.text());
    std::optional<Process> listener(listen());
    const auto daemon = start_with_socket("include " + closed + "*.conf\n");
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
    listener.reset();
    const auto reload = host_.xvrrpctl("reload");
    EXPECT_NE(reload.status, 0);
    EXPECT_NE(reload.output.find("as root: connect to " + path("socket") + ": Connection refused"),
              std::string::npos)
        << reload.output;
    EXPECT_TRUE(host_.has_vip());
}

TEST_F(RunnerSocket, lets_root_make_a_pipe_and_it_is_the_same_over_a_reload) {
    const auto listener = listen();
    const auto pipe = closed_directory() + "pipe";
    const auto config = global("    notify_fifo " + pipe + " daemon\n") + Instance{}.text();
    const auto daemon = start_with_socket(config);
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
    ASSERT_TRUE(wait_until([&] { return fs::exists(pipe); })) << daemon.output();

    struct stat made {};

    ASSERT_EQ(::stat(pipe.c_str(), &made), 0);
    EXPECT_EQ(made.st_mode, S_IFIFO | 0600U);
    EXPECT_EQ(made.st_uid, 1u); // daemon
    const os::Fd reader(::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    std::string text;
    const auto reads = [&](const std::string& wanted) {
        return wait_until([&] { return (text += read_all(reader.get())) == wanted; });
    };
    EXPECT_TRUE(reads("INSTANCE \"VI_1\" BACKUP 100\nINSTANCE \"VI_1\" MASTER 100\n")) << text;
    host_.write_config(config + "# another text\n");
    EXPECT_EQ(host_.xvrrpctl("reload").status, 0) << daemon.output();
    text.clear();
    host_.netns().down("eth0");
    EXPECT_TRUE(reads("INSTANCE \"VI_1\" FAULT 100\n")) << text << daemon.output();

    struct stat after {};

    ASSERT_EQ(::stat(pipe.c_str(), &after), 0);
    EXPECT_EQ(after.st_ino, made.st_ino);
    EXPECT_EQ(daemon.output().find("is not used"), std::string::npos) << daemon.output();
}

TEST_F(RunnerSocket, lets_the_reader_of_such_a_pipe_begin_when_it_is_there) {
    const auto listener = listen();
    const auto script = files_.write("reader", "#!/bin/sh\nexec cat \"$1\" > " + path("lines") + "\n");
    fs::permissions(script, fs::perms(0755));
    const auto daemon = start_with_socket(Instance{}.text());
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
    host_.write_config(global("    notify_fifo " + closed_directory() + "pipe\n    notify_fifo_script " +
                              script + "\n    fifo_write_vrrp_states_on_reload\n") +
                       Instance{}.text());
    EXPECT_EQ(host_.xvrrpctl("reload").status, 0) << daemon.output();
    std::string line;
    EXPECT_TRUE(wait_until([&] {
        std::ifstream lines(path("lines"));
        return static_cast<bool>(std::getline(lines, line));
    })) << daemon.output();
    EXPECT_EQ(line, "INSTANCE \"VI_1\" MASTER 100");
}

TEST_F(RunnerSocket, that_is_missing_leaves_a_pipe_of_root_unused_and_says_so) {
    const auto daemon =
        start_with_socket(global("    notify_fifo " + closed_directory() + "pipe\n") + Instance{}.text());
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
    EXPECT_TRUE(daemon.says("(systemctl start xvrrp-runner.socket); the pipe is not used"))
        << daemon.output();
}

} // namespace xvrrp::test
