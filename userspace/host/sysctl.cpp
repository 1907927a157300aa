// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/sysctl.h"

#include "os/fd.h"
#include "os/os_error.h"
#include "os/whole_file.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace xvrrp::host {

namespace {

std::string path_of(const std::string& key) {
    return "/proc/sys/net/" + key;
}

std::string remedy(int code) {
    return code == EROFS || code == EACCES || code == EPERM ? "/proc/sys/net has to be writable" : "";
}

} // namespace

Result<std::string> read_sysctl(const std::string& key) {
    const std::string path = path_of(key);
    const os::Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::array<char, 64> text{};
    const ssize_t length = fd ? read(fd.get(), text.data(), text.size()) : -1;
    if (length < 0)
        return failure(os::os_error("read " + path));
    std::string value(text.data(), static_cast<std::size_t>(length));
    while (!value.empty() && value.back() == '\n')
        value.pop_back();
    return value;
}

Result<> write_sysctl(const std::string& key, const std::string& value) {
    const auto now = read_sysctl(key);
    if (!now)
        return failure(now.error());
    if (*now == value)
        return {};
    const std::string path = path_of(key);
    const os::Fd fd(open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd || write(fd.get(), value.data(), value.size()) < 0)
        return failure(os::os_error("write " + value + " to " + path, errno, remedy(errno)));
    return {};
}

BorrowedSysctls::BorrowedSysctls(std::string file) : file_(std::move(file)) {
    std::ifstream in(file_);
    for (std::string key, value; in >> key >> value;) {
        before_[key] = value;
        inherited_.insert(key);
    }
}

Result<> BorrowedSysctls::set(const std::string& key, const std::string& value) {
    inherited_.erase(key);
    if (!before_.contains(key)) {
        const auto before = read_sysctl(key);
        if (!before)
            return failure(before.error());
        if (*before == value)
            return {};
        before_[key] = *before;
        if (auto saved = save(); !saved)
            return saved;
    }
    return write_sysctl(key, value);
}

Result<> BorrowedSysctls::give_back(const std::string& key) {
    const auto known = before_.find(key);
    if (known == before_.end())
        return {};
    if (auto written = write_sysctl(key, known->second); !written && written.error().code != ENOENT)
        return written;
    before_.erase(known);
    inherited_.erase(key);
    return save();
}

void BorrowedSysctls::give_back_inherited() {
    for (const auto& key : std::exchange(inherited_, {}))
        give_back(key);
}

void BorrowedSysctls::restore() {
    for (const auto& [key, value] : before_)
        write_sysctl(key, value);
    before_.clear();
    inherited_.clear();
    unlink(file_.c_str());
}

Result<> BorrowedSysctls::save() const {
    std::string text;
    for (const auto& [key, value] : before_)
        text.append(key).append(" ").append(value).append("\n");
    return os::replace_file(file_, text, "write down the settings to put back in");
}

} // namespace xvrrp::host
