// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/file_watch.h"

#include "os/os_error.h"

#include <array>
#include <cstddef>
#include <cstring>

#include <sys/inotify.h>

namespace xvrrp::os {

namespace {

constexpr int kMostReads = 4; // a busy directory must not keep the loop; what is left is readable again

// IN_MODIFY is left out, because a file is empty between its truncation and its writing.
constexpr std::uint32_t kEvents = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |
                                  IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

} // namespace

Result<FileWatch> FileWatch::open() {
    Fd fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    if (!fd)
        return failure(os_error("watch files"));
    return FileWatch(std::move(fd));
}

bool FileWatch::add(const std::string& directory) {
    const int watch = ::inotify_add_watch(fd_.get(), directory.c_str(), kEvents);
    if (watch < 0)
        return false;
    directories_[watch] = directory;
    return true;
}

void FileWatch::watch(const std::set<std::string>& paths) {
    names_.clear();
    for (const auto& path : paths) {
        const auto slash = path.rfind('/') + 1; // 0: the working directory
        names_[slash == 0 ? "./" : path.substr(0, slash)].insert(path.substr(slash));
    }
    std::erase_if(directories_, [this](const auto& each) {
        const bool unused = !names_.contains(each.second);
        if (unused)
            ::inotify_rm_watch(fd_.get(), each.first);
        return unused;
    });
    lacking_.clear();
    for (const auto& [directory, files] : names_) {
        if (!add(directory)) // a directory that is watched already keeps its number
            lacking_.insert(directory);
    }
}

FileWatch::Files FileWatch::files_of(const std::string& directory) const {
    Files paths;
    const auto found = names_.find(directory);
    if (found == names_.end())
        return paths;
    for (const auto& name : found->second)
        paths.insert((directory == "./" ? "" : directory) + name);
    return paths;
}

void FileWatch::take(int watch, std::uint32_t mask, const char* name, Files& changed) {
    if ((mask & IN_Q_OVERFLOW) != 0) {
        for (const auto& [directory, files] : names_)
            changed.merge(files_of(directory));
        return;
    }
    const auto found = directories_.find(watch);
    if (found == directories_.end())
        return;
    const auto directory = found->second;
    if ((mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) != 0) {
        if ((mask & IN_MOVE_SELF) != 0)
            ::inotify_rm_watch(fd_.get(), watch);
        directories_.erase(found);
        lacking_.insert(directory);
        changed.merge(files_of(directory));
    } else if (names_.contains(directory) && names_.at(directory).contains(name)) {
        changed.insert((directory == "./" ? "" : directory) + name);
    }
}

std::set<std::string> FileWatch::changes() {
    alignas(inotify_event) std::array<char, 16384> buffer{};
    Files changed;
    for (int i = 0; i < kMostReads; ++i) {
        const auto size = ::read(fd_.get(), buffer.data(), buffer.size());
        if (size <= 0)
            break;
        for (std::size_t at = 0; at + sizeof(inotify_event) <= static_cast<std::size_t>(size);) {
            inotify_event event{};
            std::memcpy(&event, &buffer[at], sizeof event);
            take(event.wd, event.mask, event.len > 0 ? &buffer[at + sizeof event] : "", changed);
            at += sizeof event + event.len;
        }
    }
    return changed;
}

std::set<std::string> FileWatch::retry() {
    Files changed;
    std::erase_if(lacking_, [&](const std::string& directory) {
        if (!add(directory))
            return false;
        changed.merge(files_of(directory));
        return true;
    });
    return changed;
}

} // namespace xvrrp::os
