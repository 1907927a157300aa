// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/doctor/collect.h"

#include "tools/doctor/passage.h"
#include "tools/doctor/printed.h"
#include "tools/reply.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

namespace xvrrp::tools {

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* kSettings[] = {"kernel/sched_rt_runtime_us", "kernel/sched_rt_period_us",
                                     "net/ipv4/ip_nonlocal_bind", "net/ipv6/ip_nonlocal_bind"};
constexpr std::string_view kOtherDaemons[] = {"keepalived", "vrrpd", "ucarp", "uvrrpd"};

std::string text_of_file(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string first_line(const std::string& path) {
    std::string line;
    std::ifstream file(path);
    std::getline(file, line);
    return line;
}

ino_t namespace_of(const std::string& process) {
    struct stat found {};

    return ::stat((process + "/ns/net").c_str(), &found) == 0 ? found.st_ino : 0;
}

// keepalived --check has the servers of LVS, which go beside us, and no virtual routers.
bool runs_checks_only(const std::string& process) {
    const auto is_letter = [](unsigned char each) { return std::isalpha(each) != 0; };
    std::ifstream file(process + "/cmdline", std::ios::binary);
    for (std::string argument; std::getline(file, argument, '\0');) {
        const bool is_group =
            argument.starts_with('-') && std::ranges::all_of(argument.substr(1), is_letter); // -nlC
        if (argument == "--check" || (is_group && argument.find('C') != std::string::npos))
            return true;
    }
    return false;
}

// keepalived has a process for each of its parts, and one name for all of them.
std::vector<std::string> other_daemons_beside(const std::string& process) {
    std::map<std::string, std::string> found; // the process id by name
    const auto ours = namespace_of(process);
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
        const auto path = entry.path().string();
        const auto name = first_line(path + "/comm");
        if (std::ranges::count(kOtherDaemons, name) > 0 && namespace_of(path) == ours &&
            !runs_checks_only(path))
            found.emplace(name, entry.path().filename().string());
    }
    std::vector<std::string> out;
    out.reserve(found.size());
    for (const auto& [name, pid] : found)
        out.push_back(std::string(name).append(" (pid ").append(pid).append(")"));
    return out;
}

unsigned files_in(const std::string& directory) {
    std::error_code ignored;
    return static_cast<unsigned>(
        std::distance(fs::directory_iterator(directory, ignored), fs::directory_iterator()));
}

bool is_read_only(const char* path) {
    struct statvfs found {};

    return ::statvfs(path, &found) == 0 && (found.f_flag & ST_RDONLY) != 0;
}

// The kernel takes the larger one of both.
std::optional<long> stricter(const std::string& interface, const char* what) {
    std::optional<long> out;
    for (const auto& each : {std::string("all"), interface}) {
        long value = 0;
        std::ifstream file("/proc/sys/net/ipv4/conf/" + each + "/" + what);
        if (file >> value)
            out = std::max(out.value_or(value), value);
    }
    return out;
}

std::optional<bool> strips_tags(const std::string& interface) {
    const int handle = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ethtool_value flags{ETHTOOL_GFLAGS, 0};
    ifreq request{};
    interface.copy(request.ifr_name, sizeof request.ifr_name - 1);
    request.ifr_data = reinterpret_cast<char*>(&flags);
    const bool is_known = ::ioctl(handle, SIOCETHTOOL, &request) == 0;
    ::close(handle);
    return is_known ? std::optional((flags.data & ETH_FLAG_RXVLAN) != 0) : std::nullopt;
}

std::optional<bool> clock_is_synchronised() {
    timex state{};
    const int found = ::adjtimex(&state);
    return found < 0 ? std::nullopt : std::optional(found != TIME_ERROR);
}

std::string process_of(const json& status) {
    return "/proc/" + member(member(status, "daemon"), "pid").dump();
}

// The sentences of what could not be looked at.
void add(std::string& trouble, const std::string& sentence) {
    if (!sentence.empty())
        trouble += (trouble.empty() ? "" : "; ") + sentence;
}

std::string gather_interfaces(Facts& facts) {
    const auto links = printed_by("ip -j -d address show 2>/dev/null");
    const auto memberships = printed_by("ip -j maddress show 2>/dev/null");
    if (!links || !memberships)
        return "ask ip(8) about the interfaces (install iproute2)";
    facts.interfaces = interfaces_in(*links, *memberships);
    auto hooked = hooks_of(*links);
    for (auto& [name, its] : facts.interfaces) {
        its.programs = std::move(hooked.programs[name]);
        its.strips_tags = strips_tags(name);
        its.rp_filter = stricter(name, "rp_filter");
        its.arp_ignore = stricter(name, "arp_ignore");
    }
    return hooked.trouble;
}

} // namespace

std::string enter_namespace_of(const json& status) {
    const auto file = process_of(status) + "/ns/net";
    const int handle = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const bool is_in = handle >= 0 && ::setns(handle, CLONE_NEWNET) == 0;
    const int error = errno;
    if (handle >= 0)
        ::close(handle);
    return is_in ? ""
                 : "enter the network namespace of xvrrpd: " + std::generic_category().message(error) +
                       " (be root)";
}

Hooked hooks_beside(const json& status) {
    if (auto trouble = enter_namespace_of(status); !trouble.empty())
        return {{}, std::move(trouble)};
    const auto links = printed_by("ip -j -d link show 2>/dev/null");
    if (!links)
        return {{}, "ask ip(8) about the interfaces (install iproute2)"};
    std::set<std::string> heard;
    for (const auto& each : member(status, "interfaces"))
        heard.insert(text_in(each, "name"));
    json those = json::array();
    for (const auto& each : *links) {
        if (heard.contains(text_in(each, "ifname")))
            those.push_back(each);
    }
    return hooks_of(those);
}

Gathered gather(json status, std::string config) {
    Gathered out;
    auto& facts = out.facts;
    const auto process = process_of(status);
    facts.status = std::move(status);
    facts.config = std::move(config);
    const auto proc_status = text_of_file(process + "/status");
    facts.capabilities = capabilities_in(proc_status);
    facts.daemon_is_root = is_root_in(proc_status);
    facts.most_files = soft_limit_in(text_of_file(process + "/limits"));
    facts.open_files = files_in(process + "/fd");
    facts.has_time_namespace = has_offset(text_of_file(process + "/timens_offsets"));
    facts.clock_is_synchronised = clock_is_synchronised();
    facts.other_daemons = other_daemons_beside(process);
    out.trouble = enter_namespace_of(facts.status);
    if (!out.trouble.empty())
        return out;
    facts.claims = claims_in(text_of_file("/proc/self/net/unix"));
    facts.sysctls_are_read_only = is_read_only("/proc/sys");
    for (const auto* each : kSettings)
        facts.sysctls.emplace(each, first_line("/proc/sys/" + std::string(each)));
    add(out.trouble, gather_interfaces(facts));
    if (auto ruleset = printed_by("nft -j list ruleset 2>/dev/null"))
        facts.ruleset = std::move(*ruleset);
    else
        add(out.trouble, "ask nft(8) about the firewall (install nftables)");
    for (const auto& each : member(facts.status, "instances"))
        facts.passage.try_emplace(text_in(each, "family"), Passage::Unknown);
    for (auto& [family, passage] : facts.passage)
        passage = passage_over_lo(family);
    return out;
}

} // namespace xvrrp::tools
