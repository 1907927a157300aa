// SPDX-License-Identifier: GPL-2.0-or-later
// Reads configurations beside the loop: thousands of virtual routers take longer to parse than an advert may be late.
//
// One file at a time, in the order in which they were asked for. What is found is handed over on the loop.
#pragma once

#include "daemon/load_config.h"
#include "kernel/event_loop.h"
#include "kernel/fd.h"

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace xvrrp::daemon {

class ConfigReader {
public:
    using Done = std::function<void(LoadedConfig)>;

    static Result<std::unique_ptr<ConfigReader>> open(kernel::EventLoop& loop, std::string config_id);
    // Waits for the file that is being read; nobody hears of it.
    ~ConfigReader();
    ConfigReader(const ConfigReader&) = delete;
    ConfigReader& operator=(const ConfigReader&) = delete;

    void read(std::string file, Done done);

private:
    struct Request {
        std::string file;
        Done done;
    };

    ConfigReader(kernel::EventLoop& loop, std::string config_id, kernel::Fd finished)
        : loop_(loop), config_id_(std::move(config_id)), finished_(std::move(finished)) {}

    void begin();
    void on_finished();

    kernel::EventLoop& loop_;
    std::string config_id_;
    kernel::Fd finished_; // an eventfd; the thread's last word, so that what it loaded is ours then
    std::deque<Request> requests_;
    LoadedConfig loaded_;
    std::thread thread_;
};

} // namespace xvrrp::daemon
