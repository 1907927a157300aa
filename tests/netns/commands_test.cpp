// SPDX-License-Identifier: GPL-2.0-or-later
// xvrrpctl answers the questions of an operator.
#include "support/packet.h"
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <thread>

namespace xvrrp::test {

namespace {

using nlohmann::json;
using namespace std::chrono_literals;

class Commands : public RootTest {
protected:
    // VI_1 is MASTER, and VI_2 is in FAULT for want of its address.
    void begin() {
        host.run_xvrrpd(
            Instance{.advert_int = "0.1"}.text() +
            "vrrp_instance VI_2 {\n    interface eth0\n    virtual_router_id 52\n    track_src_ip\n"
            "    mcast_src_ip 192.168.1.77\n    virtual_ipaddress {\n        192.168.1.101/24\n    }\n}\n");
        ASSERT_TRUE(host.becomes("MASTER")) << host.log();
    }

    std::string said(const std::string& command, int status = 0) const {
        const auto done = host.xvrrpctl(command);
        EXPECT_EQ(done.status, status) << command << ": " << done.output;
        return done.output;
    }

    // Somebody of lower priority says that it is MASTER too, ten times a second.
    void contradict(std::chrono::milliseconds time) {
        const Bytes frame = Ethernet{.source = bystander.netns().mac("eth0")} /
                            Ipv4{.source = bystander.address()} /
                            Vrrp{.vrid = 51,
                                 .priority = 50,
                                 .addresses = std::vector{IpAddress::v4(192, 168, 1, 100)},
                                 .interval = core::Centiseconds(10)};
        for (auto passed = 0ms; passed < time; passed += 100ms) {
            wire.send(frame);
            std::this_thread::sleep_for(100ms);
        }
    }

    Lan lan{"lan"};
    VrrpHost host{lan, "a", "192.168.1.1/24"};
    VrrpHost bystander{lan, "bystander", "192.168.1.3/24"};
    Port wire{bystander.netns(), "eth0"};
};

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_F(Commands, show_only_those_that_were_asked_for) {
    ASSERT_NO_FATAL_FAILURE(begin());
    EXPECT_TRUE(has(said("status"), "2 virtual routers: 1 MASTER, 1 FAULT"));
    EXPECT_TRUE(has(said("status --state fault"), "\n1 virtual router: 1 FAULT"));
    EXPECT_FALSE(has(said("status --state fault"), "VI_1"));
    EXPECT_EQ(said("status --interface eth7"), "0 virtual routers\n");
    EXPECT_TRUE(has(said("status VI_7", 1), "no virtual router is named 'VI_7' (there is VI_1, VI_2)"));
    EXPECT_EQ(json::parse(said("-j status -s MASTER"))["instances"].size(), 1u);
    EXPECT_EQ(said("status VI_2 --watch 0.1 --rounds 2"), said("status VI_2") + said("status VI_2"));
}

TEST_F(Commands, show_everything_of_one_virtual_router) {
    ASSERT_NO_FATAL_FAILURE(begin());
    const auto page = said("show VI_2");
    for (const auto* part :
         {"VI_2 is FAULT since ", "    because  ", "       VRID  52 on eth0, VRRP version 3, ipv4\n",
          "\nWhy\nVI_2 is FAULT\n", "\nLast events\n", "INIT -> FAULT"})
        EXPECT_TRUE(has(page, part)) << part << " is not in\n" << page;
    EXPECT_FALSE(has(page, "VI_1"));
    EXPECT_TRUE(has(said("show VI_7", 1), "no virtual router is named 'VI_7'"));
    EXPECT_TRUE(has(said("datapath"), "INTERFACE  INDEX"));
    EXPECT_TRUE(has(said("datapath"), host.bpf_dir()));
}

TEST_F(Commands, watch_what_goes_on) {
    ASSERT_NO_FATAL_FAILURE(begin());
    const auto seen = json::parse(said("-j top VI_1 --every 1 --rounds 1"))["instances"];
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_NEAR(seen[0]["sent_per_s"].get<double>(), 10, 2.5);
    EXPECT_TRUE(has(said("top --sort name --every 0.1 --rounds 2"), "NAME  STATE"));
    EXPECT_TRUE(has(said("top --sort colour", 2), "--sort"));
}

TEST_F(Commands, judge_the_state_with_the_exit_codes_of_a_plugin) {
    EXPECT_TRUE(has(said("check", 2), "VRRP CRITICAL - no xvrrpd answers"));
    ASSERT_NO_FATAL_FAILURE(begin());
    EXPECT_TRUE(has(said("check VI_1"), "VRRP OK - 1 virtual router: 1 MASTER"));
    EXPECT_TRUE(has(said("check", 2), "VRRP CRITICAL - VI_2 is FAULT: "));
    EXPECT_TRUE(has(said("check VI_7", 3), "VRRP UNKNOWN - no virtual router is named 'VI_7'"));
    said("drain --force VI_1");
    EXPECT_TRUE(has(said("check VI_1", 1), "VRRP WARNING - VI_1 is drained"));
}

TEST_F(Commands, tell_of_another_router_that_is_master_too) {
    ASSERT_NO_FATAL_FAILURE(begin());
    said("check VI_1 --split-brain");
    contradict(500ms);
    EXPECT_EQ(host.instance()["rival"], json::parse(R"({"address":"192.168.1.3","priority":50})"));
    EXPECT_TRUE(has(said("check VI_1 --split-brain", 2), "VI_1 is MASTER here and on 192.168.1.3"));
    EXPECT_TRUE(has(said("check VI_1"), "VRRP OK"));
    EXPECT_TRUE(wait_until([&] { return host.instance()["rival"].is_null(); })) << "it is silent again";
    said("check VI_1 --split-brain");
}

TEST_F(Commands, complete_the_names_that_there_are) {
    ASSERT_NO_FATAL_FAILURE(begin());
    EXPECT_EQ(said("completion names"), "VI_1\nVI_2\n");
    EXPECT_TRUE(has(said("completion bash"), "complete -F _xvrrpctl xvrrpctl"));
    EXPECT_TRUE(has(said("completion zsh"), "#compdef xvrrpctl"));
    said("completion fish", 2);
}

TEST_F(Commands, find_what_is_wrong_on_the_host) {
    ASSERT_NO_FATAL_FAILURE(begin());
    host.netns().must(
        "nft 'add table inet t; add chain inet t in { type filter hook input priority 0; policy drop; }'");
    host.netns().must("sysctl -qw net.ipv4.ip_nonlocal_bind=1");
    const auto found = said("doctor", 1);
    for (const auto* part :
         {"wrong: VI_2 is in FAULT: ", "\n       xvrrpctl why VI_2\n",
          "note:  chain inet t in drops adverts (its policy is drop, and no rule accepts protocol 112)",
          "note:  ip_nonlocal_bind is 1 (ipv4), which is harmless"})
        EXPECT_TRUE(has(found, part)) << part << " is not in\n" << found;
    EXPECT_FALSE(has(found, "not looked at")) << found;
    EXPECT_FALSE(has(found, "has not joined")) << found;
    EXPECT_FALSE(has(found, "lacks CAP_")) << found;
    EXPECT_FALSE(has(said("doctor --fix", 1), "wrong:"));
    host.netns().must("nft 'add rule inet t in ip protocol 112 accept'");
    EXPECT_FALSE(has(said("doctor", 1), "drops adverts"));
    Process other = host.netns().start({"sh", "-c", "printf keepalived > /proc/self/comm; sleep 30; :"});
    EXPECT_TRUE(wait_until([&] { return has(said("doctor", 1), "keepalived (pid "); })) << said("doctor", 1);
}

} // namespace xvrrp::test
