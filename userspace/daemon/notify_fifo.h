// SPDX-License-Identifier: GPL-2.0-or-later
// A named pipe that is told what happens, line by line. Its reader may come late, stall or go: nobody waits for it.
//
// The pipe is the same one over all reloads. Lines that find no room in it are lost, counted and reported.
#pragma once

#include "config/grammar/configuration.h"
#include "daemon/line_limits.h"
#include "os/named_pipe.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xvrrp::daemon {

class NotifyFifo {
public:
    // keyword is the keyword of the pipe in the configuration.
    explicit NotifyFifo(std::string keyword) : keyword_(std::move(keyword)) {}

    // Writes to this pipe from here on, or to none. A pipe that cannot be opened is reported and not used.
    void follow(const std::optional<config::NotifyFifo>& wanted);

    void add(const std::string& line);
    // Writes what was added, as far as there is room. A line is written whole or not at all.
    void flush(core::TimePoint now);

    bool is_open() const { return pipe_.has_value(); }

    const std::string& path() const { return path_; }

    std::uint64_t lost() const { return lost_; }

private:
    std::size_t put(std::size_t from);

    std::string keyword_;
    std::string path_;
    std::optional<os::NamedPipe> pipe_;
    std::vector<std::string> lines_; // to be written
    std::uint64_t lost_ = 0;
    std::uint64_t told_ = 0; // the part of lost_ that was reported
    LineLimit limit_;
};

} // namespace xvrrp::daemon
