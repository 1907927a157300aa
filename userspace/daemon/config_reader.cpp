// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/config_reader.h"

#include "kernel/os_error.h"

#include <system_error>
#include <utility>

#include <sys/eventfd.h>

namespace xvrrp::daemon {

Result<std::unique_ptr<ConfigReader>> ConfigReader::open(kernel::EventLoop& loop, std::string config_id) {
    kernel::Fd finished(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!finished)
        return failure(kernel::os_error("open an eventfd for reloads"));
    const int fd = finished.get();
    std::unique_ptr<ConfigReader> reader(new ConfigReader(loop, std::move(config_id), std::move(finished)));
    if (auto added = loop.on_readable(
            fd, [raw = reader.get()] { raw->on_finished(); }, kernel::Turn::Last);
        !added)
        return failure(added.error());
    return reader;
}

ConfigReader::~ConfigReader() {
    loop_.forget(finished_.get());
    if (!thread_.joinable())
        return;
    if (!requests_.empty())
        ready_.acquire();
    file_.reset();
    wanted_.release();
    thread_.join();
}

void ConfigReader::read(std::string file, Done done) {
    requests_.push_back({std::move(file), std::move(done)});
    if (requests_.size() == 1)
        begin();
}

// Signals are the loop's: the thread inherits the mask under which the loop waits for them.
void ConfigReader::begin() {
    file_ = requests_.front().file;
    try {
        if (!thread_.joinable())
            thread_ = std::thread([this] { work(); });
        wanted_.release();
    } catch (const std::system_error&) {
        load(); // no thread to be had: late adverts are better than no reload
    }
}

void ConfigReader::work() {
    for (wanted_.acquire(); file_; wanted_.acquire())
        load();
}

void ConfigReader::load() {
    loaded_ = load_config(*file_, config_id_);
    ready_.release();
    ::eventfd_write(finished_.get(), 1);
}

void ConfigReader::on_finished() {
    eventfd_t count = 0;
    if (::eventfd_read(finished_.get(), &count) != 0)
        return;
    ready_.acquire();
    const auto request = std::move(requests_.front());
    requests_.pop_front();
    request.done(std::exchange(loaded_, {}));
    if (!requests_.empty())
        begin();
}

} // namespace xvrrp::daemon
