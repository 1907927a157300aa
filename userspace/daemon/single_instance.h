// SPDX-License-Identifier: GPL-2.0-or-later
// One daemon per runtime directory, BPF directory and pid file, by locks that die with the process.
#pragma once

#include "core/result.h"
#include "os/fd.h"

#include <string>

namespace xvrrp::daemon {

// Creates the directory and takes its lock, when nobody cleans up there. The process holds the lock as long as the Fd
// lives.
Result<os::Fd> lock_runtime_dir(const std::string& directory);

// No daemon starts with this directory as long as the Fd lives. EBUSY: one runs there. Without the directory nothing is
// held.
Result<os::Fd> hold_starts(const std::string& directory);

// Locks the directory, because two daemons with the same pins would remove each other's programs. Without a
// directory there are no pins, and so there is no lock.
Result<os::Fd> lock_bpf_dir(const std::string& directory);

// A file with the process id, which is removed together with the value. The file of a dead process is taken
// over, that of a live one is refused. An empty name means no file.
class PidFile {
public:
    static Result<PidFile> write(const std::string& file);
    PidFile() = default;

    PidFile(PidFile&& other) noexcept
        : file_(std::exchange(other.file_, {})), lock_(std::move(other.lock_)) {}

    PidFile& operator=(PidFile&& other) noexcept {
        std::swap(file_, other.file_);
        std::swap(lock_, other.lock_);
        return *this;
    }

    PidFile(const PidFile&) = delete;
    PidFile& operator=(const PidFile&) = delete;
    ~PidFile();

private:
    std::string file_;
    os::Fd lock_;
};

} // namespace xvrrp::daemon
