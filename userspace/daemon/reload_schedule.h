// SPDX-License-Identifier: GPL-2.0-or-later
// reload_time_file: a file whose first line is the time at which the configuration is to be loaded again.
#pragma once

#include "config/grammar/configuration.h"
#include "core/vrrp/sequence.h"
#include "os/file_watch.h"

#include <ctime>
#include <optional>
#include <string>

namespace xvrrp::daemon {

// A time as the file has it.
struct ReloadTime {
    std::tm fields{};
    bool dated = false; // otherwise the next day that has this time
    bool utc = false;   // otherwise the local time
};

// Reads the first line: [[YY]YY-MM-DD ]HH:MM:SS[Z], and no other blank.
std::optional<ReloadTime> read_reload_time(const std::string& text);

// Returns the first such time after now, or nothing if it is over.
std::optional<std::time_t> next_time(const ReloadTime& time, std::time_t now);

class ReloadSchedule {
public:
    static Result<ReloadSchedule> open();

    int fd() const { return watch_.fd(); }

    // Follows this file from here on.
    void follow(const config::ReloadFiles& files, core::WallTime now);

    // fd() is readable, so the next is_due() looks.
    void wake() { readable_ = true; }

    // Returns true once for each reload whose time has come, and removes the file if the reload is not to come again.
    bool is_due(core::TimePoint now, core::Duration wall_ahead);

    // The time of the next reload, or of the next look for a directory that is not there yet.
    core::TimePoint deadline() const { return deadline_; }

private:
    explicit ReloadSchedule(os::FileWatch watch) : watch_(std::move(watch)) {}

    void look(std::time_t now);
    void plan(std::optional<std::time_t> when);
    bool changed(core::TimePoint now);

    os::FileWatch watch_;
    config::ReloadFiles files_;
    std::optional<ReloadTime> time_;
    std::optional<std::time_t> when_;
    core::TimePoint deadline_ = core::kNever;
    core::TimePoint retry_at_{};
    bool readable_ = false;
};

} // namespace xvrrp::daemon
