// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/net_namespace.h"

#include "os/fd.h"
#include "os/os_error.h"

#include <fcntl.h>
#include <sched.h>

namespace xvrrp::os {

Result<> enter_namespace(const std::string& name) {
    if (name.empty())
        return {};
    const Fd fd(::open(("/run/netns/" + name).c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd || ::setns(fd.get(), CLONE_NEWNET) != 0)
        return failure(
            os_error("enter network namespace " + name, errno, errno == ENOENT ? "see ip netns" : ""));
    return {};
}

} // namespace xvrrp::os
