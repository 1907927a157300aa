// SPDX-License-Identifier: GPL-2.0-or-later
// xvrrp-exporter beside real daemons, asked by a plain HTTP client.
#include "support/http.h"
#include "support/vrrp_host.h"

#include <algorithm>
#include <set>
#include <sstream>

namespace xvrrp::test {

namespace {

constexpr std::uint16_t kPort = 10112;

std::vector<std::string> exporter_of(const VrrpHost& host, const std::vector<std::string>& flags = {}) {
    std::vector<std::string> command{XVRRP_EXPORTER, "--runtime-dir", host.runtime_dir()};
    std::ranges::copy(flags, std::back_inserter(command));
    return command;
}

std::string scrape(const VrrpHost& host) {
    return http_get(host.netns(), kPort, "/metrics").body;
}

// The value of the only sample that begins with these words, or -1.
double sample(const std::string& exposition, const std::string& begin) {
    std::istringstream lines(exposition);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(begin))
            return std::stod(line.substr(line.rfind(' ')));
    }
    return -1;
}

std::string state(const std::string& name) {
    return R"(vrrp_state{instance_name="VI_1",interface="eth0",vrid="51",family="ipv4",state=")" + name +
           "\"}";
}

std::set<std::string> metrics_of(const std::string& exposition) {
    std::set<std::string> found;
    std::istringstream lines(exposition);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("# TYPE "))
            found.insert(line);
    }
    return found;
}

bool serves(const VrrpHost& host) {
    return wait_until([&] { return http_get(host.netns(), kPort, "/metrics").status == 200; });
}

class Exporter : public RootTest {};

} // namespace

TEST_F(Exporter, tells_prometheus_who_is_master_and_how_long_things_took) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    const auto of_a = net.a.netns().start(exporter_of(net.a));
    const auto of_b = net.b.netns().start(exporter_of(net.b));
    ASSERT_TRUE(serves(net.a) && serves(net.b)) << of_a.output() << of_b.output();
    EXPECT_EQ(sample(scrape(net.a), state("master")), 1);
    EXPECT_EQ(sample(scrape(net.b), state("master")), 0);
    EXPECT_EQ(sample(scrape(net.b), state("backup")), 1);
    EXPECT_TRUE(wait_until([&] {
        const auto seen = scrape(net.a);
        return sample(seen, "xvrrpd_advert_late_seconds_count") >= 5 &&
               sample(seen, "xvrrpd_takeover_seconds_count") == 1;
    })) << scrape(net.a);
    const auto seen = scrape(net.a);
    // Each advert of this MASTER is measured, and none is seconds late. One may leave while the document is made.
    EXPECT_NEAR(sample(seen, "xvrrpd_advert_late_seconds_count"),
                sample(seen, "vrrp_advertisements_sent_total"), 1);
    EXPECT_EQ(sample(seen, R"(xvrrpd_advert_late_seconds_bucket{le="5"})"),
              sample(seen, "xvrrpd_advert_late_seconds_count"));
    EXPECT_GT(sample(seen, "xvrrpd_timer_late_seconds_count"), 0);
    EXPECT_GT(sample(seen, "xvrrpd_loop_lag_seconds_count"), 0);
    const auto now =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    EXPECT_NEAR(sample(seen, "xvrrpd_last_loop_timestamp_seconds"), now, 5);
    EXPECT_EQ(metrics_of(net.a.xvrrpctl("metrics").output), metrics_of(seen));
}

TEST_F(Exporter, has_no_state_of_a_daemon_that_is_gone_and_goes_on_with_the_next_one) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    host.run_xvrrpd(Instance{}.text());
    ASSERT_TRUE(host.becomes("MASTER"));
    const auto exporter = host.netns().start(exporter_of(host, {"--keepalived-names"}));
    ASSERT_TRUE(serves(host)) << exporter.output();
    EXPECT_EQ(
        sample(scrape(host),
               R"(keepalived_vrrp_state{iname="VI_1",intf="eth0",vrid="51",ip_address="192.168.1.100"})"),
        2);
    host.kill_with_runner();
    const auto seen = scrape(host);
    EXPECT_EQ(sample(seen, "xvrrp_up"), 0) << seen;
    EXPECT_EQ(sample(seen, "keepalived_up"), 0) << seen;
    EXPECT_EQ(seen.find("_state"), std::string::npos) << seen;
    EXPECT_TRUE(exporter.says("no xvrrpd answers on " + host.control_socket()));
    host.run_xvrrpd(Instance{}.text());
    EXPECT_TRUE(wait_until([&] { return sample(scrape(host), state("master")) == 1; }));
    EXPECT_TRUE(exporter.says("xvrrpd answers again"));
}

TEST_F(Exporter, may_ask_as_a_member_of_the_control_group_and_not_as_anybody) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    host.run_xvrrpd(Instance{}.text(), {"--control-group", "nogroup"});
    host.netns().must("chmod 755 " + host.runtime_dir());
    for (const auto& [group, up] : {std::pair{"65534", 1}, std::pair{"65533", 0}}) {
        // Anybody can execute the program, but has no right to ignore the mode of the socket.
        std::vector<std::string> command{"setpriv",
                                         "--reuid=65534",
                                         std::string("--regid=") + group,
                                         "--clear-groups",
                                         "--inh-caps=-all,+dac_read_search",
                                         "--ambient-caps=+dac_read_search"};
        std::ranges::copy(exporter_of(host), std::back_inserter(command));
        const auto exporter = host.netns().start(command);
        ASSERT_TRUE(serves(host)) << exporter.output();
        EXPECT_EQ(sample(scrape(host), "xvrrp_up"), up) << exporter.output();
    }
}

TEST_F(Exporter, has_a_page_for_people) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    host.run_xvrrpd(Instance{}.text());
    ASSERT_TRUE(host.becomes("MASTER"));
    const auto exporter = host.netns().start(exporter_of(host));
    ASSERT_TRUE(serves(host)) << exporter.output();
    const auto page = http_get(host.netns(), kPort, "/");
    EXPECT_EQ(page.status, 200);
    EXPECT_NE(page.head.find("default-src 'none'"), std::string::npos) << page.head;
    for (const auto* part : {"<td>VI_1</td><td class=\"state MASTER\">MASTER</td>", "<rect class=\"MASTER\""})
        EXPECT_NE(page.body.find(part), std::string::npos) << part << " is not in\n" << page.body;
}

// The browser reads the page as we mean it: its own tree has the table and the picture.
TEST_F(Exporter, has_a_page_that_a_browser_draws) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    if (host.netns().run("command -v chromium").status != 0)
        GTEST_SKIP() << "there is no chromium (apt-get install chromium)";
    host.run_xvrrpd(Instance{}.text());
    ASSERT_TRUE(host.becomes("MASTER"));
    const auto exporter = host.netns().start(exporter_of(host));
    ASSERT_TRUE(serves(host)) << exporter.output();
    const TemporaryDirectory profile("profile");
    const auto tree =
        host.netns().must("chromium --headless --no-sandbox --disable-gpu --user-data-dir=" + profile.path() +
                          " --dump-dom http://127.0.0.1:10112/ 2>/dev/null");
    for (const auto* part : {"<tbody><tr><th>Name</th>", "<td class=\"state MASTER\">MASTER</td>", "</rect>"})
        EXPECT_NE(tree.find(part), std::string::npos) << part << " is not in\n" << tree;
}

TEST_F(Exporter, serves_nothing_but_its_pages) {
    Lan lan("lan");
    const VrrpHost host(lan, "a", "192.168.1.1/24");
    const auto exporter = host.netns().start(exporter_of(host));
    ASSERT_TRUE(serves(host)) << exporter.output();
    for (const auto* path : {"/etc/passwd", "/metrics/", "/../../etc/passwd", "/metricsx"})
        EXPECT_EQ(http_get(host.netns(), kPort, path).status, 404) << path;
}

TEST_F(Exporter, says_that_it_cannot_listen) {
    Lan lan("lan");
    const VrrpHost host(lan, "a", "192.168.1.1/24");
    auto exporter = host.netns().start(exporter_of(host, {"--listen", "203.0.113.1:10112"}));
    EXPECT_EQ(exporter.wait(), 1);
    EXPECT_TRUE(exporter.says("cannot listen on 203.0.113.1:10112")) << exporter.output();
}

} // namespace xvrrp::test
