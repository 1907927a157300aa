// SPDX-License-Identifier: GPL-2.0-or-later
// Reads configurations beside the loop, because parsing thousands of virtual routers takes longer than an
// advert may be late.
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

    // Reads one file at a time, in the order of the requests. The loop gets the result.
    void read(const std::string& file, const Done& done);

private:
    Aside& aside_;
    std::string config_id_;
};

} // namespace xvrrp::daemon
