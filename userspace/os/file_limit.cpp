// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/file_limit.h"

#include <algorithm>

#include <sys/resource.h>

namespace xvrrp::os {

namespace {

constexpr rlim_t kUsual = 1024;

void set_soft_limit(rlim_t wanted) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = std::min(wanted, limit.rlim_max); // every process may go up to its hard limit
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

void raise_file_limit() {
    set_soft_limit(RLIM_INFINITY);
}

void lower_file_limit() {
    set_soft_limit(kUsual);
}

std::string file_limit_remedy() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return "the limit is " + std::to_string(limit.rlim_cur) +
           "; raise it with LimitNOFILE= in the systemd unit, or with ulimit -Hn";
}

} // namespace xvrrp::os
