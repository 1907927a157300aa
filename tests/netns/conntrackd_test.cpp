// SPDX-License-Identifier: GPL-2.0-or-later
// The pair of firewalls of docs/examples/conntrackd, with Debian's conntrackd: a TCP connection goes on through the other
// one when the MASTER dies.
#include "os/fd.h"
#include "support/vrrp_host.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <regex>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

namespace xvrrp::test {

namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

const fs::path kFirewall = fs::path(XVRRP_EXAMPLES_DIR) / "conntrackd";
const auto kInside = core::IpAddress::v4(192, 168, 1, 100);
const auto kOutside = core::IpAddress::v4(192, 0, 2, 100);

struct Cables {
    Lan inside{"inside"};
    Lan outside{"outside"};
    Lan between{"between"};
};

class Firewall {
public:
    Firewall(Cables& cables, const std::string& role, const std::string& number)
        : cables_(cables), host_(cables.inside, role, "192.168.1." + number + "/24"),
          files_("conntrackd_" + role), is_first_(number == "1") {
        const auto& netns = host_.netns();
        cables.outside.plug(netns, "eth1");
        cables.between.plug(netns, "eth2");
        netns.ip("addr add 192.0.2." + number + "/24 dev eth1");
        netns.ip("addr add 10.0.0." + number + "/24 dev eth2");
    }

    void run_rules() const {
        host_.netns().must("sysctl -qw net.ipv4.ip_forward=1 net.netfilter.nf_conntrack_tcp_loose=0");
        host_.netns().must("nft -f " + (kFirewall / "nftables.conf").string());
    }

    void run_conntrackd() {
        auto config = replaced(example("conntrackd.conf"), "/var/(lock|run)", files_.path());
        if (!is_first_)
            config = replaced(config, "(IPv4_address) 10.0.0.1\n(.*) 10.0.0.2", "$1 10.0.0.2\n$2 10.0.0.1");
        files_.write("conntrackd.conf", config);
        conntrackd_.reset();
        conntrackd_.emplace(host_.netns().start({"/usr/sbin/conntrackd", "-C", conntrackd_file()}));
        EXPECT_TRUE(wait_until([&] { return ask_conntrackd("-s").status == 0; })) << conntrackd_->output();
    }

    void run_xvrrpd(bool commits) {
        auto config = replaced(example("xvrrpd.conf"), "\"/usr/libexec/xvrrpd/xvrrp-conntrackd (\\w+)\"",
                               "\"" XVRRP_CONNTRACKD " $1 -C " + conntrackd_file() + "\"");
        if (!is_first_)
            config = replaced(config, "priority 100", "priority 90");
        if (!commits)
            config = replaced(config, "before_master .*", "");
        host_.run_xvrrpd(config);
    }

    // It is off at once, and has forgotten everything when it is on again.
    void die() {
        host_.kill_with_runner();
        conntrackd_->kill();
        fs::remove(files_.path() + "/conntrackd.lock");
        host_.netns().ip("addr del " + kInside.text() + "/24 dev eth0");
        host_.netns().ip("addr del " + kOutside.text() + "/24 dev eth1");
        cables_.inside.unplug(host_.netns(), "eth0");
        cables_.outside.unplug(host_.netns(), "eth1");
        cables_.between.unplug(host_.netns(), "eth2");
    }

    void power_on() {
        cables_.inside.replug(host_.netns(), "eth0");
        cables_.outside.replug(host_.netns(), "eth1");
        cables_.between.replug(host_.netns(), "eth2");
        run_conntrackd();
        EXPECT_EQ(ask_conntrackd("-F").status, 0);
    }

    void stop_conntrackd() { conntrackd_->kill(); }

    // The other router has told of an established connection.
    bool knows_a_connection() const {
        return wait_until(
            [&] { return ask_conntrackd("-e").output.find("ESTABLISHED") != std::string::npos; });
    }

    bool leads() const {
        return wait_until(
            [&] {
                return host_.state() == "MASTER" && host_.netns().has(kInside) && host_.netns().has(kOutside);
            },
            seconds(15));
    }

    bool logged(const std::string& words) const { return host_.log().find(words) != std::string::npos; }

    std::string log() const { return host_.log() + conntrackd_->output(); }

private:
    static std::string example(const std::string& name) {
        std::ifstream file(kFirewall / name);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    static std::string replaced(const std::string& text, const std::string& what, const std::string& by) {
        const std::regex pattern(what);
        EXPECT_TRUE(std::regex_search(text, pattern)) << what << " is not in\n" << text;
        return std::regex_replace(text, pattern, by);
    }

    std::string conntrackd_file() const { return files_.path() + "/conntrackd.conf"; }

    Finished ask_conntrackd(const std::string& option) const {
        return host_.netns().run("conntrackd -C " + conntrackd_file() + " " + option);
    }

    Cables& cables_;
    VrrpHost host_;
    TemporaryDirectory files_;
    bool is_first_;
    std::optional<Process> conntrackd_;
};

class Conntrackd : public RootTest {
protected:
    Cables cables_;
    NetNs client_{"client"};
    NetNs server_{"server"};
    Firewall a_{cables_, "a", "1"};
    Firewall b_{cables_, "b", "2"};

    void SetUp() override {
        RootTest::SetUp();
        if (IsSkipped())
            return;
        if (client_.run("test -e /proc/sys/net/netfilter/nf_conntrack_tcp_loose").status != 0)
            GTEST_SKIP() << "the kernel has no connection tracking (nf_conntrack)";
        cables_.inside.plug(client_, "eth0");
        client_.ip("addr add 192.168.1.9/24 dev eth0");
        client_.ip("route add default via " + kInside.text());
        cables_.outside.plug(server_, "eth0");
        server_.ip("addr add 192.0.2.9/24 dev eth0");
        for (auto* firewall : {&a_, &b_}) {
            firewall->run_rules();
            firewall->run_conntrackd();
        }
    }

    void run(bool commits) {
        a_.run_xvrrpd(commits);
        b_.run_xvrrpd(commits);
        ASSERT_TRUE(a_.leads()) << a_.log();
    }
};

// A TCP connection from the client to the server, by the virtual address inside.
class Connection {
public:
    Connection(const NetNs& client, const NetNs& server, std::uint16_t port) {
        const auto address = address_of(port);
        const auto* to = reinterpret_cast<const sockaddr*>(&address);
        const auto listener = open_socket(server);
        EXPECT_EQ(::bind(listener.get(), to, sizeof address), 0);
        EXPECT_EQ(::listen(listener.get(), 1), 0);
        client_ = open_socket(client);
        is_open_ = ::connect(client_.get(), to, sizeof address) == 0;
        if (is_open_)
            server_ = os::Fd(::accept(listener.get(), nullptr, nullptr));
    }

    bool is_open() const { return is_open_; }

    // A word comes to the server, and another one back.
    bool carries(const std::string& word, seconds patience) const {
        return goes(client_, server_, word, patience) && goes(server_, client_, word + " yourself", patience);
    }

private:
    static sockaddr_in address_of(std::uint16_t port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        ::inet_pton(AF_INET, "192.0.2.9", &address.sin_addr);
        return address;
    }

    static os::Fd open_socket(const NetNs& netns) {
        const Inside inside(netns);
        os::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        wait_no_longer(fd, seconds(8)); // to connect
        return fd;
    }

    static void wait_no_longer(const os::Fd& fd, seconds patience) {
        const timeval time{patience.count(), 0};
        ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
        ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
    }

    static bool goes(const os::Fd& from, const os::Fd& to, const std::string& word, seconds patience) {
        wait_no_longer(to, patience);
        std::array<char, 64> heard{};
        if (::send(from.get(), word.data(), word.size(), MSG_NOSIGNAL) < 0)
            return false;
        const auto size = ::recv(to.get(), heard.data(), word.size(), MSG_WAITALL);
        return size > 0 && word == std::string(heard.data(), static_cast<std::size_t>(size));
    }

    os::Fd client_;
    os::Fd server_;
    bool is_open_ = false;
};

constexpr seconds kOutage{20}; // a takeover, and the pauses of TCP, which become longer
constexpr seconds kSoon{5};

} // namespace

TEST_F(Conntrackd, keeps_a_connection_over_the_death_of_the_master_and_over_its_return) {
    run(true);
    const Connection connection(client_, server_, 7777);
    ASSERT_TRUE(connection.is_open() && connection.carries("hello", kSoon)) << a_.log();
    ASSERT_TRUE(b_.knows_a_connection()) << b_.log();
    a_.die();
    EXPECT_TRUE(connection.carries("still there", kOutage)) << b_.log();
    EXPECT_TRUE(b_.leads());
    EXPECT_TRUE(b_.logged("before_master: it exited with status 0, taking the addresses")) << b_.log();

    a_.power_on();
    a_.run_xvrrpd(true);
    EXPECT_TRUE(a_.knows_a_connection()) << a_.log();
    EXPECT_TRUE(a_.leads()) << a_.log();
    EXPECT_TRUE(connection.carries("and here", kOutage)) << a_.log();
}

// This shows that the rules drop what the kernel does not know.
TEST_F(Conntrackd, loses_the_connection_without_the_commit_but_lets_new_ones_begin) {
    run(false);
    const Connection connection(client_, server_, 7777);
    ASSERT_TRUE(connection.is_open() && connection.carries("hello", kSoon)) << a_.log();
    ASSERT_TRUE(b_.knows_a_connection()) << b_.log();
    a_.die();
    ASSERT_TRUE(b_.leads()) << b_.log();
    const Connection later(client_, server_, 7778);
    EXPECT_TRUE(later.is_open() && later.carries("hello", kSoon)) << b_.log();
    EXPECT_FALSE(connection.carries("still there", kSoon));
}

TEST_F(Conntrackd, that_does_not_run_delays_no_takeover) {
    run(true);
    b_.stop_conntrackd();
    a_.die();
    EXPECT_TRUE(b_.leads()) << b_.log();
    EXPECT_TRUE(b_.logged("before_master: it exited with status 1")) << b_.log();
    const Connection connection(client_, server_, 7777);
    EXPECT_TRUE(connection.is_open() && connection.carries("hello", kSoon)) << b_.log();
}

} // namespace xvrrp::test
