// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/whole_file.h"

#include "os/os_error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace xvrrp::os {

namespace {

bool is_written(const Fd& file, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(file.get(), text.data(), text.size());
        if (written < 0)
            return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

} // namespace

std::optional<std::string> read_file(const std::string& path) {
    return read_file(Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC)));
}

std::optional<std::string> read_file(const Fd& file) {
    std::string text;
    std::array<char, 4096> part{};
    ssize_t got = file ? 1 : -1;
    while (got > 0) {
        got = ::read(file.get(), part.data(), part.size());
        text.append(part.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    }
    return got == 0 ? std::optional(std::move(text)) : std::nullopt;
}

Result<> replace_file(const std::string& path, const std::string& text, const std::string& doing) {
    struct stat there {};

    if (::lstat(path.c_str(), &there) == 0 && !S_ISREG(there.st_mode))
        return failure(Error{doing + ' ' + path, "it is there, and it is no regular file", {}, EEXIST});
    const auto fresh = path + ".new";
    std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
    out << text;
    if (!out.flush() || std::rename(fresh.c_str(), path.c_str()) != 0)
        return failure(os_error(doing + ' ' + path));
    return {};
}

// mkostemp() makes a file that was not there, under a name that nobody can foresee.
Result<> put_file(const std::string& path, const std::string& text, mode_t mode, const std::string& doing) {
    auto fresh = path + ".XXXXXX";
    const Fd file(::mkostemp(fresh.data(), O_CLOEXEC));
    if (!file)
        return failure(os_error(doing + ' ' + path));
    if (is_written(file, text) && ::fchmod(file.get(), mode) == 0 &&
        std::rename(fresh.c_str(), path.c_str()) == 0)
        return {};
    const int error = errno;
    ::unlink(fresh.c_str());
    return failure(os_error(doing + ' ' + path, error));
}

} // namespace xvrrp::os
