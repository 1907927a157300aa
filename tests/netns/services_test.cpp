// SPDX-License-Identifier: GPL-2.0-or-later
// Two servers and a floating address: HAProxy checked by the published script, nginx by its processes.
#include "support/process.h"
#include "support/vrrp_host.h"

#include <fstream>
#include <iterator>

namespace xvrrp::test {

namespace {

std::string published_example(const std::string& name) {
    std::ifstream file(std::string(XVRRP_EXAMPLES_DIR) + "/" + name);
    return {std::istreambuf_iterator<char>(file), {}};
}

class Services : public RootTest {
protected:
    Lan lan_{"lan"};
    TemporaryDirectory files_{"services"};
    VrrpHost a_{lan_, "a", "192.0.2.1/24"};
    VrrpHost b_{lan_, "b", "192.0.2.2/24"};
    VrrpHost client_{lan_, "client", "192.0.2.3/24"};

    Process haproxy(const VrrpHost& host) const {
        const auto config = files_.write("haproxy", R"(defaults
    mode http
    timeout connect 5s
    timeout client 5s
    timeout server 5s
frontend all
    bind *:80
    http-request return status 200 content-type text/plain string "haproxy"
)");
        return host.netns().start({"/usr/sbin/haproxy", "-db", "-f", config});
    }

    Process nginx(const VrrpHost& host) const {
        const auto config =
            files_.write("nginx", "daemon off;\npid " + files_.path() +
                                      "/pid;\nerror_log stderr;\nevents {}\nhttp {\n"
                                      "    access_log off;\n    server {\n        listen 80;\n"
                                      "        return 200 nginx;\n    }\n}\n");
        return host.netns().start({"/usr/sbin/nginx", "-c", config, "-p", files_.path()});
    }

    // Whoever answers at the floating address says this.
    bool answers(const std::string& words) const {
        return wait_until(
            [&] {
                const auto said = client_.netns().run("timeout 1 bash -c 'exec 3<>/dev/tcp/192.0.2.100/80; "
                                                      "printf \"GET / HTTP/1.0\\r\\n\\r\\n\" >&3; cat <&3'");
                return said.output.find(words) != std::string::npos;
            },
            std::chrono::seconds(15));
    }

    // The other router, which tracks nothing.
    static std::string other(int priority) {
        return Instance{.priority = priority, .version = 2, .advert_int = "1", .addresses = "192.0.2.100/24"}
            .text();
    }
};

} // namespace

TEST_F(Services, move_to_the_other_host_when_haproxy_is_killed_and_back_when_it_is_started) {
    auto proxy = haproxy(a_);
    const auto web = nginx(b_);
    ASSERT_TRUE(wait_until([&] { return client_.netns().run("ping -c1 -W1 192.0.2.1").status == 0; }));
    a_.run_xvrrpd(published_example("track_script.conf"));
    auto peer = published_example("track_script.conf");
    peer.replace(peer.find("    track_script"), std::string::npos, "}\n"); // 102, between 101 and 101 + 2
    peer.replace(peer.find("priority 101"), 12, "priority 102");
    peer.replace(peer.find("state MASTER"), 12, "state BACKUP");
    b_.run_xvrrpd(peer);
    EXPECT_TRUE(answers("haproxy")) << a_.log() << proxy.output();
    proxy.kill();
    EXPECT_TRUE(answers("nginx")) << a_.log() << web.output();
    EXPECT_NE(a_.log().find("VRRP_Script(chk_haproxy) failed (exited with status 1)"), std::string::npos)
        << a_.log();
    EXPECT_NE(a_.log().find("(VI_1) Changing effective priority from 103 to 101"), std::string::npos)
        << a_.log();
    const auto again = haproxy(a_);
    EXPECT_TRUE(answers("haproxy")) << a_.log() << again.output();
}

TEST_F(Services, move_to_the_other_host_when_the_processes_of_nginx_end_and_back) {
    auto config = published_example("track_process.conf");
    for (auto at = config.find("haproxy"); at != std::string::npos; at = config.find("haproxy"))
        config.replace(at, 7, "nginx");
    auto web = nginx(a_);
    const auto proxy = haproxy(b_);
    a_.run_xvrrpd(config);
    b_.run_xvrrpd(other(105));
    EXPECT_TRUE(answers("nginx")) << a_.log() << web.output();
    web.kill();
    EXPECT_TRUE(answers("haproxy")) << a_.log();
    EXPECT_NE(a_.log().find("Quorum lost for tracked process nginx"), std::string::npos) << a_.log();
    const auto again = nginx(a_);
    EXPECT_TRUE(answers("nginx")) << a_.log() << again.output();
}

} // namespace xvrrp::test
