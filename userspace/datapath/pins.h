// SPDX-License-Identifier: GPL-2.0-or-later
// The directory on a bpffs in which the BPF objects outlive the daemon.
//
// Each kind of object has a folder with the number of its ABI in the name. root_N holds the programs that
// stay attached, their program arrays and BPF links. abi_N holds the maps. Its folder "complete" is made after
// the last map was pinned, so it tells that no map is missing. A name is given with its folder.
#pragma once

#include "core/result.h"
#include "os/fd.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace xvrrp::datapath {

class Pins {
public:
    // Makes the directory, and removes the objects of another ABI but for the maps. If the directory is not on a bpffs or
    // cannot be written, there are no pins and note() says so.
    static Pins open(const std::string& directory);

    // Changes nothing. Without such a directory on a bpffs there are no pins.
    static Pins find(const std::string& directory);

    explicit operator bool() const { return note_.empty(); }

    const std::string& note() const { return note_; } // empty, or one sentence about the loss and the remedy

    const std::string& directory() const { return directory_; }

    os::Fd get(const std::string& name) const;           // empty if there is no such pin
    Result<> put(int fd, const std::string& name) const; // replaces the pin of that name
    void remove(const std::string& name) const;
    // Returns the names in a folder that begin with the prefix.
    void each(const std::string& folder, std::string_view prefix,
              const std::function<void(const std::string& name)>& take) const;

    bool has_all_maps() const;
    // The folders of maps, of which none is missing, ours before those of another ABI.
    std::vector<std::string> folders_with_all_maps() const;
    void remove_maps_of_others() const;
    Result<> set_all_maps(bool all) const;

    void remove_all() const; // those of another ABI too, and the directory, unless it holds files of others

private:
    std::string path(const std::string& name) const;
    std::vector<std::string> folders_of_others(std::string_view prefix) const;
    void remove_others(std::string_view prefix) const;

    std::string directory_;
    std::string note_;
};

// The folder of the objects that stay attached, and the folder of the maps.
std::string root_folder();
std::string map_folder();

} // namespace xvrrp::datapath
