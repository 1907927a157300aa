// SPDX-License-Identifier: GPL-2.0-or-later
// The directory on a bpffs in which a daemon's BPF objects outlive it.
//
// Programs and links that stay attached do not depend on the ABI of the maps. The maps do: a directory abi_N beside
// them, made after the last map was pinned, says which ABI they have and that none is missing.
#pragma once

#include "core/result.h"
#include "os/fd.h"

#include <functional>
#include <string>
#include <string_view>

namespace xvrrp::datapath {

class Pins {
public:
    // Makes the directory. Where that is no bpffs, or may not be written to: no pins, and a note.
    static Pins open(const std::string& directory);

    explicit operator bool() const { return note_.empty(); }

    const std::string& note() const { return note_; } // empty, or one sentence: what is lost and what to do

    const std::string& directory() const { return directory_; }

    os::Fd get(std::string_view name) const;           // empty where there is none
    Result<> put(int fd, std::string_view name) const; // in place of what has the name
    void remove(std::string_view name) const;
    void each(std::string_view prefix, const std::function<void(const std::string& name)>& take) const;

    bool maps_have(unsigned abi) const;
    void forget_maps() const; // the mark, not the maps
    Result<> mark_maps(unsigned abi) const;

    void remove_all() const; // the directory too

private:
    std::string path(std::string_view name) const;

    std::string directory_;
    std::string note_;
};

} // namespace xvrrp::datapath
