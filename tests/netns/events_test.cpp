// SPDX-License-Identifier: GPL-2.0-or-later
// The history of a live daemon: causes, followers, and what outlives a restart.
#include "support/vrrp_host.h"

namespace xvrrp::test {

namespace {

class Events : public RootTest {};

std::string events(const VrrpHost& host) {
    return host.xvrrpctl("events").output;
}

bool has(const VrrpHost& host, const std::string& part) {
    return events(host).find(part) != std::string::npos;
}

} // namespace

TEST_F(Events, have_causes) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    net.a.netns().down("eth0");
    ASSERT_TRUE(net.a.becomes("FAULT"));
    EXPECT_TRUE(has(net.a, "Z started: xvrrpd ")) << events(net.a);
    EXPECT_TRUE(has(net.a, "Z (VI_1) INIT -> BACKUP: ")) << events(net.a);
    EXPECT_TRUE(has(net.a, "Z (VI_1) BACKUP -> MASTER: no advert heard for ")) << events(net.a);
    EXPECT_TRUE(has(net.a, "Z (VI_1) MASTER -> FAULT: the interface is down or has no carrier\n"))
        << events(net.a);
    const auto document = nlohmann::json::parse(net.a.xvrrpctl("-j events").output);
    EXPECT_EQ(document["schema"], 1);
    EXPECT_EQ(document["events"].back()["kind"], "transition");
    EXPECT_EQ(document["events"].back()["name"], "VI_1");
    EXPECT_EQ(document["events"].back()["what"], "MASTER -> FAULT");
}

TEST_F(Events, are_told_to_a_follower_as_they_come) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    ASSERT_TRUE(wait_until([&] { return net.b.counter("keepalive") > 3; })) << net.b.log();
    auto follower =
        net.b.netns().start({XVRRPCTL, "--runtime-dir", net.b.runtime_dir(), "events", "--follow"});
    ASSERT_TRUE(follower.says("(VI_1) INIT -> BACKUP")) << follower.output();
    net.a.die();
    EXPECT_TRUE(follower.says("(VI_1) BACKUP -> MASTER: no advert from 192.168.1.1 for "))
        << follower.output();
    net.b.daemon().terminate();
    EXPECT_EQ(follower.wait(), 3);
    EXPECT_TRUE(follower.says("closed the connection")) << follower.output();
}

// More of them than the daemon has room for, and each goes while there is nothing to tell.
TEST_F(Events, are_told_to_nobody_who_has_gone) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    a.run_xvrrpd(Instance{}.text());
    ASSERT_TRUE(a.becomes("MASTER"));
    const auto open = [&] {
        return std::stoi(a.netns().must("ls /proc/" + std::to_string(a.daemon().pid()) + "/fd | wc -l"));
    };
    const auto before = open();
    for (int i = 0; i < 40; ++i) {
        auto follower = a.netns().start({XVRRPCTL, "--runtime-dir", a.runtime_dir(), "events", "-f"});
        ASSERT_TRUE(follower.says("BACKUP -> MASTER"));
    }
    // The first lease takes a file, too.
    EXPECT_TRUE(wait_until([&] { return open() <= before + 1; })) << before << ' ' << open();
    EXPECT_EQ(a.instance()["state"], "MASTER");
}

TEST_F(Events, outlive_a_restart) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    a.run_xvrrpd(Instance{}.text());
    ASSERT_TRUE(a.becomes("MASTER"));
    a.daemon().terminate();
    ASSERT_EQ(a.daemon().wait(), 0);
    a.run_xvrrpd(Instance{}.text());
    const auto text = events(a);
    const auto master = text.find("(VI_1) BACKUP -> MASTER");
    const auto stopped = text.find("Z stopped\n");
    EXPECT_LT(master, stopped) << text;
    EXPECT_LT(stopped, text.rfind("Z started: ")) << text;
    EXPECT_TRUE(a.becomes("MASTER"));
}

TEST_F(Events, of_a_broken_file_are_passed_over) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    a.netns().must("mkdir -p " + a.runtime_dir() + " && head -c 100000 /dev/urandom >" + a.runtime_dir() +
                   "/history");
    a.run_xvrrpd(Instance{}.text());
    ASSERT_TRUE(a.becomes("MASTER"));
    EXPECT_TRUE(has(a, "(VI_1) BACKUP -> MASTER")) << events(a);
}

TEST_F(Events, of_the_log_at_start_and_with_its_details) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    a.run_xvrrpd(Instance{}.text(), {"--log-detail"});
    ASSERT_TRUE(a.becomes("MASTER"));
    for (const auto* line :
         {"Starting xvrrpd v", "Opening file '", "1 virtual router on 1 interface, 1 virtual address",
          "Startup complete", "(VI_1) setting VIPs.", "192.168.1.100/24 dev eth0",
          "(VI_1) Sending/queueing gratuitous ARPs on eth0 for 192.168.1.100"})
        EXPECT_TRUE(a.daemon().says(line)) << line << " is not in\n" << a.log();
    a.daemon().terminate();
    EXPECT_TRUE(a.daemon().says("(VI_1) removing VIPs.")) << a.log();
}

} // namespace xvrrp::test
