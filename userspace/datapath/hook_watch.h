// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's reports of changes at the hooks of interfaces, and the times at which to look at each hook.
//
// The kernel reports changes of tc filters, of qdiscs and of links. It does not report a detached BPF
// link (XDP or tcx), nor a deleted entry of the program array. So every attachment is also looked at in turn.
#pragma once

#include "core/result.h"
#include "datapath/look_plan.h"
#include "os/fd.h"

#include <utility>

namespace xvrrp::datapath {

class HookWatch {
public:
    static Result<HookWatch> open();

    int fd() const { return socket_.get(); } // readable if there are reports

    // Takes in a limited number of reports, so that the loop soon goes on. A report costs reading its
    // interface.
    void read(core::TimePoint now);

    LookPlan& looks() { return looks_; }

private:
    explicit HookWatch(os::Fd socket) : socket_(std::move(socket)) {}

    os::Fd socket_;
    LookPlan looks_;
};

} // namespace xvrrp::datapath
