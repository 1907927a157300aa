// SPDX-License-Identifier: GPL-2.0-or-later
// The part of hooks.h that asks. libbpf 1.1 and tc(8) do not know tcx, so bpf(2) is called directly.
#include "tools/doctor/hooks.h"
#include "tools/doctor/printed.h"
#include "tools/reply.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <sstream>
#include <system_error>

#include <linux/bpf.h>
#include <net/if.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

constexpr std::uint32_t kTcxIngress = 46; // BPF_TCX_INGRESS of Linux 6.6
constexpr std::size_t kMost = 64;         // BPF_MPROG_MAX: no hook has more programs

int bpf(bpf_cmd command, bpf_attr& attributes) {
    return static_cast<int>(::syscall(SYS_bpf, command, &attributes, sizeof attributes));
}

std::string name_of_program(std::uint32_t number) {
    bpf_attr open{};
    open.prog_id = number;
    const int program = bpf(BPF_PROG_GET_FD_BY_ID, open);
    if (program < 0)
        return {};
    bpf_prog_info info{};
    bpf_attr ask{};
    ask.info.bpf_fd = static_cast<std::uint32_t>(program);
    ask.info.info_len = sizeof info;
    ask.info.info = reinterpret_cast<std::uintptr_t>(&info);
    const bool is_known = bpf(BPF_OBJ_GET_INFO_BY_FD, ask) == 0;
    ::close(program);
    return is_known ? printable(std::string(info.name, ::strnlen(info.name, sizeof info.name))) : "";
}

// An older kernel has no tcx and says EINVAL.
std::string add_tcx(const std::string& interface, HookPrograms& out) {
    std::array<std::uint32_t, kMost> numbers{};
    bpf_attr query{};
    query.query.target_fd = ::if_nametoindex(interface.c_str());
    query.query.attach_type = kTcxIngress;
    query.query.prog_ids = reinterpret_cast<std::uintptr_t>(numbers.data());
    query.query.prog_cnt = numbers.size();
    if (bpf(BPF_PROG_QUERY, query) != 0)
        return errno == EINVAL || errno == ENODEV ? ""
                                                  : "ask the kernel for the tcx programs of " + interface +
                                                        ": " + std::generic_category().message(errno);
    for (std::size_t i = 0; i < std::min<std::size_t>(query.query.prog_cnt, numbers.size()); ++i) {
        json its{{"id", numbers.at(i)}, {"name", name_of_program(numbers.at(i))}};
        out.push_back(bpf_program("tcx", its));
    }
    return {};
}

bool has_a_plain_name(const std::string& interface) {
    return !interface.empty() &&
           interface.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@:") == std::string::npos;
}

// One run of tc(8) prints a line for each interface with a qdisc for received packets.
std::string add_filters(std::map<std::string, HookPrograms>& out) {
    const auto qdiscs = printed_by("tc -j qdisc show 2>/dev/null");
    if (!qdiscs)
        return "ask tc(8) for the filters (install iproute2)";
    std::vector<std::string> interfaces;
    std::string commands;
    for (const auto& each : *qdiscs) {
        const auto interface = text_in(each, "dev");
        const auto kind = text_in(each, "kind");
        if ((kind != "clsact" && kind != "ingress") || !has_a_plain_name(interface))
            continue;
        commands += "filter show dev " + interface + " ingress\n";
        interfaces.push_back(interface);
    }
    if (interfaces.empty())
        return {};
    const int file = ::memfd_create("commands", 0); // tc(8) opens it by its number
    const bool is_written =
        file >= 0 && ::write(file, commands.data(), commands.size()) == static_cast<ssize_t>(commands.size());
    const auto command = "tc -j -b /proc/self/fd/" + std::to_string(file) + " 2>/dev/null";
    const auto printed = is_written ? text_printed_by(command.c_str()) : std::nullopt;
    if (file >= 0)
        ::close(file);
    std::istringstream lines(printed.value_or(""));
    std::size_t count = 0;
    for (std::string line; count < interfaces.size() && std::getline(lines, line);) {
        const auto filters = json::parse(line, nullptr, false);
        if (!filters.is_array())
            continue;
        auto found = filters_in(filters);
        auto& its = out[interfaces[count++]];
        its.insert(its.end(), found.begin(), found.end());
    }
    return count == interfaces.size() ? "" : "ask tc(8) for the filters (interfaces came or went meanwhile)";
}

} // namespace

Hooked hooks_of(const json& links) {
    Hooked out;
    for (const auto& link : links) {
        const auto name = text_in(link, "ifname");
        auto& programs = out.programs[name];
        programs = xdp_in(link);
        if (auto trouble = add_tcx(name, programs); !trouble.empty())
            out.trouble = std::move(trouble);
    }
    if (auto trouble = add_filters(out.programs); !trouble.empty())
        out.trouble += (out.trouble.empty() ? "" : "; ") + trouble;
    return out;
}

} // namespace xvrrp::tools
