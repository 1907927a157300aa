// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/doctor/collect.h"

#include "tools/reply.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace xvrrp::tools {

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* kSettings[] = {"kernel/sched_rt_runtime_us", "kernel/sched_rt_period_us",
                                     "net/ipv4/ip_nonlocal_bind"};
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

// A program is run and prints JSON. The result is empty if the program is not there or fails.
std::optional<json> printed_by(const char* command) {
    auto* pipe = ::popen(command, "r");
    if (pipe == nullptr)
        return {};
    std::string text;
    char buffer[4096];
    for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
        text.append(buffer, got);
    if (::pclose(pipe) != 0)
        return {};
    auto document = json::parse(text, nullptr, false);
    return document.is_discarded() ? std::nullopt : std::optional(std::move(document));
}

std::string enter_namespace_of(const std::string& process) {
    const auto file = process + "/ns/net";
    const int handle = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const bool is_in = handle >= 0 && ::setns(handle, CLONE_NEWNET) == 0;
    const int error = errno;
    if (handle >= 0)
        ::close(handle);
    return is_in ? ""
                 : "enter the network namespace of xvrrpd: " + std::generic_category().message(error) +
                       " (be root)";
}

ino_t namespace_of(const std::string& process) {
    struct stat found {};

    return ::stat((process + "/ns/net").c_str(), &found) == 0 ? found.st_ino : 0;
}

// keepalived has a process for each of its parts, and one name for all of them.
std::vector<std::string> other_daemons_beside(const std::string& process) {
    std::map<std::string, std::string> found; // the process id by name
    const auto ours = namespace_of(process);
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
        const auto path = entry.path().string();
        const auto name = first_line(path + "/comm");
        if (std::ranges::count(kOtherDaemons, name) > 0 && namespace_of(path) == ours)
            found.emplace(name, entry.path().filename().string());
    }
    std::vector<std::string> out;
    for (const auto& [name, pid] : found)
        out.push_back(name + " (pid " + pid + ")");
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

} // namespace

Gathered gather(json status) {
    Gathered out;
    auto& facts = out.facts;
    const auto process = "/proc/" + member(member(status, "daemon"), "pid").dump();
    facts.status = std::move(status);
    facts.capabilities = capabilities_in(text_of_file(process + "/status"));
    facts.most_files = soft_limit_in(text_of_file(process + "/limits"));
    facts.open_files = files_in(process + "/fd");
    facts.has_time_namespace = has_offset(text_of_file(process + "/timens_offsets"));
    facts.other_daemons = other_daemons_beside(process);
    out.trouble = enter_namespace_of(process);
    if (!out.trouble.empty())
        return out;
    facts.sysctls_are_read_only = is_read_only("/proc/sys");
    for (const auto* each : kSettings)
        facts.sysctls.emplace(each, first_line("/proc/sys/" + std::string(each)));
    const auto links = printed_by("ip -j -d link show 2>/dev/null");
    const auto memberships = printed_by("ip -j maddress show 2>/dev/null");
    if (links && memberships)
        facts.interfaces = interfaces_in(*links, *memberships);
    else
        out.trouble = "ask ip(8) about the interfaces (install iproute2)";
    facts.ruleset = printed_by("nft -j list ruleset 2>/dev/null");
    if (!facts.ruleset)
        out.trouble +=
            std::string(out.trouble.empty() ? "" : "; ") + "ask nft(8) about the firewall (install nftables)";
    return out;
}

} // namespace xvrrp::tools
