// SPDX-License-Identifier: GPL-2.0-or-later
// The control socket and xvrrpctl: their answers, and that no client can make an advert late.
#include "support/vrrp_host.h"
#include "support/wire.h"
#include "tools/metrics/document.h"

#include <xvrrp/control.h>

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <thread>

#include <sys/socket.h>
#include <sys/un.h>

namespace xvrrp::test {

namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

// Virtual routers from 52 on, so many that a status does not fit into a socket's buffer. They are BACKUP for
// two minutes.
std::string many_more() {
    std::string text;
    for (int vrid = 52; vrid < 252; ++vrid) {
        const auto number = std::to_string(vrid);
        text += "vrrp_instance VI_" + number + " {\n    interface eth0\n    virtual_router_id " + number +
                "\n    advert_int 40\n    virtual_ipaddress {\n";
        for (int host = 1; host <= 20; ++host)
            text += "        10.0." + number + "." + std::to_string(host) + "\n";
        text += "    }\n}\n";
    }
    return text;
}

struct OneRouter {
    Lan lan{"lan"};
    VrrpHost a{lan, "a", "192.168.1.1/24"};
    VrrpHost bystander{lan, "bystander", "192.168.1.3/24"};
    Port wire{bystander.netns(), "eth0"};

    explicit OneRouter(const std::string& config = Instance{.advert_int = "0.1"}.text()) {
        a.run_xvrrpd(config);
        EXPECT_TRUE(a.becomes("MASTER"));
    }

    std::ptrdiff_t sent() { // the adverts of VI_1
        return std::ranges::count_if(adverts(wire.frames(), a.address()),
                                     [](const SeenAdvert& each) { return each.advert.vrid == 51; });
    }

    // Checks the adverts of two seconds while something else goes on.
    template <class Meanwhile>
    void expect_twenty_adverts(Meanwhile meanwhile) {
        wire.clear();
        const auto end = std::chrono::steady_clock::now() + seconds(2);
        meanwhile();
        std::this_thread::sleep_until(end);
        EXPECT_GE(sent(), 18);
        EXPECT_LE(sent(), 21);
        EXPECT_EQ(a.state(), "MASTER");
        EXPECT_EQ(a.instance()["state"], "MASTER");
    }
};

class Client {
public:
    explicit Client(const VrrpHost& host) : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        host.control_socket().copy(address.sun_path, sizeof address.sun_path - 1);
        connected_ = ::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
        const timeval patience{5, 0};
        ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }

    bool connected() const { return connected_; }

    void say(std::string_view text) const { ::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL); }

    std::string hear() const {
        std::string text;
        std::array<char, 4096> buffer{};
        for (ssize_t got = 0; (got = ::recv(fd_.get(), buffer.data(), buffer.size(), 0)) > 0;)
            text.append(buffer.data(), static_cast<std::size_t>(got));
        return text;
    }

private:
    os::Fd fd_;
    bool connected_ = false;
};

std::string answer(const VrrpHost& host, std::string_view request) {
    const Client client(host);
    client.say(request);
    return client.hear();
}

std::string refusal(const std::string& sentence) {
    return json{{"schema", 1}, {"error", sentence}}.dump() + "\n";
}

class Control : public RootTest {};

constexpr std::string_view kStatus = "{\"command\":\"status\"}\n";

} // namespace

TEST_F(Control, shows_the_status_as_a_table) {
    const OneRouter net;
    const auto shown = net.a.xvrrpctl("status");
    EXPECT_EQ(shown.status, 0) << shown.output;
    for (const auto* part : {"VI_1", "eth0", "51", "MASTER", "192.168.1.1", "192.168.1.100/24"})
        EXPECT_NE(shown.output.find(part), std::string::npos) << part << " is not in\n" << shown.output;
    EXPECT_EQ(net.a.xvrrpctl("").output, shown.output);
}

TEST_F(Control, shows_the_status_as_json) {
    const OneRouter net;
    const auto shown = net.a.xvrrpctl("-j status");
    ASSERT_EQ(shown.status, 0) << shown.output;
    const auto status = json::parse(shown.output);
    EXPECT_EQ(status["schema"], 1);
    EXPECT_EQ(status["daemon"]["router_id"], "test");
    EXPECT_EQ(status["daemon"]["pins"], true);
    EXPECT_EQ(status["daemon"]["bpf_dir"], net.a.bpf_dir());
    EXPECT_EQ(status["interfaces"][0]["name"], "eth0");
    auto instance = status["instances"][0];
    for (const auto* changing : {"since", "since_ns", "timing", "takeover", "counters", "drops"}) {
        EXPECT_TRUE(instance.contains(changing)) << changing;
        instance.erase(changing);
    }
    // Three adverts and 156/256 of one.
    EXPECT_NEAR(instance["master_down_ms"].get<double>(), 360.9, 0.1);
    instance.erase("master_down_ms");
    EXPECT_EQ(instance["stand_in"].erase("adverts"), 1u); // the kernel's, if the daemon was ever late
    EXPECT_EQ(instance, json::parse(R"({
        "name": "VI_1", "interface": "eth0", "vlan": null, "vrid": 51, "family": "ipv4", "version": 3, "state": "MASTER", "drain": "no", "order": null,
        "priority": {"base": 100, "effective": 100, "terms": []}, "master": {"address": "192.168.1.1", "priority": 100}, "rival": null,
        "reason": "master_down", "reason_text": "no other router is heard", "fault_reasons": [],
        "addresses": ["192.168.1.100/24"], "routes": [], "rules": [], "advert_interval_ms": 100,
        "source": "192.168.1.1", "group": "224.0.0.18", "unicast_peers": [],
        "stand_in": {"lease_ms": 3000, "lent": true, "peers": []}})"));
}

TEST_F(Control, shows_transitions_checks_and_what_a_backup_waits_for) {
    TwoRouters net;
    const std::string checks =
        "vrrp_script ok {\n    script \"/bin/true\"\n    interval 1\n    weight 1\n}\n";
    const Instance leading{.priority = 100, .more = "    track_script {\n        ok\n    }\n"};
    net.a.run_xvrrpd(checks + leading.text());
    net.b.run_xvrrpd(Instance{.priority = 90}.text());
    ASSERT_TRUE(leads(net.a, net.b));
    const auto status = net.a.status();
    const json became{{"from", "BACKUP"}, {"to", "MASTER"}, {"reason", "master_down"}, {"count", 1}};
    EXPECT_EQ(std::ranges::count(status["transitions"], became), 1) << status["transitions"];
    const auto script = status["checks"]["scripts"][0];
    EXPECT_EQ(script["name"], "ok");
    EXPECT_EQ(script["state"], "good");
    EXPECT_EQ(script["end"], "exited");
    EXPECT_EQ(script["value"], 0);
    EXPECT_TRUE(net.a.instance()["timing"]["takeover_in_ms"].is_null()) << "it is MASTER";
    EXPECT_TRUE(wait_until([&] { return net.b.instance()["timing"]["silence_ms"].is_number(); }));
    const auto timing = net.b.instance()["timing"];
    EXPECT_LE(timing["silence_ms"].get<double>(), 600) << timing;
    EXPECT_LE(timing["takeover_in_ms"].get<double>(), net.b.instance()["master_down_ms"].get<double>())
        << timing;
    EXPECT_GT(timing["takeover_in_ms"].get<double>(), 0) << timing;
}

TEST_F(Control, says_that_no_daemon_answers) {
    OneRouter net;
    net.a.daemon().kill();
    const auto shown = net.a.xvrrpctl("status");
    EXPECT_EQ(shown.status, 3);
    EXPECT_NE(shown.output.find(net.a.control_socket()), std::string::npos) << shown.output;
}

TEST_F(Control, lets_every_advert_through_while_the_tap_is_on) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    const auto advert = net.wire.wait_for(advert_from(net.a.address()));
    ASSERT_TRUE(advert);
    const auto visible = [&] {
        Port arrived(net.b.netns(), "eth0");
        for (int i = 0; i < 1000; ++i)
            net.wire.send(advert->bytes);
        arrived.wait_for([](const Frame&) { return false; }, milliseconds(200));
        return arrived.matching([&](const Frame& each) { return each.bytes == advert->bytes; }).size();
    };
    EXPECT_LT(visible(), 500U);
    EXPECT_EQ(net.b.xvrrpctl("tap on --for 60s").output, "tcpdump sees every advert for 60 s\n");
    EXPECT_EQ(visible(), 1000U);
    EXPECT_EQ(net.b.xvrrpctl("tap off").output, "tap is off\n");
    EXPECT_LT(visible(), 500U);
    EXPECT_TRUE(leads(net.a, net.b));
}

TEST_F(Control, takes_the_names_of_thousands_from_root) {
    const OneRouter net;
    json request{{"command", "undrain"}, {"names", json::array()}};
    for (int i = 0; i < 20'000; ++i)
        request["names"].push_back("VI_1");
    const auto said = answer(net.a, request.dump() + "\n");
    EXPECT_NE(said.find("\"name\":\"VI_1\""), std::string::npos) << said;
}

TEST_F(Control, answers_garbage_with_a_sentence) {
    const OneRouter net;
    for (const std::string& garbage :
         {std::string("\n"), std::string("status\n"), std::string("[]\n"), std::string("{\"command\":\n"),
          std::string("\xff\xfe\0\n", 4), std::string(300'000, '{')})
        EXPECT_EQ(answer(net.a, garbage), refusal("the request is not a JSON object on one line"));
    for (const auto* command : {"null", "7", "\"stop\"", "{}", "\"\xff\""})
        EXPECT_NE(answer(net.a, "{\"command\":" + std::string(command) + "}\n").find("\"error\""),
                  std::string::npos)
            << command;
    for (const auto* time : {"-1", "86401", "1.5", "\"60\"", "null", "99999999999999999999"})
        EXPECT_EQ(answer(net.a, "{\"command\":\"tap\",\"seconds\":" + std::string(time) + "}\n"),
                  refusal("\"seconds\" is not in 0..86400"))
            << time;
    EXPECT_EQ(
        answer(net.a, "{}\n"),
        refusal("unknown command null, allowed are \"status\", \"why\", \"events\", \"tap\", \"config\", "
                "\"reload\", \"restart\", \"diff\", \"drain\", \"undrain\", \"promote\" and \"priority\""));
    EXPECT_EQ(net.a.instance()["state"], "MASTER");
}

TEST_F(Control, survives_members_of_another_type_than_it_expects) {
    OneRouter net;
    for (const auto* request :
         {"{\"command\":\"config\",\"secrets\":\"yes\"}\n", "{\"command\":\"config\",\"secrets\":[]}\n",
          "{\"command\":\"diff\",\"file\":7}\n", "{\"command\":[]}\n"}) {
        EXPECT_NE(answer(net.a, request), "") << request;
        ASSERT_TRUE(net.a.daemon().running()) << request;
    }
}

TEST_F(Control, survives_deeply_nested_requests) {
    const OneRouter net;
    EXPECT_NE(answer(net.a, std::string(4000, '[') + "\n").find("\"error\""), std::string::npos);
    EXPECT_EQ(net.a.instance()["state"], "MASTER");
}

TEST_F(Control, does_not_wait_for_half_a_request) {
    OneRouter net;
    net.expect_twenty_adverts([&] {
        const Client slow(net.a);
        slow.say("{\"comm");
        EXPECT_EQ(json::parse(answer(net.a, kStatus))["schema"], 1);
        slow.say("and\":\"status\"}\n");
        EXPECT_EQ(json::parse(slow.hear())["schema"], 1);
    });
}

TEST_F(Control, serves_a_hundred_clients_at_once) {
    OneRouter net;
    net.expect_twenty_adverts([&] {
        std::vector<std::unique_ptr<Client>> clients;
        for (int i = 0; i < 100; ++i) {
            clients.push_back(std::make_unique<Client>(net.a));
            EXPECT_TRUE(clients.back()->connected());
            clients.back()->say(kStatus);
        }
        std::size_t answered = 0;
        for (const auto& client : clients)
            answered += json::parse(client->hear(), nullptr, false).is_object() ? 1 : 0;
        EXPECT_EQ(answered, 100U);
    });
}

TEST_F(Control, serves_the_next_when_a_hundred_say_nothing) {
    OneRouter net;
    net.expect_twenty_adverts([&] {
        std::vector<std::unique_ptr<Client>> silent;
        for (int i = 0; i < 100; ++i)
            silent.push_back(std::make_unique<Client>(net.a));
        EXPECT_EQ(json::parse(answer(net.a, kStatus))["schema"], 1);
    });
}

// The directory lets everybody in, and anybody can execute the client, but has no right to ignore the mode of
// a file.
Finished ask_as(const VrrpHost& host, const std::string& user, const std::string& request) {
    return host.netns().run("chmod 755 " + host.runtime_dir() + " && setpriv " + user +
                            " --inh-caps=-all,+dac_read_search --ambient-caps=+dac_read_search " XVRRPCTL
                            " --runtime-dir " +
                            host.runtime_dir() + " " + request + " 2>&1");
}

constexpr const char* kNobody = "--reuid=65534 --regid=65534 --clear-groups";
constexpr const char* kMember = "--reuid=65534 --regid=65533 --groups=65534"; // a member of nogroup

TEST_F(Control, is_roots_alone_whatever_the_umask) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    host.write_config(Instance{}.text());
    std::vector<std::string> command{"sh", "-c", "umask 0; exec \"$@\"", "sh"};
    const auto daemon = host.xvrrpd_command();
    command.insert(command.end(), daemon.begin(), daemon.end());
    const auto started = host.netns().start(command);
    ASSERT_TRUE(started.says("Entering BACKUP STATE")) << started.output();
    EXPECT_EQ(host.netns().must("stat -c '%a %U' " + host.control_socket()), "600 root\n");
    const auto refused = ask_as(host, kNobody, "status");
    EXPECT_EQ(refused.status, 3) << refused.output;
    EXPECT_NE(refused.output.find("Permission denied (ask as root"), std::string::npos) << refused.output;
}

// Mode 666 stands for a client that may ignore the mode of a file.
TEST_F(Control, asks_the_kernel_who_a_client_is) {
    const OneRouter net;
    net.a.netns().must("chmod 666 " + net.a.control_socket());
    for (const auto* request : {"status", "config", "reload", "tap off", "diff /etc/passwd"}) {
        const auto refused = ask_as(net.a, kNobody, request);
        EXPECT_EQ(refused.status, 1) << request;
        EXPECT_EQ(refused.output, "xvrrpctl: only root may ask, see --control-group of xvrrpd\n") << request;
    }
    EXPECT_EQ(net.a.xvrrpctl("status").status, 0);
}

TEST_F(Control, tells_the_members_of_a_group_what_happens_and_nothing_else) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    host.run_xvrrpd(Instance{}.text(), {"--control-group", "nogroup"});
    EXPECT_EQ(host.netns().must("stat -c '%a %U %G' " + host.control_socket()), "660 root nogroup\n");
    for (const auto* user : {kNobody, kMember}) {
        const auto shown = ask_as(host, user, "status");
        EXPECT_EQ(shown.status, 0) << user << shown.output;
        EXPECT_NE(shown.output.find("VI_1"), std::string::npos) << shown.output;
        for (const auto* request : {"why", "events"})
            EXPECT_EQ(ask_as(host, user, request).status, 0) << user << request;
        for (const auto* request : {"config", "reload", "tap off", "diff /etc/passwd"}) {
            const auto refused = ask_as(host, user, request);
            EXPECT_EQ(refused.status, 1) << user << request;
            EXPECT_EQ(refused.output,
                      "xvrrpctl: only root may ask for anything but \"status\", \"why\" and \"events\"\n")
                << request;
        }
    }
    EXPECT_EQ(ask_as(host, "--reuid=65534 --regid=65533 --clear-groups", "status").status, 3);
    EXPECT_EQ(host.log().find("tap:"), std::string::npos) << host.log();
}

TEST_F(Control, refuses_a_group_that_does_not_exist) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    host.write_config(Instance{}.text());
    auto daemon = host.netns().start(host.xvrrpd_command({"--control-group", "no_such_group"}));
    EXPECT_EQ(daemon.wait(), 1);
    EXPECT_TRUE(daemon.says("let the group no_such_group read the status: there is no such group"))
        << daemon.output();
}

TEST_F(Control, shows_the_configuration_without_being_told_to_show) {
    const OneRouter net;
    const auto shown = net.a.xvrrpctl("config");
    EXPECT_EQ(shown.status, 0) << shown.output;
    EXPECT_NE(shown.output.find("vrrp_instance VI_1 {"), std::string::npos) << shown.output;
    EXPECT_EQ(shown.output, net.a.xvrrpctl("config show").output);
    EXPECT_EQ(net.a.xvrrpctl("config --secrets").status, 0);
}

// The document is made piece by piece, as fast as the client reads.
TEST_F(Control, tells_a_slow_reader_the_same_wall_clock_for_every_virtual_router) {
    const OneRouter net(Instance{}.text() + many_more());
    const Client slow(net.a);
    slow.say(kStatus);
    std::this_thread::sleep_for(seconds(2));
    const auto instances = json::parse(slow.hear())["instances"];
    const auto ahead = [](const json& instance) {
        return metrics::unix_time(instance["since"]).value() - instance["since_ns"].get<double>() * 1e-9;
    };
    EXPECT_NEAR(ahead(instances.front()), ahead(instances.back()), 0.1);
}

// These clients keep the daemon busy for longer than a master-down interval.
TEST_F(Control, keeps_sending_adverts_to_the_end_of_a_stream_of_clients_that_never_read) {
    OneRouter net(Instance{.advert_int = "1"}.text() + many_more());
    ASSERT_GT(answer(net.a, kStatus).size(), 250'000U);
    net.wire.clear();
    std::deque<Client> deaf;
    for (const auto end = std::chrono::steady_clock::now() + seconds(4);
         std::chrono::steady_clock::now() < end;) {
        deaf.emplace_back(net.a).say(kStatus);
        if (deaf.size() > 40)
            deaf.pop_front();
    }
    EXPECT_GE(net.sent(), 3);
    EXPECT_EQ(net.a.state(), "MASTER");
    EXPECT_TRUE(net.a.daemon().running());
}

} // namespace xvrrp::test
