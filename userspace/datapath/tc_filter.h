// SPDX-License-Identifier: GPL-2.0-or-later
// The tc filters on either side of an interface. Our programs are there on a kernel without tcx.
//
// Filters run by priority. The first one that says "ok" ends the walk, so those behind it never see the
// packet. The qdisc may be clsact or ingress. A priority belongs to one kind of filter. Of two bpf filters
// with the same priority the younger one runs first.
#pragma once

#include "core/result.h"
#include "datapath/side.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xvrrp::datapath {

struct TcFilter {
    std::string kind; // "bpf", "flower"
    std::uint32_t priority = 0;
    std::uint32_t handle = 0;
    std::uint16_t protocol = 0; // an EtherType; 3 means all of them
    std::string name;           // the given name of a bpf filter
    std::uint32_t program = 0;  // the number of its program
};

// Lists the filters in the order in which they run, only those whose priorities ours may have.
Result<std::vector<TcFilter>> tc_filters(int ifindex, Side side = Side::In);

// The filter with this handle that runs this program, and a filter that may keep adverts from it.
struct TcPosition {
    std::optional<TcFilter> ours;
    std::optional<TcFilter> in_front; // the first one that is not xvrrpd's and sees IP packets
};

TcPosition position_among(const std::vector<TcFilter>& filters, std::uint32_t handle, std::uint32_t program);

// The filter for a sentence, as in "the u32 filter with priority 1".
std::string describe(const TcFilter& filter);

// Puts our program before all other filters, in place of the filter with the handle. If another filter stays
// in front, this fails and attaches nothing. Returns true if it made the qdisc that the filters hang on.
Result<bool> attach_first_tc_filter(int program, std::uint32_t handle, int ifindex,
                                    const std::string& interface, Side side = Side::In);
void remove_tc_filter(std::uint32_t handle, int ifindex, Side side = Side::In);
// Removes the clsact qdisc, unless a filter hangs on it.
void remove_empty_clsact(int ifindex);

} // namespace xvrrp::datapath
