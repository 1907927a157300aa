// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/routing_names.h"

#include <array>
#include <charconv>
#include <limits>
#include <span>
#include <sstream>

namespace xvrrp::config {
namespace {

struct Builtin {
    std::string_view name;
    std::uint32_t number;
};

// The names that hold without any file.
constexpr std::array kTables = std::to_array<Builtin>({{"local", 255}, {"main", 254}, {"default", 253}});
constexpr std::array kProtocols = std::to_array<Builtin>({{"redirect", 1},
                                                          {"kernel", 2},
                                                          {"boot", 3},
                                                          {"static", 4},
                                                          {"gated", 8},
                                                          {"ra", 9},
                                                          {"mrt", 10},
                                                          {"zebra", 11},
                                                          {"bird", 12},
                                                          {"dhcp", 16},
                                                          {"keepalived", 18},
                                                          {"babel", 42},
                                                          {"bgp", 186},
                                                          {"isis", 187},
                                                          {"ospf", 188},
                                                          {"rip", 189},
                                                          {"eigrp", 192}});
constexpr std::array kScopes =
    std::to_array<Builtin>({{"global", 0}, {"site", 200}, {"link", 253}, {"host", 254}, {"nowhere", 255}});
constexpr std::array kGroups = std::to_array<Builtin>({{"default", 0}});

struct File {
    std::string_view title;
    std::uint32_t most;
    std::span<const Builtin> builtin;
};

File file_of(NameFile file) {
    constexpr std::uint32_t kAny = std::numeric_limits<std::uint32_t>::max();
    switch (file) {
    case NameFile::Tables:
        return {"rt_tables", kAny, kTables};
    case NameFile::Protocols:
        return {"rt_protos", 255, kProtocols};
    case NameFile::Scopes:
        return {"rt_scopes", 255, kScopes};
    case NameFile::Realms:
        return {"rt_realms", 65535, {}};
    case NameFile::Dsfields:
        return {"rt_dsfield", 255, {}};
    case NameFile::Groups:
        return {"group", kAny, kGroups};
    }
    return {};
}

} // namespace

std::string_view title(NameFile file) {
    return file_of(file).title;
}

std::optional<std::uint64_t> parse_c_number(std::string_view text) {
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    } else if (text.size() > 1 && text.front() == '0') {
        base = 8;
    }
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [read, error] = std::from_chars(text.data(), end, number, base);
    if (error != std::errc() || read != end)
        return std::nullopt;
    return number;
}

std::optional<std::uint32_t> RoutingNames::number(NameFile file, std::string_view text,
                                                  const Surroundings& around) {
    if (const auto number = parse_c_number(text))
        return *number <= file_of(file).most ? std::optional(static_cast<std::uint32_t>(*number))
                                             : std::nullopt;
    const auto& all = names(file, around);
    const auto found = all.find(text);
    return found == all.end() ? std::nullopt : std::optional(found->second);
}

// Later lines count.
const RoutingNames::Names& RoutingNames::names(NameFile file, const Surroundings& around) {
    const auto [known, is_new] = known_.try_emplace(file);
    Names& all = known->second;
    if (!is_new)
        return all;
    const auto [title, most, builtin] = file_of(file);
    for (const auto& [name, number] : builtin)
        all[std::string(name)] = number;
    for (const auto* directory : {&usr_directory, &etc_directory}) {
        const std::string path = *directory + '/' + std::string(title);
        auto paths = around.find(path + ".d/*.conf");
        paths.insert(paths.begin(), path);
        for (const auto& each : paths) {
            std::istringstream lines(around.read(each).value_or(""));
            for (std::string line; std::getline(lines, line);) {
                std::istringstream words(line);
                std::string first;
                std::string name;
                words >> first >> name;
                const auto number = parse_c_number(first);
                if (number && *number <= most && !name.empty() && name.front() != '#')
                    all[name] = static_cast<std::uint32_t>(*number);
            }
        }
    }
    return all;
}

} // namespace xvrrp::config
