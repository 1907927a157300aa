// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/journal.h"

#include "os/os_error.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include <spdlog/fmt/fmt.h>
#include <unistd.h>

namespace xvrrp::daemon {

namespace {

// The MAC of a virtual router's own macvlan follows from family and VRID.
core::MacAddress read_mac(std::istream& words) {
    int family = 0;
    int vrid = 0;
    words >> family >> vrid;
    return core::virtual_mac(family == 6 ? core::Family::Ipv6 : core::Family::Ipv4,
                             static_cast<std::uint8_t>(vrid));
}

void read_line(std::istream& words, Noted& out) {
    std::string kind;
    std::string name;
    std::string value;
    words >> kind >> name >> value;
    if (kind == "macvlan") {
        const core::Macvlan macvlan{name, value, read_mac(words)};
        if (words)
            out.macvlans.insert(macvlan);
        return;
    }
    int length = -1;
    words >> length;
    const auto address = core::IpAddress::from_text(value);
    if (kind == "address" && words && address)
        out.addresses.insert({name, {*address, static_cast<std::uint8_t>(length)}});
}

std::string read_file(const std::string& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

Noted placeable(const core::Configs& routers, std::span<const core::VirtualAddress> fixed) {
    Noted out;
    for (const auto& each : fixed)
        out.addresses.insert({each.interface, each.carried()});
    for (const auto& each_config : routers) {
        const auto& config = *each_config;
        if (config.vmac)
            out.macvlans.insert(
                {config.vmac->interface, config.interface, core::virtual_mac(config.family, config.vrid)});
        const auto& home = config.vmac ? config.vmac->interface : config.interface;
        for (const auto& each : config.placed())
            out.addresses.insert({each.interface.empty() ? home : each.interface, each.carried()});
    }
    return out;
}

std::string text(const Noted& noted) {
    std::string out;
    for (const auto& [interface, address] : noted.addresses)
        out += fmt::format("address {} {} {}\n", interface, address.address.text(), address.prefix_length);
    for (const auto& each : noted.macvlans)
        out += fmt::format("macvlan {} {} {} {}\n", each.name, each.base,
                           each.mac == core::virtual_mac(core::Family::Ipv6, each.mac.octets[5]) ? 6 : 4,
                           each.mac.octets[5]);
    return out;
}

Noted read_noted(const std::string& text) {
    Noted out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        read_line(words, out);
    }
    return out;
}

Journal::Journal(std::string file) : file_(std::move(file)), predecessor_(read_noted(read_file(file_))) {}

Result<> Journal::note(const Noted& more) {
    if (std::ranges::includes(noted_.addresses, more.addresses) &&
        std::ranges::includes(noted_.macvlans, more.macvlans))
        return {};
    noted_.addresses.insert(more.addresses.begin(), more.addresses.end());
    noted_.macvlans.insert(more.macvlans.begin(), more.macvlans.end());
    std::ofstream out(file_);
    out << text(noted_);
    if (!out.flush())
        return failure(os::os_error("write down the addresses in " + file_));
    return {};
}

void Journal::remove() {
    ::unlink(file_.c_str());
}

} // namespace xvrrp::daemon
