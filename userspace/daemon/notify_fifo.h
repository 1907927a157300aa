// SPDX-License-Identifier: GPL-2.0-or-later
// A named pipe that is told what happens, line by line. Its reader may come late, stall or go: nobody waits for it.
//
// The pipe is the same one over all reloads. Lines that find no room in it are lost, counted and reported.
#pragma once

#include "config/grammar/configuration.h"
#include "daemon/by_root.h"
#include "daemon/line_limits.h"
#include "os/named_pipe.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace xvrrp::daemon {

class NotifyFifo {
public:
    // keyword is the keyword of the pipe in the configuration. opener opens what we may not; without one nobody does. opened
    // is called when it has.
    explicit NotifyFifo(std::string keyword, PipeOpener opener = {}, std::function<void()> opened = {})
        : keyword_(std::move(keyword)), opener_(std::move(opener)), opened_(std::move(opened)) {}

    NotifyFifo(const NotifyFifo&) = delete;
    NotifyFifo& operator=(const NotifyFifo&) = delete;
    ~NotifyFifo() = default;

    // Writes to this pipe from here on, or to none. A pipe that cannot be opened is reported and not used.
    void follow(const std::optional<config::NotifyFifo>& wanted);

    void add(const std::string& line);
    // Writes what was added, as far as there is room. A line is written whole or not at all. As long as the pipe is being
    // opened, the lines wait.
    void flush(core::TimePoint now);

    bool is_open() const { return pipe_.has_value(); }

    const std::string& path() const { return path_; }

    std::uint64_t lost() const { return lost_; }

private:
    void take(Result<os::NamedPipe> opened);
    std::size_t put(std::size_t from);

    std::string keyword_;
    PipeOpener opener_;
    std::function<void()> opened_;
    std::string path_;
    std::optional<os::NamedPipe> pipe_;
    std::uint64_t opening_ = 0;      // the attempt of the opener whose end is awaited; 0: none
    std::uint64_t attempts_ = 0;     // of the opener
    std::vector<std::string> lines_; // to be written
    std::uint64_t lost_ = 0;
    std::uint64_t told_ = 0; // the part of lost_ that was reported
    LineLimit limit_;
};

} // namespace xvrrp::daemon
