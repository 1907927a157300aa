// SPDX-License-Identifier: GPL-2.0-or-later
// The files of vrrp_track_file: their numbers now, and whenever they change.
#pragma once

#include "config/grammar/configuration.h"
#include "core/vrrp/io.h"
#include "os/file_watch.h"

#include <string>
#include <vector>

namespace xvrrp::daemon {

class TrackFiles {
public:
    static Result<TrackFiles> open();

    int fd() const { return watch_.fd(); }

    // Follows these files from here on, and writes init_file for those that it did not follow before. Returns the
    // numbers of all of them.
    std::vector<core::TrackerObserved> follow(const std::vector<config::TrackFile>& files);

    // fd() is readable, so the next changes() looks.
    void wake() { readable_ = true; }

    // Returns the numbers that changed. It costs a system call only after wake(), or if a directory is lacking.
    std::vector<core::TrackerObserved> changes(core::TimePoint now);

private:
    explicit TrackFiles(os::FileWatch watch) : watch_(std::move(watch)) {}

    os::FileWatch watch_;
    std::vector<config::TrackFile> files_;
    bool readable_ = false;
    core::TimePoint retry_at_{};
};

// Returns the first bytes of a regular file. It never blocks, as a file may be a FIFO whose writer never comes.
std::optional<std::string> read_start(const std::string& path);

// Returns the number in the first line of a text, or nothing if there is none.
std::optional<int> number_in(const std::string& text);

} // namespace xvrrp::daemon
