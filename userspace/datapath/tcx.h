// SPDX-License-Identifier: GPL-2.0-or-later
// The tcx hooks of an interface. The programs of one run in an order that we choose, and before every tc filter.
//
// Linux 6.6 has it and libbpf 1.1 does not know it, so bpf(2) is called directly. Only a try tells if the
// kernel has it.
#pragma once

#include "core/result.h"
#include "datapath/side.h"
#include "os/fd.h"

#include <cstdint>
#include <string>
#include <vector>

namespace xvrrp::datapath {

// Puts the program before all others. It runs as long as the returned BPF link is open or pinned.
Result<os::Fd> attach_first_on_tcx(int program, int ifindex, const std::string& interface,
                                   Side side = Side::In);

// Returns the numbers of the programs in the order in which they run, or none if the kernel has no tcx.
std::vector<std::uint32_t> programs_on_tcx(int ifindex, Side side = Side::In);

} // namespace xvrrp::datapath
