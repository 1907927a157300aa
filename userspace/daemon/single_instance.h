// SPDX-License-Identifier: GPL-2.0-or-later
// One daemon per runtime directory, BPF directory and pid file: locks that die with the process.
#pragma once

#include "core/result.h"
#include "os/fd.h"

#include <string>

namespace xvrrp::daemon {

// Creates the directory and takes its lock; the process holds it as long as the Fd lives.
Result<os::Fd> lock_runtime_dir(const std::string& directory);

// Two daemons with the same pins would take each other's programs out. No lock where there is no directory: no
// pins, then.
Result<os::Fd> lock_bpf_dir(const std::string& directory);

// The process id, removed again with the value. One that a process left behind is taken over, one whose process lives
// is refused. An empty name is no file.
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
