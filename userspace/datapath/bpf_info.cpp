// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/bpf_info.h"

#include <bpf/bpf.h>
#include <linux/bpf.h>

namespace xvrrp::datapath {

namespace {

constexpr std::uint32_t kLinkTypeTcx = 11; // BPF_LINK_TYPE_TCX of Linux 6.6

} // namespace

LinkInfo link_info(const os::Fd& link) {
    bpf_link_info info{};
    std::uint32_t size = sizeof info;
    if (!link || bpf_obj_get_info_by_fd(link.get(), &info, &size) < 0)
        return {};
    // The interface stands at the same offset for both types.
    if (info.type == BPF_LINK_TYPE_XDP)
        return {LinkType::Xdp, static_cast<int>(info.xdp.ifindex), info.prog_id};
    if (info.type == kLinkTypeTcx)
        return {LinkType::Tcx, static_cast<int>(info.xdp.ifindex), info.prog_id};
    return {};
}

bpf_map_info map_info(int fd) {
    bpf_map_info info{};
    std::uint32_t size = sizeof info;
    return bpf_obj_get_info_by_fd(fd, &info, &size) == 0 ? info : bpf_map_info{};
}

std::uint32_t program_id(int fd) {
    bpf_prog_info info{};
    std::uint32_t size = sizeof info;
    return bpf_obj_get_info_by_fd(fd, &info, &size) == 0 ? info.id : 0;
}

std::optional<std::string> program_name(std::uint32_t id) {
    const os::Fd fd(bpf_prog_get_fd_by_id(id));
    bpf_prog_info info{};
    std::uint32_t size = sizeof info;
    if (!fd || bpf_obj_get_info_by_fd(fd.get(), &info, &size) < 0)
        return {};
    return std::string(info.name);
}

std::string describe_program(std::uint32_t id) {
    const auto number = "program number " + std::to_string(id);
    const auto name = program_name(id);
    return name ? *name + " (" + number + ")" : number;
}

} // namespace xvrrp::datapath
