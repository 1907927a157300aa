// SPDX-License-Identifier: GPL-2.0-or-later
// The history in the runtime directory, where it outlives the daemon however that ends. It is written beside the loop, some
// events at a time.
//
// The file "history" grows with each event. When it has as many events as the history itself, it becomes "history.old", and
// another one begins.
#pragma once

#include "daemon/events.h"
#include "os/fd.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace xvrrp::daemon {

class History {
public:
    // Runs work beside the loop, and then done on it.
    using Aside = std::function<void(std::function<void()> work, std::function<void()> done)>;

    // wake lets the loop have a turn.
    History(const std::string& directory, Aside aside, std::function<void()> wake)
        : file_(directory + "/history"), aside_(std::move(aside)), wake_(std::move(wake)) {}

    // Adds what former daemons have left. From here on each event is kept.
    void read(Events& events);
    // Writes the next events, unless others are being written at this moment.
    void keep(const Events& events);
    // Writes all of them at once. Nothing is kept after that.
    Result<> keep_all(const Events& events);

private:
    void begin_file();

    std::string file_;
    Aside aside_;
    std::function<void()> wake_;
    std::shared_ptr<os::Fd> open_; // empty: the file cannot be written
    std::uint64_t next_ = 0;       // the first event that is not in a file
    std::size_t in_file_ = 0;
    bool is_writing_ = false;
};

} // namespace xvrrp::daemon
