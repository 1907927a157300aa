// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/doctor/looks.h"
#include "tools/reply.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include <arpa/inet.h>

namespace xvrrp::tools {

using nlohmann::json;

const json& routers_of(const Facts& facts) {
    return member(facts.status, "instances");
}

bool has_unicast_peers(const json& router) {
    const auto& peers = member(router, "unicast_peers");
    return peers.is_array() && !peers.empty();
}

const InterfaceFacts* interface_of(const Facts& facts, const std::string& name) {
    const auto found = facts.interfaces.find(name);
    return found == facts.interfaces.end() ? nullptr : &found->second;
}

std::string block_of(const std::string& config, const std::string& instance) {
    const auto begin = config.find("vrrp_instance " + instance + " {\n");
    if (begin == std::string::npos)
        return {};
    return config.substr(begin, config.find("\n}", begin) - begin);
}

bool contains(const std::string& network, const std::string& address) {
    const auto slash = network.find('/');
    if (slash == std::string::npos)
        return false;
    const int family = network.find(':') == std::string::npos ? AF_INET : AF_INET6;
    std::array<std::uint8_t, 16> one{};
    std::array<std::uint8_t, 16> other{};
    if (::inet_pton(family, network.substr(0, slash).c_str(), one.data()) != 1 ||
        ::inet_pton(family, address.c_str(), other.data()) != 1)
        return false;
    const auto bits = std::strtoul(network.c_str() + slash + 1, nullptr, 10);
    if (bits > (family == AF_INET ? 32U : 128U))
        return false;
    const auto bytes = bits / 8;
    if (std::memcmp(one.data(), other.data(), bytes) != 0)
        return false;
    const auto rest = bits % 8;
    return rest == 0 || (one.at(bytes) ^ other.at(bytes)) >> (8 - rest) == 0;
}

} // namespace xvrrp::tools
