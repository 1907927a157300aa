// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's information about programs, maps and BPF links.
#pragma once

#include "os/fd.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <linux/bpf.h>

namespace xvrrp::datapath {

// LIBBPF_OPTS works in C only. This is the same in C++: an options structure that knows its size.
template <class T>
T options() {
    T out{};
    out.sz = sizeof out;
    return out;
}

// The names of root programs begin with this. Such a program that is not ours belongs to another xvrrpd.
inline constexpr std::string_view kRoot = "xvrrp_root";

enum class LinkType : std::uint8_t { None, Xdp, Tcx };

struct LinkInfo {
    LinkType type = LinkType::None;
    int ifindex = 0; // 0: the BPF link was detached, or its interface is gone
    std::uint32_t program = 0;
};

LinkInfo link_info(const os::Fd& link);

bpf_map_info map_info(int fd); // zeros if it is no map

std::uint32_t program_id(int fd); // 0: no program
// Without CAP_SYS_ADMIN the kernel gives no names, and the result is empty.
std::optional<std::string> program_name(std::uint32_t id);
// Returns "xvrrp_root (program number 7)", or the number alone.
std::string describe_program(std::uint32_t id);

} // namespace xvrrp::datapath
