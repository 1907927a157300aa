// SPDX-License-Identifier: GPL-2.0-or-later
// Reads configurations beside the loop: thousands of virtual routers take longer to parse than an advert may be late.
//
// One file at a time, in the order in which they were asked for. What is found is handed over on the loop, which never
// waits for the thread: that has ordinary priority, and on a busy host its last steps take as long as any others.
#pragma once

#include "daemon/load_config.h"
#include "kernel/event_loop.h"
#include "kernel/fd.h"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <semaphore>
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
    void work();
    void load();
    void on_finished();

    kernel::EventLoop& loop_;
    std::string config_id_;
    kernel::Fd finished_; // an eventfd: loaded_ is there
    std::deque<Request> requests_;
    std::optional<std::string> file_; // to be loaded; none: the thread ends
    LoadedConfig loaded_;
    std::binary_semaphore wanted_{0}; // file_ is the thread's
    std::binary_semaphore ready_{0};  // loaded_ is the loop's
    std::thread thread_;              // from the first file on
};

} // namespace xvrrp::daemon
