// SPDX-License-Identifier: GPL-2.0-or-later
// The directory on a bpffs in which a daemon's BPF objects outlive it.
//
// Each kind of object has a folder with the number of its ABI in the name. root_N: programs that stay attached, their
// program arrays and links. abi_N: the maps; the folder "complete" in it, made after the last map was pinned, says
// that none is missing. A name is given with its folder.
#pragma once

#include "core/result.h"
#include "os/fd.h"

#include <functional>
#include <string>
#include <string_view>

namespace xvrrp::datapath {

class Pins {
public:
    // Makes the directory, and removes what another ABI left there. Where that is no bpffs, or may not be written
    // to: no pins, and a note.
    static Pins open(const std::string& directory);

    explicit operator bool() const { return note_.empty(); }

    const std::string& note() const { return note_; } // empty, or one sentence: what is lost and what to do

    const std::string& directory() const { return directory_; }

    os::Fd get(const std::string& name) const;           // empty where there is none
    Result<> put(int fd, const std::string& name) const; // in place of what has the name
    void remove(const std::string& name) const;
    // The names in a folder that begin so there.
    void each(const std::string& folder, std::string_view prefix,
              const std::function<void(const std::string& name)>& take) const;

    bool has_all_maps() const;
    Result<> set_all_maps(bool all) const;

    void remove_all() const; // the directory too, unless somebody else has put something there

private:
    std::string path(const std::string& name) const;
    void remove_others() const;

    std::string directory_;
    std::string note_;
};

// The folders: of what stays attached, and of the maps.
std::string root_folder();
std::string map_folder();

} // namespace xvrrp::datapath
