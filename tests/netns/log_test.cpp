// SPDX-License-Identifier: GPL-2.0-or-later
// A log without a reader must not make an advert late. journald gets fields beside the text.
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <algorithm>
#include <array>
#include <map>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace xvrrp::test {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Log : public RootTest {};

// A named pipe whose reader reads only when a test says so.
class LazyReader {
public:
    explicit LazyReader(const std::string& path) {
        EXPECT_EQ(::mkfifo(path.c_str(), 0600), 0);
        end_.reset(::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
    }

    std::string read() const {
        std::string text;
        std::array<char, 65536> some{};
        for (ssize_t got = 0; (got = ::read(end_.get(), some.data(), some.size())) > 0;)
            text.append(some.data(), static_cast<std::size_t>(got));
        return text;
    }

private:
    os::Fd end_;
};

using Entry = std::map<std::string, std::string>; // the fields of a line

// A journald that reads only when a test says so. Only the command that runs under it sees it.
class LazyJournald {
public:
    LazyJournald() {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        (directory_.path() + "/socket").copy(address.sun_path, sizeof address.sun_path - 1);
        socket_.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    }

    // systemd names the file of standard error in the same way.
    std::vector<std::string> under(const std::vector<std::string>& command) const {
        std::vector<std::string> out{
            "unshare",
            "--mount",
            "sh",
            "-c",
            "mkdir -p /run/systemd && mount -t tmpfs none /run/systemd && mkdir /run/systemd/journal && "
            "mount --bind \"$0\" /run/systemd/journal && "
            "JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2) exec \"$@\"",
            directory_.path()};
        out.insert(out.end(), command.begin(), command.end());
        return out;
    }

    // All that came since the start.
    const std::vector<Entry>& read() {
        std::vector<char> some(256UL * 1024);
        for (ssize_t got = 0; (got = ::recv(socket_.get(), some.data(), some.size(), 0)) > 0;) {
            std::istringstream lines(std::string(some.data(), static_cast<std::size_t>(got)));
            auto& entry = entries_.emplace_back();
            for (std::string line; std::getline(lines, line);)
                entry.emplace(line.substr(0, line.find('=')), line.substr(line.find('=') + 1));
        }
        return entries_;
    }

    std::ptrdiff_t count(const std::string& event) {
        return std::ranges::count_if(read(), [&](const Entry& each) {
            return each.contains("VRRP_EVENT") && each.at("VRRP_EVENT") == event;
        });
    }

    bool gets(const std::string& event, std::ptrdiff_t times = 1) {
        return wait_until([&] { return count(event) >= times; });
    }

    Entry last(const std::string& event) {
        Entry found;
        for (const auto& each : read()) {
            if (each.contains("VRRP_EVENT") && each.at("VRRP_EVENT") == event)
                found = each;
        }
        return found;
    }

private:
    TemporaryDirectory directory_{"journal"};
    os::Fd socket_;
    std::vector<Entry> entries_;
};

// Each line causes a warning at the start and at every reload.
std::string with_warnings(int number) {
    auto text = Instance{.advert_int = "0.1"}.text();
    for (int i = 0; i < number; ++i)
        text += "no_such_keyword_" + std::to_string(i) + "\n";
    return text;
}

} // namespace

TEST_F(Log, that_nobody_reads_delays_no_advert) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    VrrpHost bystander(lan, "bystander", "192.168.1.3/24");
    Port wire(bystander.netns(), "eth0");
    host.write_config(Instance{.advert_int = "0.1"}.text());
    const LazyReader reader(host.config_file() + ".log");
    std::vector<std::string> command{"sh", "-c", "exec \"$@\" 2>" + host.config_file() + ".log", "sh"};
    const auto daemon = host.xvrrpd_command();
    command.insert(command.end(), daemon.begin(), daemon.end());
    auto running = host.netns().start(command);
    ASSERT_TRUE(wait_until([&] { return host.instance()["state"] == "MASTER"; })) << reader.read();

    host.write_config(
        with_warnings(190)); // some 400 lines at each reload, and a pipe has room for a thousand
    wire.clear();
    const auto end = std::chrono::steady_clock::now() + seconds(3);
    while (std::chrono::steady_clock::now() < end) {
        running.signal(SIGHUP);
        std::this_thread::sleep_for(milliseconds(100));
    }
    EXPECT_GE(adverts(wire.frames(), host.address()).size(), 27U);
    EXPECT_EQ(host.instance()["state"], "MASTER");

    std::string log;
    EXPECT_TRUE(wait_until([&] {
        log += reader.read();
        return log.find(" log lines were dropped, because nobody read them\n") != std::string::npos;
    })) << log.substr(0, 2000);
}

TEST_F(Log, has_its_fields_in_the_journal_also_after_a_restart) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    LazyJournald journal;
    host.write_config(Instance{}.text());
    auto running = host.netns().start(journal.under(host.xvrrpd_command()));
    ASSERT_TRUE(journal.gets("master")) << running.output();
    auto entry = journal.last("master");
    EXPECT_TRUE(entry["MESSAGE"].starts_with("(VI_1) Entering MASTER STATE (no advert heard for "))
        << entry["MESSAGE"];
    entry.erase("MESSAGE");
    EXPECT_EQ(entry, (Entry{{"MESSAGE_ID", "9d9811ee49d452f4a1659070fa523de8"},
                            {"PRIORITY", "6"},
                            {"SYSLOG_FACILITY", "3"},
                            {"SYSLOG_IDENTIFIER", "xvrrpd"},
                            {"VRRP_EVENT", "master"},
                            {"VRRP_FAMILY", "ipv4"},
                            {"VRRP_INSTANCE", "VI_1"},
                            {"VRRP_INTERFACE", "eth0"},
                            {"VRRP_PRIORITY", "100"},
                            {"VRRP_REASON", "master_down"},
                            {"VRRP_STATE", "MASTER"},
                            {"VRRP_STATE_BEFORE", "BACKUP"},
                            {"VRRP_VRID", "51"}}));
    EXPECT_EQ(running.output().find("Entering"), std::string::npos) << "the line came twice";

    EXPECT_EQ(host.xvrrpctl("restart").status, 0);
    EXPECT_TRUE(journal.gets("started", 2));
    EXPECT_EQ(journal.count("handing_over"), 1);

    running.signal(SIGHUP);
    EXPECT_TRUE(journal.gets("reloaded"));
    host.netns().down("eth0");
    ASSERT_TRUE(journal.gets("fault_interface_down"));
    entry = journal.last("fault_interface_down");
    EXPECT_EQ(entry["VRRP_REASON"], "interface_down");
    EXPECT_EQ(entry["PRIORITY"], "4");
    host.netns().up("eth0");
    EXPECT_TRUE(journal.gets("fault_over"));

    running.terminate();
    EXPECT_EQ(running.wait(), 0);
    EXPECT_EQ(journal.count("stopped"), 1);
}

TEST_F(Log, that_journald_does_not_read_delays_no_advert_and_is_not_lost) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    VrrpHost bystander(lan, "bystander", "192.168.1.3/24");
    Port wire(bystander.netns(), "eth0");
    LazyJournald journal;
    host.write_config(Instance{.advert_int = "0.1"}.text());
    auto running = host.netns().start(journal.under(host.xvrrpd_command()));
    ASSERT_TRUE(journal.gets("master")) << running.output();

    host.write_config(
        with_warnings(190)); // journald's socket has room for 10 lines, or for 512 under systemd
    wire.clear();
    const auto end = std::chrono::steady_clock::now() + seconds(3);
    while (std::chrono::steady_clock::now() < end) {
        running.signal(SIGHUP);
        std::this_thread::sleep_for(milliseconds(100));
    }
    EXPECT_GE(adverts(wire.frames(), host.address()).size(), 27U);
    EXPECT_EQ(host.instance()["state"], "MASTER");

    EXPECT_TRUE(wait_until([&] { return journal.read().size() > 1000; }));
    EXPECT_EQ(journal.count("lines_dropped"), 0);
}

} // namespace xvrrp::test
