// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/single_instance.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace xvrrp::daemon {

namespace {

constexpr const char* kOtherDirectory = "choose another with --runtime-dir";
// A removal of thousands of addresses takes less.
constexpr auto kPatience = std::chrono::seconds(10);
constexpr auto kLookAgain = std::chrono::milliseconds(5);

std::string owner_of(const std::string& lock_file) {
    std::string pid;
    std::ifstream(lock_file) >> pid;
    return pid.empty() ? "another process" : "process " + pid;
}

// The file holds the process id and is locked as long as the Fd lives.
Result<os::Fd> lock_with_pid(const std::string& file, const std::string& doing, const std::string& remedy) {
    os::Fd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (!fd)
        return failure(Error{doing, std::strerror(errno), remedy, errno});
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return failure(Error{doing, "xvrrpd runs there already, as " + owner_of(file), remedy, EBUSY});
        return failure(Error{doing, std::strerror(errno), remedy, errno});
    }
    const std::string pid = std::to_string(::getpid()) + '\n';
    if (::ftruncate(fd.get(), 0) != 0 || ::write(fd.get(), pid.data(), pid.size()) < 0)
        return failure(Error{doing, std::strerror(errno), {}, errno});
    return fd;
}

// Whoever starts a daemon there, or cleans up there, has this lock for a moment.
Result<os::Fd> lock_starts(const std::string& directory, const std::string& doing) {
    os::Fd fd(::open((directory + "/start").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (fd && ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK || std::chrono::steady_clock::now() >= end)
            return failure(Error{doing, "another process starts or cleans up there", kOtherDirectory, errno});
        std::this_thread::sleep_for(kLookAgain);
    }
    if (!fd)
        return failure(Error{doing, std::strerror(errno), kOtherDirectory, errno});
    return fd;
}

} // namespace

Result<os::Fd> hold_starts(const std::string& directory) {
    const std::string doing = "clean up in the runtime directory " + directory;
    std::error_code ignored;
    if (!std::filesystem::is_directory(directory, ignored))
        return os::Fd();
    auto starts = lock_starts(directory, doing);
    if (!starts)
        return starts;
    const auto lock = directory + "/lock";
    const os::Fd fd(::open(lock.c_str(), O_RDONLY | O_CLOEXEC));
    if (fd && ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return failure(Error{doing, "xvrrpd runs there, as " + owner_of(lock), "stop it first", EBUSY});
    return starts;
}

Result<os::Fd> lock_runtime_dir(const std::string& directory) {
    const std::string doing = "lock the runtime directory " + directory;
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error)
        return failure(Error{doing, error.message(), kOtherDirectory, error.value()});
    const auto starts = lock_starts(directory, doing);
    if (!starts)
        return failure(starts.error());
    return lock_with_pid(directory + "/lock", doing, kOtherDirectory);
}

Result<os::Fd> lock_bpf_dir(const std::string& directory) {
    std::error_code ignored;
    std::filesystem::create_directories(directory, ignored);
    os::Fd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd && ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return failure(Error{"lock the BPF directory " + directory, "another xvrrpd uses it",
                             "choose another with --bpf-dir", EBUSY});
    return fd;
}

Result<PidFile> PidFile::write(const std::string& file) {
    PidFile out;
    if (file.empty())
        return out;
    auto lock = lock_with_pid(file, "write the pid file " + file, "choose another with -p or -r");
    if (!lock)
        return failure(lock.error());
    out.lock_ = std::move(*lock);
    out.file_ = file;
    return out;
}

PidFile::~PidFile() {
    if (!file_.empty())
        ::unlink(file_.c_str());
}

} // namespace xvrrp::daemon
