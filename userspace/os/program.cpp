// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/program.h"

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <sstream>

#include <sys/stat.h>
#include <unistd.h>

namespace xvrrp::os {

namespace {

namespace fs = std::filesystem;

std::optional<fs::path> find_program(const std::string& name) {
    if (name.find('/') != std::string::npos)
        return fs::exists(name) ? std::optional<fs::path>(name) : std::nullopt;
    const char* path = std::getenv("PATH");
    std::istringstream directories(path == nullptr ? "/usr/bin:/bin" : path);
    for (std::string each; std::getline(directories, each, ':');) {
        if (::access((fs::path(each) / name).c_str(), X_OK) == 0)
            return fs::path(each) / name;
    }
    return std::nullopt;
}

// In a sticky directory nobody can replace the files of others.
bool others_may_change(const fs::path& path) {
    struct stat status {};

    if (::stat(path.c_str(), &status) != 0)
        return false;
    const bool is_sticky = S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX) != 0;
    return status.st_uid != 0 || (!is_sticky && (status.st_mode & (S_IWGRP | S_IWOTH)) != 0);
}

} // namespace

std::string program_problem(const std::string& name) {
    std::error_code error;
    const auto found = find_program(name);
    if (!found)
        return name + " does not exist";
    if (!fs::is_regular_file(*found, error) || ::access(found->c_str(), X_OK) != 0)
        return name + " is not an executable file";
    for (fs::path path = fs::canonical(*found, error); !error; path = path.parent_path()) {
        if (others_may_change(path))
            return "users other than root can change " + path.string() + " and so replace the program";
        if (path == path.parent_path())
            break;
    }
    return {};
}

} // namespace xvrrp::os
