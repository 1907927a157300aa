// SPDX-License-Identifier: GPL-2.0-or-later
// A root program on the ingress side of tc: by tcx where the kernel has it, and as a filter where not.
#pragma once

#include "datapath/attach.h"

namespace xvrrp::datapath {

// What is to be attached where; ours is what this process has on the interface already.
struct TcRequest {
    int program = -1;
    Interface interface;
    std::string link_pin;
    std::string why;
};

Result<Attached> attach_to_tc(const TcRequest& request, const Pins& pins, Attached& ours);

// Why packets do not reach the program of an attachment by tcx or filter; empty: they do.
std::string trouble_on_tc(const Pins& pins, const Attached& attached);

// This link holds this program on the tcx hook of the interface.
bool holds_tcx(std::uint32_t root, const os::Fd& link, int ifindex);

void remove_our_tc_filter(const Pins& pins, int ifindex);

} // namespace xvrrp::datapath
