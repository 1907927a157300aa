// SPDX-License-Identifier: GPL-2.0-or-later
#include "support/frr_host.h"

#include <filesystem>

namespace xvrrp::test {

namespace {

constexpr std::uint8_t kVrid = 51;
constexpr std::string_view kTransition = " -> ";

std::string without_length(const std::string& address) {
    return address.substr(0, address.find('/'));
}

core::Family family_of(const FrrInstance& instance) {
    return instance.addresses.front().find(':') == std::string::npos ? core::Family::Ipv4
                                                                     : core::Family::Ipv6;
}

} // namespace

std::string FrrInstance::text() const {
    const auto family = family_of(*this) == core::Family::Ipv4 ? " ip " : " ipv6 ";
    const auto group = " vrrp " + std::to_string(kVrid);
    auto text = "debug vrrp protocol\ninterface eth0\n" + group + " version " + std::to_string(version) +
                "\n" + group + " priority " + std::to_string(priority) + "\n" + group +
                " advertisement-interval " + std::to_string(interval.count()) + "\n" +
                (preempt ? "" : " no" + group + " preempt\n");
    for (const auto& address : addresses)
        text += group + family + without_length(address) + "\n";
    return text;
}

FrrHost::FrrHost(Lan& lan, std::string_view role, const std::string& address)
    : netns_(role), address_(core::IpAddress::from_text(without_length(address)).value_or(core::IpAddress{})),
      directory_(role) {
    lan.plug(netns_, "eth0");
    netns_.ip("addr add " + address + " dev eth0");
    // eth0 leaves ARP for the virtual address to the macvlan, and sends its own requests from its own
    // address.
    netns_.must("cd /proc/sys/net/ipv4/conf/eth0; echo 1 > arp_ignore; echo 2 > arp_announce");
    netns_.must("chown frr:frr " + directory_.path());
}

// The macvlan is in bridge mode, and its link-local address is not made from the virtual MAC.
void FrrHost::add_macvlan(const FrrInstance& instance) {
    const auto family = family_of(instance);
    macvlan_ = family == core::Family::Ipv4 ? "vrrp4-51" : "vrrp6-51";
    if (netns_.ifindex(macvlan_) != 0)
        return;
    netns_.ip("link add " + macvlan_ + " link eth0 address " + core::virtual_mac(family, kVrid).text() +
              " type macvlan mode bridge");
    netns_.ip("link set " + macvlan_ + " addrgenmode random");
    for (const auto& address : instance.addresses)
        netns_.ip("addr add " + address + " dev " + macvlan_ +
                  (family == core::Family::Ipv6 ? " nodad" : ""));
    netns_.up(macvlan_);
    // FRR would say Master and send nothing while its link-local address is not usable yet.
    const auto usable = [&] {
        return !netns_.must("ip -6 -o addr show dev " + macvlan_ + " scope link -tentative").empty();
    };
    EXPECT_TRUE(family == core::Family::Ipv4 || wait_until(usable));
}

std::vector<std::string> FrrHost::command(const std::string& daemon) const {
    const auto files = directory_.path() + "/";
    return {"/usr/lib/frr/" + daemon,
            "--log",
            "stdout",
            "--log-level",
            "debug",
            "-z",
            files + "zserv.api",
            "--vty_socket",
            files,
            "-i",
            files + daemon + ".pid",
            "-f",
            files + daemon + ".conf"};
}

void FrrHost::run(const FrrInstance& instance) {
    kill();
    add_macvlan(instance);
    directory_.write("zebra.conf", "hostname peer\n");
    directory_.write("vrrpd.conf", instance.text());
    const auto socket = directory_.path() + "/zserv.api";
    std::filesystem::remove(socket);
    zebra_.emplace(netns_.start(command("zebra")));
    // If vrrpd starts before zebra, it tries to reach zebra again only after ten seconds.
    EXPECT_TRUE(wait_until([&] { return std::filesystem::exists(socket); })) << zebra_->output();
    vrrpd_.emplace(netns_.start(command("vrrpd")));
    EXPECT_TRUE(wait_until([&] { return !state().empty(); })) << log() << zebra_->output();
}

void FrrHost::kill() {
    vrrpd_.reset();
    zebra_.reset();
}

// "[VRID 51] [IPv4] Backup -> Master"
std::string FrrHost::state() const {
    const auto log = this->log();
    const auto at = log.rfind(kTransition);
    if (at == std::string::npos)
        return {};
    const auto begin = at + kTransition.size();
    return log.substr(begin, log.find_first_of(" \n", begin) - begin);
}

bool FrrHost::becomes(std::string_view wanted, Duration timeout) const {
    return wait_until([&] { return state() == wanted; }, timeout);
}

bool FrrHost::holds_addresses() const {
    return netns_.running(macvlan_);
}

} // namespace xvrrp::test
