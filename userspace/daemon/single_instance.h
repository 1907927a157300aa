// SPDX-License-Identifier: GPL-2.0-or-later
// One daemon per runtime directory and per BPF directory: locks that die with the process, and pid files.
#pragma once

#include "core/result.h"
#include "kernel/fd.h"

#include <string>

namespace xvrrp::daemon {

// Creates the directory and takes its lock; the process holds it as long as the Fd lives.
Result<kernel::Fd> lock_runtime_dir(const std::string& directory);

// Two daemons with the same pins would take each other's programs out. No lock where there is no directory: no
// pins, then.
Result<kernel::Fd> lock_bpf_dir(const std::string& directory);

// Removed again with the value. An empty name is no file.
class PidFile {
public:
    static Result<PidFile> write(const std::string& file);
    PidFile() = default;

    PidFile(PidFile&& other) noexcept : file_(std::exchange(other.file_, {})) {}

    PidFile& operator=(PidFile&& other) noexcept {
        std::swap(file_, other.file_);
        return *this;
    }

    PidFile(const PidFile&) = delete;
    PidFile& operator=(const PidFile&) = delete;
    ~PidFile();

private:
    std::string file_;
};

} // namespace xvrrp::daemon
