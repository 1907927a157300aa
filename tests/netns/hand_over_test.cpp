// SPDX-License-Identifier: GPL-2.0-or-later
// A daemon goes on with the mastership of the one before, whether that one was killed or handed over.
#include "support/notify_scripts.h"
#include "support/questioned.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include <poll.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace xvrrp::test {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// From the moment on at which the daemon of a is to go.
struct Moved : Questioned {
    ::testing::AssertionResult elect_for(const std::string& interval, const std::string& more = "") {
        auto elected = elect(every(interval, 100, more), every(interval, 90));
        std::this_thread::sleep_for(300ms); // the first adverts
        wire.clear();
        return elected;
    }

    // b was never MASTER, and a's adverts came in time.
    void expect_nothing_moved(milliseconds bound) {
        std::this_thread::sleep_for(500ms);
        EXPECT_TRUE(adverts(wire.frames(), b.address()).empty());
        EXPECT_TRUE(leads(a, b)) << a.log();
        EXPECT_EQ(b.counter("master-transitions"), 0u);
        EXPECT_FALSE(wire.matching(resignation_from(a.address())).size());
        EXPECT_LE(largest_gap(adverts(wire.frames(), a.address())), bound);
        EXPECT_TRUE(is_answered_by(a));
    }

    // b gets the higher priority after the daemon of a has handed over.
    ::testing::AssertionResult lose_while_nobody_runs() {
        if (auto elected = elect_for("0.1", "    nopreempt\n"); !elected)
            return elected;
        a.daemon().signal(SIGQUIT);
        EXPECT_EQ(a.daemon().wait(), 0) << a.log();
        b.write_config(every("0.1", 150).text());
        EXPECT_EQ(b.xvrrpctl("reload").status, 0);
        return b.becomes("MASTER") ? ::testing::AssertionSuccess() : ::testing::AssertionFailure() << b.log();
    }

    void start_again_after(milliseconds pause, const std::string& config) {
        std::this_thread::sleep_for(pause);
        EXPECT_TRUE(a.has_vip());
        a.run_xvrrpd(config);
        EXPECT_EQ(a.instance()["reason"], "leads_on") << a.log();
    }
};

class HandOver : public RootTest {};

std::string another(Instance instance, const std::string& vrid) {
    auto text = without_global(instance.text());
    text.replace(text.find("VI_1"), 4, "VI_" + vrid);
    text.replace(text.find("_id 51") + 4, 2, vrid);
    text.replace(text.find("1.100"), 5, "1.2" + vrid);
    return text;
}

// Takes what a daemon that is started meanwhile says by sd_notify.
class ServiceManager {
public:
    ServiceManager() : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
        const auto file = directory_.path() + "/notify";
        sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
        file.copy(address.sun_path, sizeof address.sun_path - 1);
        EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        setenv("NOTIFY_SOCKET", file.c_str(), 1);
        setenv("WATCHDOG_USEC", "10000000", 1);
    }

    ServiceManager(const ServiceManager&) = delete;
    ServiceManager& operator=(const ServiceManager&) = delete;

    ~ServiceManager() {
        unsetenv("NOTIFY_SOCKET");
        unsetenv("WATCHDOG_USEC");
    }

    const std::string& heard() {
        char text[512];
        for (ssize_t size; (size = recv(socket_.get(), text, sizeof text, 0)) > 0;)
            heard_.append(text, static_cast<std::size_t>(size)).append("\n");
        return heard_;
    }

    bool hears(const std::string& text) {
        return wait_until([&] { return heard().find(text) != std::string::npos; });
    }

    void forget() {
        heard();
        heard_.clear();
    }

private:
    TemporaryDirectory directory_;
    os::Fd socket_;
    std::string heard_;
};

nlohmann::json named(const VrrpHost& host, const std::string& name) {
    const auto status = host.status();
    for (const auto& each : status["instances"]) {
        if (each["name"] == name)
            return each;
    }
    return {};
}

// Virtual routers with so many unicast peers that the maps of a daemon without them are too small.
std::string many_peers() {
    std::string out;
    for (int router = 0; router < 6; ++router) {
        std::string peers;
        for (int peer = 1; peer <= 60; ++peer)
            peers += "        192.168." + std::to_string(10 + router) + "." + std::to_string(peer) + "\n";
        out += another(
            every("1", 50, "    unicast_src_ip 192.168.1.1\n    unicast_peer {\n" + peers + "    }\n"),
            std::to_string(40 + router));
    }
    return out;
}

} // namespace

// The signal comes while it reads the file, long before its loop could take it.
TEST_F(HandOver, to_a_daemon_that_is_told_to_reload_while_it_starts_moves_nothing) {
    Moved net;
    ASSERT_TRUE(net.elect_for("0.1"));
    net.a.daemon().kill();
    auto long_file = every("0.1", 100).text();
    for (int line = 0; line < 50'000; ++line)
        long_file += "# a comment\n";
    net.a.write_config(long_file);
    const os::Fd opened(inotify_init1(IN_CLOEXEC));
    ASSERT_GE(inotify_add_watch(opened.get(), net.a.config_file().c_str(), IN_OPEN), 0);
    Process next(net.a.xvrrpd_command(), net.a.netns().path());
    pollfd event{opened.get(), POLLIN, 0};
    ASSERT_EQ(poll(&event, 1, 5000), 1);
    next.signal(SIGHUP);
    EXPECT_TRUE(next.says("info: reloaded ")) << next.output();
    EXPECT_EQ(net.a.instance()["reason"], "leads_on") << next.output();
    EXPECT_TRUE(adverts(net.wire.frames(), net.b.address()).empty());
    EXPECT_LE(largest_gap(adverts(net.wire.frames(), net.a.address())), 150ms);
}

TEST_F(HandOver, by_xvrrpctl_is_within_the_same_process) {
    Moved net;
    ASSERT_TRUE(net.elect_for("0.1"));
    const auto pid = net.a.status()["daemon"]["pid"];
    net.a.write_config(every("0.1", 110).text());
    const auto restarted = net.a.xvrrpctl("restart");
    EXPECT_EQ(restarted.status, 0) << restarted.output << net.a.log();
    EXPECT_EQ(restarted.output, "restarted\n");
    EXPECT_EQ(net.a.status()["daemon"]["pid"], pid);
    EXPECT_EQ(net.a.instance()["priority"]["base"], 110);
    EXPECT_EQ(net.a.instance()["reason"], "leads_on") << net.a.log();
    net.expect_nothing_moved(150ms);
}

TEST_F(HandOver, goes_on_with_what_was_counted_and_since_when) {
    Moved net;
    ASSERT_TRUE(net.elect_for("0.1"));
    const auto before = net.a.instance();
    net.a.daemon().kill();
    net.start_again_after(300ms, every("0.1", 100).text());
    const auto after = net.a.instance();
    EXPECT_EQ(after["since_ns"], before["since_ns"]);
    EXPECT_EQ(after["counters"]["master-transitions"], 1);
    EXPECT_GE(after["counters"]["advertisement-sent"], before["counters"]["advertisement-sent"]);
}

// Its own master-down interval is over before the first advert of a master that speaks so slowly.
TEST_F(HandOver, of_a_backup_keeps_to_the_master_that_it_knows) {
    Moved net;
    const auto backup = every("0.1", 90, "    preempt_delay 100\n").text();
    ASSERT_TRUE(net.elect(every("0.9", 100), every("0.1", 90, "    preempt_delay 100\n")));
    ASSERT_TRUE(wait_until([&] { return net.b.instance()["master"] != nullptr; }));
    std::this_thread::sleep_for(1s); // the slow adverts are known
    const auto before = net.b.instance();
    net.wire.clear();
    for (const auto how : {SIGQUIT, SIGKILL}) {
        net.b.daemon().signal(how);
        net.b.daemon().wait();
        net.b.run_xvrrpd(backup);
        const auto after = net.b.instance();
        EXPECT_EQ(after["reason"], "follows_on") << net.b.log();
        EXPECT_EQ(after["since_ns"], before["since_ns"]);
        EXPECT_EQ(after["master"]["address"], before["master"]["address"]);
        EXPECT_EQ(after["master_down_ms"], before["master_down_ms"]);
        std::this_thread::sleep_for(1500ms);
    }
    EXPECT_TRUE(adverts(net.wire.frames(), net.b.address()).empty()) << net.b.log();
    for (const auto* each : {"master-transitions", "advertisement-sent"})
        EXPECT_EQ(net.b.instance()["counters"][each], before["counters"][each]) << net.b.log();
}

TEST_F(HandOver, to_larger_maps_moves_nothing) {
    Moved net;
    ASSERT_TRUE(net.elect_for("0.1"));
    net.a.daemon().signal(SIGQUIT);
    EXPECT_EQ(net.a.daemon().wait(), 0);
    net.start_again_after(300ms, every("0.1", 100).text() + many_peers());
    net.expect_nothing_moved(150ms);
}

TEST_F(HandOver, to_a_daemon_with_other_maps_moves_nothing) {
    Moved net;
    ASSERT_TRUE(net.elect_for("0.1"));
    const auto before = net.a.instance();
    net.a.daemon().signal(SIGQUIT);
    EXPECT_EQ(net.a.daemon().wait(), 0);
    make_foreign(net.a.bpf_dir());
    net.start_again_after(300ms, every("0.1", 100).text());
    EXPECT_EQ(net.a.instance()["since_ns"], before["since_ns"]);
    EXPECT_FALSE(std::filesystem::exists(net.a.bpf_dir() + "/abi_1"));
    net.expect_nothing_moved(150ms);
}

TEST_F(HandOver, to_a_daemon_with_other_maps_obeys_a_better_router_of_the_meantime) {
    Moved net;
    ASSERT_TRUE(net.lose_while_nobody_runs());
    make_foreign(net.a.bpf_dir());
    net.a.run_xvrrpd(every("0.1", 100, "    nopreempt\n").text());
    EXPECT_TRUE(leads(net.b, net.a));
    EXPECT_EQ(net.a.counter("master-transitions"), 1u) << "that of the former daemon";
    EXPECT_TRUE(net.is_answered_by(net.b));
}

TEST_F(HandOver, keeps_the_history_although_the_daemon_was_killed) {
    Moved net;
    ASSERT_TRUE(net.elect_for("0.1"));
    net.a.daemon().kill();
    net.start_again_after(300ms, every("0.1", 100).text());
    const auto events = net.a.xvrrpctl("events").output;
    EXPECT_NE(events.find("BACKUP -> MASTER"), std::string::npos) << events;
    EXPECT_NE(events.find("INIT -> MASTER"), std::string::npos) << events;
}

// The first result of all decides alone. After a hand-over it is not the first one.
TEST_F(HandOver, takes_one_bad_result_of_a_script_for_no_more_than_that) {
    Moved net;
    const NotifyScripts scripts;
    const auto script = scripts.script("check", "test ! -e " + scripts.file("bad"));
    const auto config = "vrrp_script chk {\n    script " + script + "\n    interval 1\n    fall 30\n}\n" +
                        every("0.1", 100, "    track_script {\n        chk\n    }\n").text();
    net.a.run_xvrrpd(config);
    net.b.run_xvrrpd(every("0.1", 90).text());
    ASSERT_TRUE(leads(net.a, net.b));
    std::this_thread::sleep_for(300ms);
    net.wire.clear();
    net.a.daemon().kill();
    std::ofstream(scripts.file("bad")) << "now";
    net.start_again_after(300ms, config);
    std::this_thread::sleep_for(2s);
    net.expect_nothing_moved(150ms);
}

// systemd kills a service that says that it stops and does not, after TimeoutStopSec.
TEST_F(HandOver, within_the_same_process_is_a_reload_to_the_service_manager) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    ServiceManager manager;
    host.run_xvrrpd(every("0.1", 100).text());
    ASSERT_TRUE(manager.hears("READY=1"));
    manager.forget();
    EXPECT_EQ(host.xvrrpctl("restart").status, 0) << host.log();
    ASSERT_TRUE(manager.hears("READY=1")) << manager.heard();
    const auto heard = manager.heard();
    const auto ready = heard.find("READY=1");
    EXPECT_LT(heard.find("RELOADING=1"), ready) << heard;
    EXPECT_LT(heard.find("WATCHDOG_USEC=30000000"), ready) << heard;
    EXPECT_NE(heard.find("WATCHDOG_USEC=10000000", ready), std::string::npos) << heard;
    EXPECT_EQ(heard.find("STOPPING=1"), std::string::npos) << heard;
    manager.forget();
    host.daemon().signal(SIGQUIT);
    EXPECT_EQ(host.daemon().wait(), 0) << host.log();
    EXPECT_TRUE(manager.hears("STOPPING=1")) << manager.heard();
}

TEST_F(HandOver, of_what_the_kernel_cannot_send_is_a_resignation) {
    Moved net;
    ASSERT_TRUE(net.elect_for("0.1", "    stand_in off\n"));
    net.a.daemon().signal(SIGQUIT);
    EXPECT_EQ(net.a.daemon().wait(), 0) << net.a.log();
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_EQ(net.b.instance()["reason"], "master_resigned");
    EXPECT_FALSE(net.a.has_vip());
}

TEST_F(HandOver, to_nobody_ends_with_the_lease) {
    Moved net;
    ASSERT_TRUE(net.elect_for("0.1"));
    net.a.daemon().signal(SIGQUIT);
    EXPECT_EQ(net.a.daemon().wait(), 0);
    std::this_thread::sleep_for(28s);
    EXPECT_EQ(net.b.state(), "BACKUP");
    ASSERT_TRUE(net.wire.wait_for(resignation_from(net.a.address()), 4s));
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_FALSE(net.is_answered_by(net.a));
    EXPECT_TRUE(net.is_answered_by(net.b));
    EXPECT_TRUE(wait_until([&] { return !net.a.has_vip(); })) << "the runner cleans up";
}

// Another place in the file is another slot, unless the former one is found again.
TEST_F(HandOver, to_another_configuration_moves_only_what_that_one_lacks) {
    Moved net;
    const auto of = [](int priority) { return every("0.1", priority); };
    net.a.run_xvrrpd(another(of(100), "52") + of(100).text());
    net.b.run_xvrrpd(another(of(90), "52") + of(90).text());
    ASSERT_TRUE(leads(net.a, net.b));
    ASSERT_TRUE(wait_until([&] { return named(net.a, "VI_52")["state"] == "MASTER"; }));
    net.wire.clear();
    net.a.daemon().signal(SIGQUIT);
    EXPECT_EQ(net.a.daemon().wait(), 0);
    net.a.run_xvrrpd(another(of(80), "53") + of(100).text());
    EXPECT_TRUE(wait_until([&] { return named(net.b, "VI_52")["state"] == "MASTER"; }));
    EXPECT_EQ(named(net.b, "VI_52")["reason"], "master_resigned");
    EXPECT_EQ(named(net.a, "VI_1")["reason"], "leads_on") << net.a.log();
    EXPECT_EQ(named(net.b, "VI_1")["counters"]["master-transitions"], 0);
    EXPECT_FALSE(net.a.netns().has(core::IpAddress::v4(192, 168, 1, 252)));
    EXPECT_TRUE(wait_until([&] { return named(net.a, "VI_53")["state"] == "MASTER"; }));
}

TEST_F(HandOver, to_a_daemon_that_does_not_start_keeps_the_old_state_until_the_lease_ends) {
    Moved net;
    ASSERT_TRUE(net.elect_for("0.1"));
    net.a.daemon().kill();
    net.a.write_config("vrrp_instance VI_1 {\n}\n");
    Process broken(net.a.xvrrpd_command(), net.a.netns().path());
    EXPECT_EQ(broken.wait(), 2) << broken.output();
    EXPECT_TRUE(net.a.has_vip());
    EXPECT_TRUE(net.is_answered_by(net.a));
    ASSERT_TRUE(net.wire.wait_for(resignation_from(net.a.address()), 4s));
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_FALSE(net.is_answered_by(net.a));
}

TEST_F(HandOver, to_a_backup_leaves_the_lost_mastership_lost) {
    Moved net;
    ASSERT_TRUE(net.lose_while_nobody_runs());
    EXPECT_FALSE(net.is_answered_by(net.a));
    net.a.run_xvrrpd(every("0.1", 100, "    nopreempt\n").text());
    EXPECT_TRUE(leads(net.b, net.a));
    EXPECT_EQ(net.a.counter("master-transitions"), 1u) << "that of the former daemon";
    EXPECT_TRUE(net.is_answered_by(net.b));
}

} // namespace xvrrp::test
