// SPDX-License-Identifier: GPL-2.0-or-later
// The program that drops what would tell a fenced address on its way out, on the interfaces that need it: by tcx if the
// kernel has it, otherwise as a tc filter.
#pragma once

#include "core/result.h"
#include "core/types.h"
#include "datapath/pins.h"
#include "os/fd.h"

#include <map>
#include <string_view>

namespace xvrrp::datapath {

// The pins of its BPF links begin with this.
inline constexpr std::string_view kFencePrefix = "fence_";

class OutgoingFences {
public:
    // This program takes the place of a predecessor's, whose maps may be others by now. One that cannot be replaced is
    // removed.
    void adopt(int program, const Pins& pins);
    // The program runs on this interface from here on. There is nothing to do if it does already, or if the interface has
    // no neighbours that learn MACs.
    Result<> put(int program, core::InterfaceIndex interface, const Pins& pins);
    // Another program takes the place of this one on every interface.
    Result<> replace(int program, const Pins& pins);
    // Removes it from every interface, a predecessor's too.
    void remove_all(const Pins& pins);
    // Removes the filters of a dead daemon. Its BPF links go with their pins.
    static void remove_left_filters(const Pins& pins);

private:
    struct Place {
        os::Fd bpf_link; // empty: a filter
        bool made_clsact = false;
    };

    std::map<core::InterfaceIndex, Place> places_;
};

} // namespace xvrrp::datapath
