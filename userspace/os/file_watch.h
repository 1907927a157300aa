// SPDX-License-Identifier: GPL-2.0-or-later
// Tells which of some files changed, came or went, by inotify on their directories. A new file that is renamed over an
// old one is a change, too.
#pragma once

#include "core/result.h"
#include "os/fd.h"

#include <map>
#include <set>
#include <string>

namespace xvrrp::os {

class FileWatch {
public:
    static Result<FileWatch> open();

    int fd() const { return fd_.get(); }

    // Watches these files from here on, and no others. Their directories may come later, see retry().
    void watch(const std::set<std::string>& paths);

    // Returns the files that changed since the last call. It never blocks, and it reads a limited
    // number of events. After lost events it returns all files.
    std::set<std::string> changes();

    bool lacks_directories() const { return !lacking_.empty(); }

    // Tries the directories that were not there, and returns the files of those that are there now.
    std::set<std::string> retry();

private:
    using Files = std::set<std::string>;

    explicit FileWatch(Fd fd) : fd_(std::move(fd)) {}

    bool add(const std::string& directory);
    Files files_of(const std::string& directory) const;
    void take(int watch, std::uint32_t mask, const char* name, Files& changed);

    Fd fd_;
    std::map<std::string, Files> names_; // by directory, which ends with a slash
    std::map<int, std::string> directories_;
    std::set<std::string> lacking_;
};

} // namespace xvrrp::os
