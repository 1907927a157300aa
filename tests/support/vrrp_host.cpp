// SPDX-License-Identifier: GPL-2.0-or-later
#include "support/vrrp_host.h"

#include "tools/client.h"

#include <xvrrp/control.h>

#include <filesystem>
#include <fstream>

#include <signal.h>

namespace xvrrp::test {

namespace {

constexpr std::string_view kEntering = ") Entering ";

} // namespace

std::string Instance::text() const {
    return "global_defs {\n    router_id test\n    vrrp_version " + std::to_string(version) +
           "\n}\n\nvrrp_instance VI_1 {\n    state " + state + "\n    interface " + interface +
           "\n    virtual_router_id 51\n    priority " + std::to_string(priority) + "\n    advert_int " +
           advert_int + "\n" + more + "    virtual_ipaddress {\n        " + addresses + "\n    }\n}\n";
}

Instance published(int priority, const std::string& state) {
    return {.priority = priority,
            .version = 2,
            .advert_int = "1",
            .state = state,
            .more = "    authentication {\n        auth_type PASS\n        auth_pass 1111\n    }\n"};
}

const core::IpAddress& virtual_address() {
    static const auto address = core::IpAddress::v4(192, 168, 1, 100);
    return address;
}

BpfDirectory::BpfDirectory(std::string_view role) : path_("/sys/fs/bpf/" + test_name(role)) {
    std::filesystem::remove_all(path_);
}

BpfDirectory::~BpfDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

VrrpHost::VrrpHost(Lan& lan, std::string_view role, const std::string& address)
    : netns_(role),
      address_(core::IpAddress::from_text(address.substr(0, address.find('/'))).value_or(core::IpAddress{})),
      directory_(role), bpf_dir_(role) {
    lan.plug(netns_, "eth0");
    if (!address.empty())
        netns_.ip("addr add " + address + " dev eth0");
}

void VrrpHost::die() {
    (void)netns_.run("ip link del xvrrp0"); // by which the kernel would stand in
    kill_with_runner();
}

void VrrpHost::signal_runner(int signal) const {
    for (const auto& each : std::filesystem::directory_iterator("/proc")) {
        std::ifstream stat(each.path() / "stat");
        pid_t process = 0;
        pid_t parent = 0;
        std::string name;
        std::string state;
        if (stat >> process >> name >> state >> parent && name == "(xvrrp-runner)" &&
            parent == daemon_->pid())
            ::kill(process, signal);
    }
}

void VrrpHost::kill_with_runner() {
    signal_runner(SIGKILL);
    daemon_->kill();
}

core::IpAddress VrrpHost::link_local() const {
    std::string text;
    EXPECT_TRUE(wait_until([&] {
        text = netns_.must(
            "ip -6 -o addr show dev eth0 scope link -tentative | awk '$4 !~ /^fe80::5:/ {print $4}'");
        return !text.empty();
    }));
    return core::IpAddress::from_text(text.substr(0, text.find('/'))).value_or(core::IpAddress{});
}

std::vector<std::string> VrrpHost::xvrrpd_command(const std::vector<std::string>& flags) const {
    std::vector<std::string> command{XVRRPD,          "-n",          "-l",        "-f",     config_file(),
                                     "--runtime-dir", runtime_dir(), "--bpf-dir", bpf_dir()};
    command.insert(command.end(), flags.begin(), flags.end());
    return command;
}

void VrrpHost::run(const std::vector<std::string>& command) {
    daemon_.reset();
    daemon_.emplace(netns_.start(command));
    const auto entered = [&] { return !state().empty(); };
    EXPECT_TRUE(wait_until([&] { return entered() || !daemon_->running(); })) << log();
    EXPECT_TRUE(entered()) << log();
}

void VrrpHost::run_xvrrpd(const std::string& config, const std::vector<std::string>& flags) {
    write_config(config);
    run(xvrrpd_command(flags));
}

void VrrpHost::run_keepalived(const std::string& config) {
    write_config(config);
    const auto& files = directory_.path();
    // A killed keepalived leaves its pid files, and refuses to start while a process with such a number has
    // not been reaped.
    for (const auto* pid_file : {"/keepalived.pid", "/vrrp.pid"})
        std::filesystem::remove(files + pid_file);
    run({"/usr/sbin/keepalived", "-n", "-l", "-D", "-f", config_file(), "-p", files + "/keepalived.pid", "-r",
         files + "/vrrp.pid"});
}

std::string VrrpHost::control_socket() const {
    return runtime_dir() + "/" XVRRP_CONTROL_SOCKET;
}

std::string VrrpHost::state() const {
    const auto log = this->log();
    const auto at = log.rfind(kEntering);
    if (at == std::string::npos)
        return {};
    const auto begin = at + kEntering.size();
    return log.substr(begin, log.find(' ', begin) - begin);
}

bool VrrpHost::becomes(std::string_view wanted, Duration timeout) const {
    return wait_until([&] { return state() == wanted; }, timeout);
}

bool VrrpHost::has_vip() const {
    return netns_.has(virtual_address());
}

Finished VrrpHost::xvrrpctl(const std::string& arguments) const {
    return netns_.run(XVRRPCTL " --runtime-dir " + runtime_dir() + " " + arguments);
}

nlohmann::json VrrpHost::status() const {
    const auto said =
        tools::exchange(control_socket(), "{\"command\":\"status\"}\n", std::chrono::seconds(5));
    auto document = nlohmann::json::parse(said.bytes, nullptr, false);
    return document.is_discarded() ? nlohmann::json() : document;
}

nlohmann::json VrrpHost::instance() const {
    return status()["instances"][0];
}

std::uint64_t VrrpHost::counter(const std::string& name) const {
    const auto counters = instance()["counters"];
    return counters.is_object() ? counters.value(name, std::uint64_t{0}) : 0;
}

::testing::AssertionResult TwoRouters::elect(const Instance& of_a, const Instance& of_b,
                                             const std::vector<std::string>& flags) {
    a.run_xvrrpd(of_a.text(), flags);
    b.run_xvrrpd(of_b.text(), flags);
    return leads(a, b);
}

::testing::AssertionResult leads(const VrrpHost& host, const VrrpHost& other, Duration timeout,
                                 const core::IpAddress& address) {
    const auto settled = [&] {
        return host.state() == "MASTER" && other.state() == "BACKUP" && host.netns().has(address) &&
               !other.netns().has(address);
    };
    if (wait_until(settled, timeout))
        return ::testing::AssertionSuccess();
    const auto describe = [&](const VrrpHost& each) {
        return each.netns().name() + " is " + each.state() +
               (each.netns().has(address) ? ", with" : ", without") + " the address\n" + each.log();
    };
    return ::testing::AssertionFailure() << describe(host) << describe(other);
}

} // namespace xvrrp::test
