// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/found_files.h"

#include <cerrno>

#include <glob.h>
#include <sys/stat.h>

namespace xvrrp::os {

namespace {

// glob() ends when this is not 0.
int is_forbidden(const char* /*path*/, int error) {
    return error == EACCES ? 1 : 0;
}

// glob() tells no error of a name without wildcards.
bool is_hidden(const std::string& path) {
    struct stat status {};

    return ::lstat(path.c_str(), &status) != 0 && errno == EACCES;
}

} // namespace

std::optional<std::vector<std::string>> find_files(const std::string& pattern, Forbidden forbidden) {
    const bool tells = forbidden == Forbidden::Tell;
    std::vector<std::string> files;
    glob_t found{};
    const int end = ::glob(pattern.c_str(), 0, tells ? is_forbidden : nullptr, &found);
    if (end == 0)
        files.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    ::globfree(&found);
    if (tells && (end == GLOB_ABORTED || (end == GLOB_NOMATCH && is_hidden(pattern))))
        return std::nullopt;
    return files;
}

} // namespace xvrrp::os
