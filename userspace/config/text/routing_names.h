// SPDX-License-Identifier: GPL-2.0-or-later
// The numbers of routing and the names that iproute2's files give them: rt_tables and its neighbours.
#pragma once

#include "config/text/surroundings.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace xvrrp::config {

enum class NameFile : std::uint8_t { Tables, Protocols, Scopes, Realms, Dsfields, Groups };

std::string_view title(NameFile file); // "rt_tables"

class RoutingNames {
public:
    // The number that is written as such ("254", "0xfe") or by its name. Nothing where it is neither, or too high.
    std::optional<std::uint32_t> number(NameFile file, std::string_view text, const Surroundings& around);

    std::string usr_directory = "/usr/share/iproute2";
    std::string etc_directory = "/etc/iproute2"; // takes precedence

private:
    using Names = std::map<std::string, std::uint32_t, std::less<>>;

    const Names& names(NameFile file, const Surroundings& around);

    std::map<NameFile, Names> known_; // only the files that were asked for
};

// "254", "0xfe", "0376": as strtoul(3) reads it with base 0.
std::optional<std::uint64_t> parse_c_number(std::string_view text);

} // namespace xvrrp::config
