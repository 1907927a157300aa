// SPDX-License-Identifier: GPL-2.0-or-later
// The configuration file of one simulated host, which people change, and whether its daemon was asked to read it again.
#pragma once

#include "core/conditions/quorum.h"
#include "core/vrrp/virtual_router_config.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace xvrrp::sim {

struct HostConfig {
    std::string name;
    core::IpAddress address;
    std::vector<core::VirtualRouterConfig> routers;
    std::uint64_t seed = 1;    // of the times that scripts take
    core::QuorumRule quorum{}; // of the processes that virtual routers may track
};

class HostFile {
public:
    explicit HostFile(HostConfig config) : config_(std::move(config)) {}

    // With all virtual routers, also one that is left out.
    const HostConfig& config() const { return config_; }

    bool is_static() const { return is_static_; }

    std::vector<core::VirtualRouterConfig> routers() const;

    // The file has all virtual routers again, for a daemon that starts.
    void complete();
    void write(std::vector<core::VirtualRouterConfig> routers, bool is_static);
    // Leaves a virtual router out, and puts it back. Only one can be away at a time.
    void leave_out(std::size_t router);
    void put_back();

    // The daemon is asked to read it.
    bool is_asked_for() const { return asked_; }

    void read() { asked_ = false; }

private:
    HostConfig config_;
    bool is_static_ = true; // it has the static part
    bool asked_ = false;
    std::optional<std::size_t> left_out_;
};

} // namespace xvrrp::sim
