// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/found_files.h"

#include <cerrno>

#include <dirent.h>
#include <glob.h>
#include <sys/stat.h>

namespace xvrrp::os {

namespace {

// glob() does not tell that it may not look for a name without wildcards, so we look for it and note that.
thread_local bool met_forbidden = false;

template <class Done>
Done noting(bool failed, Done done) {
    met_forbidden = met_forbidden || (failed && errno == EACCES);
    return done;
}

void* open_directory(const char* path) {
    auto* directory = ::opendir(path);
    return noting(directory == nullptr, directory);
}

template <int (*Function)(const char*, struct stat*)>
int look_at(const char* path, struct stat* status) {
    const int done = Function(path, status);
    return noting(done != 0, done);
}

} // namespace

std::optional<std::vector<std::string>> find_files(const std::string& pattern, Forbidden forbidden) {
    glob_t found{};
    found.gl_opendir = open_directory;
    found.gl_readdir = [](void* directory) { return ::readdir(static_cast<DIR*>(directory)); };
    found.gl_closedir = [](void* directory) { ::closedir(static_cast<DIR*>(directory)); };
    found.gl_stat = look_at<::stat>;
    found.gl_lstat = look_at<::lstat>;
    met_forbidden = false;
    std::vector<std::string> files;
    if (::glob(pattern.c_str(), GLOB_ALTDIRFUNC, nullptr, &found) == 0)
        files.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    ::globfree(&found);
    if (met_forbidden && forbidden == Forbidden::Tell)
        return std::nullopt;
    return files;
}

} // namespace xvrrp::os
