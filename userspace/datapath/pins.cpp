// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/pins.h"

#include "os/os_error.h"

#include <xvrrp/bpf_abi.h>
#include <xvrrp/stages.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <vector>

#include <bpf/bpf.h>
#include <linux/magic.h>
#include <sys/statfs.h>

namespace xvrrp::datapath {

namespace {

namespace fs = std::filesystem;

// The names in the directory begin with these: those of folders, and of the pins that older daemons had
// without a folder.
constexpr std::array<std::string_view, 5> kOurs{"root_", "abi_", "link_", "vrrp_", "xvrrp_"};

constexpr std::string_view kMaps = "abi_";

std::string all_maps_mark(const std::string& folder) {
    return folder + "/complete";
}

std::string without_pins(const std::string& why, const std::string& remedy) {
    return why +
           ": xvrrpd runs without pins, so a restart takes the receive path off the interfaces and puts it "
           "back (" +
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
    for (const auto prefix : kOurs) {
        if (prefix != kMaps)
            pins.remove_others(prefix);
    }
    return pins;
}

Pins Pins::find(const std::string& directory) {
    Pins pins;
    pins.directory_ = directory;
    std::error_code ignored;
    if (!fs::is_directory(directory, ignored) || !on_bpffs(fs::absolute(directory)))
        pins.note_ = "there are no pins in " + directory;
    return pins;
}

std::string Pins::path(const std::string& name) const {
    return directory_ + "/" + name;
}

std::vector<std::string> Pins::folders_of_others(std::string_view prefix) const {
    std::vector<std::string> out;
    each("", prefix, [&](const std::string& name) {
        if (name != root_folder() && name != map_folder())
            out.push_back(name);
    });
    return out;
}

void Pins::remove_others(std::string_view prefix) const {
    std::error_code ignored;
    for (const auto& name : folders_of_others(prefix))
        fs::remove_all(path(name), ignored);
}

void Pins::remove_maps_of_others() const {
    remove_others(kMaps);
}

os::Fd Pins::get(const std::string& name) const {
    return *this ? os::Fd(bpf_obj_get(path(name).c_str())) : os::Fd();
}

Result<> Pins::put(int fd, const std::string& name) const {
    if (!*this)
        return {};
    remove(name);
    std::error_code error;
    if (fs::create_directories(fs::path(path(name)).parent_path(), error); error)
        return failure(os::os_error("make the folder of " + path(name), error.value()));
    if (bpf_obj_pin(fd, path(name).c_str()) < 0)
        return failure(os::os_error("pin " + path(name)));
    return {};
}

void Pins::remove(const std::string& name) const {
    std::error_code ignored;
    if (*this)
        fs::remove(path(name), ignored);
}

void Pins::each(const std::string& folder, std::string_view prefix,
                const std::function<void(const std::string&)>& take) const {
    std::vector<std::string> names;
    std::error_code ignored;
    if (*this) {
        for (const auto& entry : fs::directory_iterator(path(folder), ignored)) {
            if (const auto name = entry.path().filename().string(); name.starts_with(prefix))
                names.push_back((fs::path(folder) / name).string());
        }
    }
    for (const auto& name : names)
        take(name);
}

bool Pins::has_all_maps() const {
    const auto complete = folders_with_all_maps();
    return !complete.empty() && complete.front() == map_folder();
}

std::vector<std::string> Pins::folders_with_all_maps() const {
    auto folders = folders_of_others(kMaps);
    folders.insert(folders.begin(), map_folder());
    std::erase_if(folders, [this](const auto& folder) {
        std::error_code ignored;
        return !*this || !fs::is_directory(path(all_maps_mark(folder)), ignored);
    });
    return folders;
}

Result<> Pins::set_all_maps(bool all) const {
    if (!all)
        remove(all_maps_mark(map_folder()));
    std::error_code error;
    const auto mark = path(all_maps_mark(map_folder()));
    if (all && *this && !fs::create_directory(mark, error) && error)
        return failure(os::os_error("make " + mark, error.value()));
    return {};
}

void Pins::remove_all() const {
    std::error_code ignored;
    if (!*this)
        return;
    for (const auto prefix : kOurs)
        remove_others(prefix);
    for (const auto& folder : {root_folder(), map_folder()})
        fs::remove_all(path(folder), ignored);
    fs::remove(directory_, ignored);
}

std::string root_folder() {
    return "root_" + std::to_string(XVRRP_ROOT_ABI);
}

std::string map_folder() {
    return "abi_" + std::to_string(VRRP_ABI);
}

} // namespace xvrrp::datapath
