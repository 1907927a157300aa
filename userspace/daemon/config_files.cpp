// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/config_files.h"

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

namespace xvrrp::daemon {

namespace {

std::optional<std::string> variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::optional<std::string>() : value;
}

Error unreadable(const std::string& file, const std::string& what, int code) {
    return Error{"read the configuration " + file, what, {}, code};
}

std::string up_to_dot(const std::string& name) {
    return name.substr(0, name.find('.'));
}

} // namespace

std::string host_name() {
    std::array<char, HOST_NAME_MAX + 1> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

Result<std::string> read_config_file(const std::string& file) {
    struct stat status {};

    if (::stat(file.c_str(), &status) != 0)
        return failure(unreadable(file, std::strerror(errno), errno));
    if (S_ISDIR(status.st_mode))
        return failure(unreadable(file, "it is a directory", EISDIR));
    if (!S_ISREG(status.st_mode) || (status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0)
        return failure(unreadable(file, "it is not a regular file without execute permission", EINVAL));
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    if (!in || (status.st_size > 0 && !(text << in.rdbuf())))
        return failure(unreadable(file, std::strerror(errno), errno));
    return text.str();
}

std::vector<std::string> find_config_files(const std::string& pattern) {
    std::vector<std::string> files;
    glob_t found{};
    if (::glob(pattern.c_str(), 0, nullptr, &found) == 0)
        files.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    ::globfree(&found);
    return files;
}

config::Surroundings surroundings(const std::string& config_id) {
    config::Surroundings around;
    std::error_code ignored;
    around.config_id = config_id.empty() ? up_to_dot(host_name()) : config_id;
    around.directory = std::filesystem::current_path(ignored).string();
    around.seed = std::random_device()();
    around.find = find_config_files;
    around.read = read_config_file;
    around.environment = variable;
    return around;
}

} // namespace xvrrp::daemon
