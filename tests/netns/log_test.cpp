// SPDX-License-Identifier: GPL-2.0-or-later
// A log without a reader must not make an advert late.
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <array>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>

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

} // namespace xvrrp::test
