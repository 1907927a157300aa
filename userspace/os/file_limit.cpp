// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/file_limit.h"

namespace xvrrp::os {

rlimit raise_file_limit() {
    rlimit before{};
    if (::getrlimit(RLIMIT_NOFILE, &before) == 0) {
        const rlimit raised{before.rlim_max, before.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &raised); // every process may go up to its hard limit
    }
    return before;
}

std::string file_limit_remedy() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return "the limit is " + std::to_string(limit.rlim_cur) +
           "; raise it with LimitNOFILE= in the systemd unit, or with ulimit -Hn";
}

} // namespace xvrrp::os
