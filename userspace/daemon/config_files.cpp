// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/config_files.h"

#include "os/found_files.h"
#include "os/whole_file.h"

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <random>
#include <utility>

#include <fcntl.h>
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

std::optional<Error> problem_of(const std::string& file, const struct stat& status) {
    if (S_ISDIR(status.st_mode))
        return unreadable(file, "it is a directory", EISDIR);
    if (!S_ISREG(status.st_mode) || (status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0)
        return unreadable(file, "it is not a regular file without execute permission", EINVAL);
    return std::nullopt;
}

Result<os::Fd> open_config_file(const std::string& file, ByRoot& root) {
    os::Fd opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (opened)
        return opened;
    const int error = errno;
    if (error != EACCES || !root.helps())
        return failure(unreadable(file, std::strerror(error), error));
    auto by_root = root.read(file);
    if (!by_root)
        return failure(unreadable(file, by_root.error().what, by_root.error().code));
    return by_root;
}

} // namespace

std::string host_name() {
    std::array<char, HOST_NAME_MAX + 1> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

Result<ConfigFile> read_config_file(const std::string& file, ByRoot& root) {
    struct stat status {};

    const bool is_seen = ::stat(file.c_str(), &status) == 0;
    if (!is_seen && !(errno == EACCES && root.helps()))
        return failure(unreadable(file, std::strerror(errno), errno));
    if (const auto problem = is_seen ? problem_of(file, status) : std::nullopt)
        return failure(*problem);
    const auto opened = open_config_file(file, root);
    if (!opened)
        return failure(opened.error());
    if (::fstat(opened->get(), &status) != 0)
        return failure(unreadable(file, std::strerror(errno), errno));
    if (const auto problem = problem_of(file, status))
        return failure(*problem);
    auto text = os::read_file(*opened);
    if (!text)
        return failure(unreadable(file, std::strerror(errno), errno));
    return ConfigFile{std::move(*text), (status.st_mode & (S_IRWXG | S_IRWXO)) == 0};
}

std::vector<std::string> find_config_files(const std::string& pattern, ByRoot& root) {
    const auto forbidden = root.helps() ? os::Forbidden::Tell : os::Forbidden::Skip;
    if (auto found = os::find_files(pattern, forbidden))
        return std::move(*found);
    return root.find(pattern);
}

config::Surroundings surroundings(const std::string& config_id, ByRoot& root) {
    config::Surroundings around;
    std::error_code ignored;
    around.config_id = config_id.empty() ? up_to_dot(host_name()) : config_id;
    around.directory = std::filesystem::current_path(ignored).string();
    around.seed = std::random_device()();
    around.find = [&root](const auto& pattern) { return find_config_files(pattern, root); };
    around.read = [&root](const auto& file) -> Result<std::string> {
        return read_config_file(file, root).map([](auto&& each) { return std::move(each.text); });
    };
    around.environment = variable;
    return around;
}

} // namespace xvrrp::daemon
