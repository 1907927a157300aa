// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/program.h"

#include <cerrno>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <sstream>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

namespace xvrrp::os {

namespace {

namespace fs = std::filesystem;

constexpr int kMostLinks = 40; // as the kernel follows

std::string not_seen(const std::string& path, int error) {
    return path + " cannot be looked at: " + std::generic_category().message(error);
}

// Returns the name itself if it is the path of a file, and nothing if there is no such program.
fs::path find_program(const std::string& name) {
    if (name.find('/') != std::string::npos)
        return name;
    const char* path = std::getenv("PATH");
    std::istringstream directories(path == nullptr ? "/usr/bin:/bin" : path);
    for (std::string each; std::getline(directories, each, ':');) {
        if (::access((fs::path(each) / name).c_str(), X_OK) == 0)
            return fs::path(each) / name;
    }
    return {};
}

// In a sticky directory nobody can replace the files of others. Everybody may write to a link, as its mode says, but
// only who can change its directory can give it another target.
bool others_may_change(const struct stat& status) {
    const bool is_sticky = S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX) != 0;
    const bool is_protected = is_sticky || S_ISLNK(status.st_mode);
    return status.st_uid != 0 || (!is_protected && (status.st_mode & (S_IWGRP | S_IWOTH)) != 0);
}

// Walks to the file as the kernel does: the directories and links of the written name decide what is run, not only
// those of the file that is found behind them.
std::string problem_on_the_way(const fs::path& written) {
    const auto whole = fs::absolute(written);
    std::deque<fs::path> ahead(whole.begin(), whole.end());
    fs::path here = "/"; // without a link in it
    for (int links = 0; !ahead.empty();) {
        const auto step = std::move(ahead.front());
        ahead.pop_front();
        if (step == "..") {
            here = here.parent_path();
            continue;
        }
        const auto next = step.empty() || step == "." ? here : here / step;

        struct stat status {};

        if (::lstat(next.c_str(), &status) != 0)
            return not_seen(next, errno);
        if (others_may_change(status))
            return "users other than root can change " + next.string() + " and so replace the program";
        if (!S_ISLNK(status.st_mode)) {
            here = next;
            continue;
        }
        std::error_code error;
        const auto target = fs::read_symlink(next, error);
        if (error || ++links > kMostLinks)
            return not_seen(written, error ? error.value() : ELOOP);
        ahead.insert(ahead.begin(), target.begin(), target.end());
    }
    return {};
}

} // namespace

std::string program_problem(const std::string& name) {
    const auto found = find_program(name);
    if (found.empty())
        return name + " does not exist";
    std::error_code error;
    const auto status = fs::status(found, error);
    if (status.type() == fs::file_type::not_found)
        return name + " does not exist";
    if (error)
        return not_seen(name, error.value());
    if (!fs::is_regular_file(status) || ::access(found.c_str(), X_OK) != 0)
        return name + " is not an executable file";
    return problem_on_the_way(found);
}

} // namespace xvrrp::os
