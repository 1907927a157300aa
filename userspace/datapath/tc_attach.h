// SPDX-License-Identifier: GPL-2.0-or-later
// A root program on the ingress side of tc: by tcx if the kernel has it, otherwise as a filter.
#pragma once

#include "datapath/attach.h"

namespace xvrrp::datapath {

// The program to attach and its interface; ours is the attachment that this process has on the interface
// already.
struct TcRequest {
    int program = -1;
    Interface interface;
    std::string bpf_link_pin;
    std::string why;
};

Result<Attached> attach_to_tc(const TcRequest& request, const Pins& pins, Attached& ours);

// Returns why packets do not reach the program of an attachment by tcx or filter, or an empty text if they
// do.
std::string trouble_on_tc(const Pins& pins, const Attached& attached);

// True if this BPF link holds this program on the tcx hook of the interface.
bool holds_tcx(std::uint32_t root, const os::Fd& link, core::InterfaceIndex index);

// The handle of our filters, made from the directory of the pins.
std::uint32_t tc_handle(const std::string& directory);

void remove_our_tc_filter(const Pins& pins, core::InterfaceIndex index);

} // namespace xvrrp::datapath
