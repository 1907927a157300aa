// SPDX-License-Identifier: GPL-2.0-or-later
#include "host_file.h"

namespace xvrrp::sim {

std::vector<core::VirtualRouterConfig> HostFile::routers() const {
    auto routers = config_.routers;
    if (left_out_)
        routers.erase(routers.begin() + static_cast<std::ptrdiff_t>(*left_out_));
    return routers;
}

void HostFile::complete() {
    left_out_.reset();
    asked_ = false;
}

void HostFile::write(std::vector<core::VirtualRouterConfig> routers, bool is_static) {
    config_.routers = std::move(routers);
    is_static_ = is_static;
    asked_ = true;
}

void HostFile::leave_out(std::size_t router) {
    if (left_out_)
        return;
    left_out_ = router;
    asked_ = true;
}

void HostFile::put_back() {
    asked_ |= std::exchange(left_out_, std::nullopt).has_value();
}

} // namespace xvrrp::sim
