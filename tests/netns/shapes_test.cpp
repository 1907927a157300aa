// SPDX-License-Identifier: GPL-2.0-or-later
// The files of public generators, unchanged: what each one expects of its checks, its addresses and its scripts.
#include "support/shape_host.h"

#include <algorithm>
#include <iterator>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace xvrrp::test {

namespace {

using Lines = ShapeHost::Lines;

const std::string kVip = "eth0 inet 10.0.0.100/24 scope global secondary eth0";
const Lines kTwoVips{"eth0 inet 10.0.0.100/32 scope global eth0",
                     "eth0 inet 10.0.0.101/32 scope global eth0"};

std::string shape(const std::string& generator) {
    return XVRRP_SHAPES_DIR "/" + generator + ".conf";
}

Lines each_after(const std::string& first, const Lines& rest) {
    Lines lines;
    std::ranges::transform(rest, std::back_inserter(lines), [&](const auto& each) { return first + each; });
    return lines;
}

class Shapes : public RootTest {
protected:
    void SetUp() override {
        RootTest::SetUp();
        if (!IsSkipped() &&
            host_.netns().run("grep -qw overlay /proc/filesystems || modprobe overlay").status != 0)
            GTEST_SKIP() << "the programs that a file names lie over this machine's by overlayfs";
    }

    // The network that all of them have.
    Lan& plug_first() { return host_.plug("eth0", "10.0.0.11/24", "10.0.0.1/24"); }

    // A service of the host, which nobody has to answer for.
    os::Fd listen_on(const char* address, std::uint16_t port) const {
        const Inside inside(host_.netns());
        os::Fd service(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in name{};
        name.sin_family = AF_INET;
        name.sin_port = htons(port);
        ::inet_pton(AF_INET, address, &name.sin_addr);
        EXPECT_EQ(::bind(service.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
        EXPECT_EQ(::listen(service.get(), SOMAXCONN), 0);
        return service;
    }

    ShapeHost host_;
};

} // namespace

TEST_F(Shapes, of_roles_of_ansible_lose_points_without_haproxy_and_tell_a_fault_with_its_reason) {
    auto& net = plug_first();
    host_.check("/usr/bin/killall");
    host_.notify("/etc/keepalived/notify.sh");
    host_.notify("/etc/keepalived/fault.sh");
    host_.start(shape("ansible_role"), {kVip});
    ASSERT_TRUE(host_.leads("external", net, "10.0.0.100"));
    EXPECT_TRUE(host_.checked("[/usr/bin/killall][-0][haproxy]"));
    host_.break_checks();
    EXPECT_TRUE(host_.says("(external) Changing effective priority from 100 to 70"));
    EXPECT_TRUE(host_.leads("external", net, "10.0.0.100")) << "it is alone";
    host_.mend_checks();
    EXPECT_TRUE(host_.says("(external) Changing effective priority from 70 to 100"));
    net.unplug(host_.netns(), "eth0");
    EXPECT_TRUE(host_.falls("external", "FAULT"));
    const std::string any = "[/etc/keepalived/notify.sh][INSTANCE][external]";
    EXPECT_TRUE(host_.told({any + "[BACKUP][100]", any + "[MASTER][100]",
                            "[/etc/keepalived/fault.sh][a reason]", any + "[FAULT][100]"}));
    EXPECT_TRUE(host_.leaves());
}

TEST_F(Shapes, of_ceph_move_the_address_to_the_next_node_by_the_weight_and_back) {
    auto& net = plug_first();
    host_.check("/usr/bin/curl");
    const Lines vip{"10.0.0.100"};
    NextNode next(net, "10.0.0.12/24");
    host_.start(shape("ceph"), {kVip});
    ASSERT_TRUE(host_.leads("VI_0", net, "10.0.0.100"));
    EXPECT_TRUE(host_.checked("[/usr/bin/curl][http://10.0.0.11:1967/health]"));
    next.start(shape("ceph"), {{"state MASTER", "state BACKUP"},
                               {"priority 100", "priority 90"},
                               {"unicast_src_ip 10.0.0.11", "unicast_src_ip 10.0.0.12"},
                               {"    10.0.0.12\n", "    10.0.0.11\n"},
                               {"  track_script {\n      check_backend\n  }\n", ""}});
    EXPECT_TRUE(next.waits(vip));
    host_.break_checks();
    EXPECT_TRUE(host_.falls("VI_0", "BACKUP"));
    EXPECT_TRUE(host_.says("(VI_0) Changing effective priority from 100 to 80"));
    EXPECT_TRUE(next.leads(vip));
    host_.mend_checks();
    EXPECT_TRUE(host_.leads("VI_0", net, "10.0.0.100"));
    EXPECT_TRUE(next.waits(vip));
    EXPECT_TRUE(host_.leaves());
}

TEST_F(Shapes, of_cloudstack_move_the_gateway_of_the_guests_by_ah_and_tell_who_is_primary) {
    auto& net = plug_first();
    auto& guests = host_.plug("eth1", "10.1.1.2/24", "10.1.1.254/24");
    host_.check("/opt/cloud/bin/checkrouter.sh");
    host_.notify("/opt/cloud/bin/primary-backup.sh");
    host_.start(shape("cloudstack"), {"eth1 inet 10.1.1.1/24 brd 10.1.1.255 scope global secondary eth1"});
    ASSERT_TRUE(host_.leads("inside_network", guests, "10.1.1.1"));
    EXPECT_TRUE(host_.checked("[/opt/cloud/bin/checkrouter.sh]"));
    NextNode next(net, "10.0.0.12/24");
    next.plug(guests, "eth1", "10.1.1.3/24");
    next.start(shape("cloudstack"), {{"   track_script {\n      heartbeat\n   }\n", ""}});
    EXPECT_TRUE(next.waits({"10.1.1.1"}));
    host_.break_checks();
    EXPECT_TRUE(host_.falls("inside_network", "FAULT"));
    EXPECT_TRUE(next.leads({"10.1.1.1"}));
    host_.mend_checks();
    EXPECT_TRUE(host_.falls("inside_network", "BACKUP"));
    EXPECT_TRUE(next.leads({"10.1.1.1"})) << "nopreempt";
    next.leave();
    EXPECT_TRUE(host_.leads("inside_network", guests, "10.1.1.1"));
    EXPECT_TRUE(host_.told(each_after("[/opt/cloud/bin/primary-backup.sh]",
                                      {"[backup]", "[primary]", "[fault]", "[backup]", "[primary]"})));
    EXPECT_TRUE(host_.leaves());
}

TEST_F(Shapes, of_kolla_leave_the_address_to_the_next_node_when_a_service_is_dead) {
    auto& net = plug_first();
    host_.check("/check_alive.sh");
    host_.start(shape("kolla"), {kVip});
    ASSERT_TRUE(host_.leads("kolla_internal_vip_51", net, "10.0.0.100"));
    EXPECT_TRUE(host_.checked("[/check_alive.sh]"));
    NextNode next(net, "10.0.0.12/24");
    next.start(shape("kolla"), {{"    track_script {\n        check_alive\n    }\n", ""}});
    EXPECT_TRUE(next.waits({"10.0.0.100"}));
    host_.break_checks();
    EXPECT_TRUE(host_.falls("kolla_internal_vip_51", "FAULT"));
    EXPECT_TRUE(next.leads({"10.0.0.100"}));
    host_.mend_checks();
    EXPECT_TRUE(host_.falls("kolla_internal_vip_51", "BACKUP"));
    EXPECT_TRUE(next.leads({"10.0.0.100"})) << "nopreempt";
    next.leave();
    EXPECT_TRUE(host_.leads("kolla_internal_vip_51", net, "10.0.0.100"));
    EXPECT_TRUE(host_.leaves());
}

TEST_F(Shapes, of_kubernetes_have_the_addresses_of_all_services_and_tell_each_state) {
    auto& net = plug_first();
    host_.check("/haproxy-check.sh");
    host_.notify("/keepalived-check.sh");
    host_.start(shape("kube_vip"), kTwoVips);
    ASSERT_TRUE(host_.leads("vips", net, "10.0.0.101"));
    EXPECT_TRUE(host_.checked("[/haproxy-check.sh]"));
    const Lines vips{"10.0.0.100", "10.0.0.101"};
    NextNode next(net, "10.0.0.12/24");
    next.start(shape("kube_vip"), {{"unicast_src_ip 10.0.0.11", "unicast_src_ip 10.0.0.12"},
                                   {"    10.0.0.12\n", "    10.0.0.11\n"},
                                   {"  track_script {\n    chk_haproxy\n  }\n", ""}});
    EXPECT_TRUE(next.waits(vips));
    host_.break_checks();
    EXPECT_TRUE(host_.falls("vips", "FAULT"));
    EXPECT_TRUE(next.leads(vips));
    host_.mend_checks();
    EXPECT_TRUE(host_.falls("vips", "BACKUP"));
    EXPECT_TRUE(next.leads(vips)) << "nopreempt";
    next.leave();
    EXPECT_TRUE(host_.leads("vips", net, "10.0.0.100"));
    EXPECT_TRUE(host_.told(
        each_after("[/keepalived-check.sh][INSTANCE][vips]",
                   {"[BACKUP][101]", "[MASTER][101]", "[FAULT][101]", "[BACKUP][101]", "[MASTER][101]"})));
    EXPECT_TRUE(host_.leaves());
}

TEST_F(Shapes, of_octavia_have_addresses_routes_and_a_rule_that_go_with_a_failing_check) {
    auto& net = plug_first();
    const std::string instance = "3b59cb34f9d14c5bab9a";
    host_.check("/var/lib/octavia/vrrp/check_script.sh");
    host_.start(shape("octavia"), {kTwoVips[0], kTwoVips[1],
                                   "10.0.0.0/24 dev eth0 table 1 proto keepalived scope link src 10.0.0.100",
                                   "default via 10.0.0.1 dev eth0 table 1 proto keepalived onlink",
                                   "100: from 10.0.0.100 lookup 1 proto keepalived"});
    ASSERT_TRUE(host_.leads(instance, net, "10.0.0.100"));
    EXPECT_TRUE(host_.checked("[/var/lib/octavia/vrrp/check_script.sh]"));
    const Lines vips{"10.0.0.100", "10.0.0.101"};
    NextNode next(net, "10.0.0.12/24");
    next.start(shape("octavia"), {{"unicast_src_ip 10.0.0.11", "unicast_src_ip 10.0.0.12"},
                                  {"    10.0.0.12\n", "    10.0.0.11\n"},
                                  {"  track_script {\n    check_script\n  }\n", ""}});
    EXPECT_TRUE(next.waits(vips));
    host_.break_checks();
    EXPECT_TRUE(host_.falls(instance, "FAULT"));
    EXPECT_TRUE(next.leads(vips));
    host_.mend_checks();
    EXPECT_TRUE(host_.falls(instance, "BACKUP"));
    EXPECT_TRUE(next.leads(vips)) << "nopreempt";
    next.leave();
    EXPECT_TRUE(host_.leads(instance, net, "10.0.0.101"));
    EXPECT_TRUE(host_.leaves());
}

TEST_F(Shapes, of_opennebula_move_both_networks_together_and_tell_it_by_the_pipe) {
    auto& outside = plug_first();
    auto& inside = host_.plug("eth1", "10.0.1.11/24", "10.0.1.1/24");
    host_.start(shape("opennebula"), {kVip, "eth1 inet 10.0.1.100/24 scope global secondary eth1"});
    const auto agent = host_.reader("/run/keepalived/vrrp_notify_fifo.sock");
    const auto both_are = [&](const std::string& state, std::size_t from) {
        return wait_until([&] {
            const auto text = agent.output().substr(from);
            const auto has = [&](const std::string& line) { return text.find(line) != std::string::npos; };
            return has("INSTANCE \"ETH0\" " + state + " 100\n") &&
                   has("INSTANCE \"ETH1\" " + state + " 100\n") &&
                   text.ends_with("GROUP \"VRouter\" " + state + " 0\n");
        });
    };
    ASSERT_TRUE(host_.leads("ETH0", outside, "10.0.0.100"));
    ASSERT_TRUE(host_.leads("ETH1", inside, "10.0.1.100"));
    EXPECT_TRUE(both_are("MASTER", 0)) << agent.output();
    auto before = agent.output().size();
    host_.reload();
    EXPECT_TRUE(both_are("MASTER", before)) << agent.output();
    before = agent.output().size();
    const Lines vips{"10.0.0.100", "10.0.1.100"};
    NextNode next(outside, "10.0.0.12/24");
    next.plug(inside, "eth1", "10.0.1.12/24");
    next.start(shape("opennebula"), {{"    vrrp_notify_fifo /run/keepalived/vrrp_notify_fifo.sock\n", ""}});
    EXPECT_TRUE(next.waits(vips));
    inside.unplug(host_.netns(), "eth1");
    EXPECT_TRUE(host_.falls("ETH1", "FAULT"));
    EXPECT_TRUE(host_.falls("ETH0", "FAULT"));
    EXPECT_TRUE(both_are("FAULT", before)) << agent.output();
    EXPECT_TRUE(next.leads(vips));
    inside.replug(host_.netns(), "eth1");
    EXPECT_TRUE(host_.falls("ETH1", "BACKUP"));
    EXPECT_TRUE(next.leads(vips)) << "its priority is the same";
    next.leave();
    EXPECT_TRUE(host_.leads("ETH0", outside, "10.0.0.100"));
    EXPECT_TRUE(host_.leads("ETH1", inside, "10.0.1.100"));
    EXPECT_TRUE(host_.leaves());
    EXPECT_TRUE(both_are("STOP", before)) << agent.output();
}

TEST_F(Shapes, of_openshift_leave_both_addresses_to_the_next_node_when_nobody_listens_on_the_port) {
    auto& net = plug_first();
    const std::string program = "/var/lib/ipfailover/keepalived/notify.sh";
    host_.notify(program);
    auto service = listen_on("10.0.0.11", 80);
    host_.start(shape("openshift_operator"), kTwoVips);
    const auto both_lead = [&] {
        const auto first = host_.leads("ipfailover_VIP_1", net, "10.0.0.100");
        return first ? host_.leads("ipfailover_VIP_2", net, "10.0.0.101") : first;
    };
    ASSERT_TRUE(both_lead());
    const std::pair<std::string, std::string> no_check{"   track_script {\n       chk_ipfailover\n   }\n",
                                                       ""};
    const Lines vips{"10.0.0.100", "10.0.0.101"};
    NextNode next(net, "10.0.0.12/24");
    next.start(shape("openshift_operator"), {no_check, no_check});
    EXPECT_TRUE(next.waits(vips));
    service.reset();
    EXPECT_TRUE(host_.falls("ipfailover_VIP_1", "FAULT"));
    EXPECT_TRUE(host_.falls("ipfailover_VIP_2", "FAULT"));
    EXPECT_TRUE(host_.says("/dev/tcp/10.0.0.11/80: Connection refused"));
    EXPECT_TRUE(next.leads(vips));
    service = listen_on("10.0.0.11", 80);
    EXPECT_TRUE(host_.falls("ipfailover_VIP_1", "BACKUP"));
    EXPECT_TRUE(next.leads(vips)) << "nopreempt, and a delay of five minutes";
    next.leave();
    EXPECT_TRUE(both_lead());
    EXPECT_TRUE(host_.told(
        each_after("[" + program + "][INSTANCE][ipfailover_VIP_1]",
                   {"[BACKUP][207]", "[MASTER][207]", "[FAULT][207]", "[BACKUP][207]", "[MASTER][207]"}),
        "[ipfailover_VIP_1]"));
    const auto second = "[" + program + "][INSTANCE][VIP_2][MASTER]";
    EXPECT_TRUE(host_.told({second, second}, "[VIP_2]"));
    EXPECT_TRUE(host_.leaves());
}

TEST_F(Shapes, of_openwrt_add_up_the_uplink_and_the_gateway_and_run_the_hotplug_script) {
    auto& net = plug_first();
    auto& uplink = host_.plug("eth1", "10.0.1.11/24", "10.0.1.1/24");
    host_.notify("/etc/hotplug.d/vrrp/run");
    host_.start(shape("openwrt"), {"eth0 inet 10.0.0.100/24 scope global secondary eth0:vip",
                                   "10.0.4.0/24 via 10.0.0.2 dev eth0 proto keepalived"});
    ASSERT_TRUE(host_.leads("lan", net, "10.0.0.100"));
    EXPECT_TRUE(host_.shows("10.0.3.0/24 dev eth0 proto keepalived"));
    uplink.unplug(host_.netns(), "eth1");
    EXPECT_TRUE(host_.says("(lan) Changing effective priority from 100 to 70"));
    net.netns().ip("addr del 10.0.0.1/24 dev br0");
    EXPECT_TRUE(host_.says("(lan) Changing effective priority from 70 to 20"));
    net.netns().ip("addr add 10.0.0.1/24 dev br0");
    EXPECT_TRUE(host_.says("(lan) Changing effective priority from 20 to 70"));
    uplink.replug(host_.netns(), "eth1");
    EXPECT_TRUE(host_.says("(lan) Changing effective priority from 70 to 100"));
    EXPECT_TRUE(host_.leads("lan", net, "10.0.0.100"));
    EXPECT_TRUE(host_.leaves());
    EXPECT_FALSE(host_.shows("10.0.3.0/24 dev eth0 proto keepalived"));
    EXPECT_TRUE(host_.told(
        each_after("[/etc/hotplug.d/vrrp/run]", {"[BACKUP][lan]", "[MASTER][lan]", "[STOP][lan]"})));
}

TEST_F(Shapes, of_packetfence_need_the_portal_and_radius) {
    auto& net = plug_first();
    host_.check("/usr/local/pf/bin/check");
    host_.notify("/usr/local/pf/bin/cluster/node");
    auto radius = host_.netns().start({"bash", "-c", "exec -a /usr/sbin/radiusd sleep 1000"});
    host_.start(shape("packetfence"), {kTwoVips[0]});
    ASSERT_TRUE(host_.leads("10.0.0.100", net, "10.0.0.100"));
    EXPECT_TRUE(host_.checked("[/usr/local/pf/bin/check][haproxy]"));
    EXPECT_TRUE(host_.shows("lo inet 10.0.2.1/24 scope global lo"));
    NextNode next(net, "10.0.0.12/24");
    next.start(shape("packetfence"), {{"priority 95", "priority 90"},
                                      {"10.0.2.1/24 dev lo", "10.0.2.2/24 dev lo"},
                                      {"unicast_src_ip 10.0.0.11", "unicast_src_ip 10.0.0.12"},
                                      {"  10.0.0.12\n", "  10.0.0.11\n"},
                                      {"  track_script {\n    haproxy_portal\n  }\n", ""},
                                      {"  track_process {\n    radius_load_balancer\n  }\n", ""}});
    EXPECT_TRUE(next.waits({"10.0.0.100"}));
    host_.break_checks();
    EXPECT_TRUE(host_.falls("10.0.0.100", "FAULT"));
    EXPECT_TRUE(next.leads({"10.0.0.100"}));
    host_.mend_checks();
    EXPECT_TRUE(host_.leads("10.0.0.100", net, "10.0.0.100"));
    EXPECT_TRUE(next.waits({"10.0.0.100"}));
    radius.kill();
    EXPECT_TRUE(host_.falls("10.0.0.100", "FAULT"));
    EXPECT_TRUE(next.leads({"10.0.0.100"}));
    EXPECT_TRUE(host_.told(each_after("[/usr/local/pf/bin/cluster/node]",
                                      {"[slave]", "[master]", "[slave]", "[slave]", "[master]", "[slave]"})));
    EXPECT_TRUE(host_.leaves());
    EXPECT_FALSE(host_.shows("lo inet 10.0.2.1/24 scope global lo"));
}

TEST_F(Shapes, of_truenas_write_each_state_to_the_pipe) {
    auto& net = host_.plug("eth0", "169.254.10.1/24", "10.0.0.1/24");
    host_.start(shape("truenas"), {"eth0 inet 10.0.0.100/24 scope global eth0"});
    const auto middleware = host_.reader("/run/vrrpd.fifo");
    ASSERT_TRUE(host_.leads("eth0", net, "10.0.0.100"));
    NextNode next(net, "169.254.10.2/24");
    next.start(shape("truenas"), {{"    vrrp_notify_fifo /var/run/vrrpd.fifo\n", ""},
                                  {"unicast_src_ip 169.254.10.1", "unicast_src_ip 169.254.10.2"},
                                  {"        169.254.10.2\n", "        169.254.10.1\n"}});
    EXPECT_TRUE(next.waits({"10.0.0.100"}));
    net.unplug(host_.netns(), "eth0");
    EXPECT_TRUE(host_.falls("eth0", "FAULT"));
    EXPECT_TRUE(next.leads({"10.0.0.100"}));
    net.replug(host_.netns(), "eth0");
    EXPECT_TRUE(host_.falls("eth0", "BACKUP"));
    EXPECT_TRUE(next.leads({"10.0.0.100"})) << "its priority is the same";
    next.leave();
    EXPECT_TRUE(host_.leads("eth0", net, "10.0.0.100"));
    EXPECT_TRUE(host_.leaves());
    std::string lines;
    for (const std::string state : {"BACKUP", "MASTER", "FAULT", "BACKUP", "MASTER", "STOP"})
        lines += "INSTANCE \"eth0\" " + state + " 254\n";
    EXPECT_TRUE(wait_until([&] { return middleware.output() == lines; })) << middleware.output();
}

} // namespace xvrrp::test
