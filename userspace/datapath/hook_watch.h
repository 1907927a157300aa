// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's reports that something changed at the hooks of an interface, and when to look at which of them.
//
// The kernel reports changes of tc filters, of qdiscs and of links. It does not report that an XDP or tcx link was
// detached or that an entry of the program array went. So every attachment is also looked at in turn.
#pragma once

#include "core/result.h"
#include "datapath/look_plan.h"
#include "os/fd.h"

#include <utility>

namespace xvrrp::datapath {

class HookWatch {
public:
    static Result<HookWatch> open();

    int fd() const { return socket_.get(); } // readable when there are reports

    // Takes in reports, so many at most that the loop soon comes back. A report costs reading its interface.
    void read(core::TimePoint now);

    LookPlan& looks() { return looks_; }

private:
    explicit HookWatch(os::Fd socket) : socket_(std::move(socket)) {}

    os::Fd socket_;
    LookPlan looks_;
};

} // namespace xvrrp::datapath
