// SPDX-License-Identifier: GPL-2.0-or-later
#include "runner/favours.h"

#include "os/found_files.h"
#include "os/named_pipe.h"
#include "os/os_error.h"

#include <utility>

#include <fcntl.h>

namespace xvrrp::runner {

// A pipe without a writer and a terminal are opened without waiting, and without becoming ours.
Done do_favour(const ReadFile& read) {
    os::Fd file(::open(read.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file)
        return {Refused{read.id, os::os_error("open " + read.path)}};
    return {Opened{read.id}, std::move(file)};
}

Done do_favour(const FindFiles& find) {
    return {Found{find.id, os::find_files(find.pattern).value_or(std::vector<std::string>())}};
}

Done do_favour(const OpenPipe& pipe) {
    auto opened = os::find_owner(pipe.user, pipe.group).and_then([&](const os::Owner& owner) {
        return os::NamedPipe::open(pipe.path, owner);
    });
    if (!opened)
        return {Refused{pipe.id, std::move(opened.error())}};
    return {Opened{pipe.id}, std::move(*opened).release()};
}

} // namespace xvrrp::runner
