// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/pins.h"

#include "os/os_error.h"

#include <filesystem>
#include <vector>

#include <bpf/bpf.h>
#include <linux/magic.h>
#include <sys/statfs.h>

namespace xvrrp::datapath {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kAbiMark = "abi_";

std::string without_pins(const std::string& why, const std::string& remedy) {
    return why +
           ": running without pins, a restart takes the receive path off the interfaces and puts it back (" +
           remedy + ")";
}

bool on_bpffs(fs::path path) {
    std::error_code ignored;
    while (path.has_relative_path() && !fs::exists(path, ignored))
        path = path.parent_path();

    struct statfs found {};

    return statfs(path.c_str(), &found) == 0 && static_cast<unsigned long>(found.f_type) == BPF_FS_MAGIC;
}

} // namespace

Pins Pins::open(const std::string& directory) {
    Pins pins;
    pins.directory_ = directory;
    std::error_code error;
    if (directory.empty())
        pins.note_ = without_pins("no BPF directory is given", "see --bpf-dir");
    else if (!on_bpffs(fs::absolute(directory)))
        pins.note_ = without_pins(directory + " is not on a bpffs", "mount -t bpf bpf /sys/fs/bpf");
    else if (fs::create_directories(directory, error); error)
        pins.note_ = without_pins(directory + " cannot be made: " + error.message(),
                                  "the bpffs must be writable for this user");
    return pins;
}

std::string Pins::path(std::string_view name) const {
    return directory_ + "/" + std::string(name);
}

os::Fd Pins::get(std::string_view name) const {
    return *this ? os::Fd(bpf_obj_get(path(name).c_str())) : os::Fd();
}

Result<> Pins::put(int fd, std::string_view name) const {
    if (!*this)
        return {};
    remove(name);
    if (bpf_obj_pin(fd, path(name).c_str()) < 0)
        return failure(os::os_error("pin " + path(name)));
    return {};
}

void Pins::remove(std::string_view name) const {
    std::error_code ignored;
    if (*this)
        fs::remove(path(name), ignored);
}

void Pins::each(std::string_view prefix, const std::function<void(const std::string&)>& take) const {
    std::vector<std::string> names;
    std::error_code ignored;
    if (*this) {
        for (const auto& entry : fs::directory_iterator(directory_, ignored)) {
            if (const auto name = entry.path().filename().string(); name.starts_with(prefix))
                names.push_back(name);
        }
    }
    for (const auto& name : names)
        take(name);
}

bool Pins::maps_have(unsigned abi) const {
    std::error_code ignored;
    return *this && fs::is_directory(path(std::string(kAbiMark) + std::to_string(abi)), ignored);
}

void Pins::forget_maps() const {
    each(kAbiMark, [this](const std::string& name) { remove(name); });
}

Result<> Pins::mark_maps(unsigned abi) const {
    const auto mark = path(std::string(kAbiMark) + std::to_string(abi));
    std::error_code error;
    if (*this && !fs::create_directory(mark, error) && error)
        return failure(os::os_error("make " + mark, error.value()));
    return {};
}

void Pins::remove_all() const {
    each("", [this](const std::string& name) { remove(name); });
    std::error_code ignored;
    if (*this)
        fs::remove(directory_, ignored);
}

} // namespace xvrrp::datapath
