// SPDX-License-Identifier: GPL-2.0-or-later
// Reads configurations beside the loop: thousands of virtual routers take longer to parse than an advert may be late.
#pragma once

#include "daemon/aside.h"
#include "daemon/load_config.h"

#include <functional>
#include <string>

namespace xvrrp::daemon {

class ConfigReader {
public:
    using Done = std::function<void(LoadedConfig)>;

    ConfigReader(Aside& aside, std::string config_id) : aside_(aside), config_id_(std::move(config_id)) {}

    // One file at a time, in the order in which they were asked for. What is found is handed over on the loop.
    void read(const std::string& file, const Done& done);

private:
    Aside& aside_;
    std::string config_id_;
};

} // namespace xvrrp::daemon
