// SPDX-License-Identifier: GPL-2.0-or-later
// xvrrp-runner, which is root, opens files and pipes for a daemon that is another user and may not open them itself.
//
// It waits for each answer, so it is used before the loop runs, or beside it. All questions go over one connection, which is
// made by the first of them. If no answer comes, nothing more is asked.
#pragma once

#include "config/grammar/configuration.h"
#include "core/result.h"
#include "os/fd.h"
#include "os/named_pipe.h"
#include "runner/message.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace xvrrp::daemon {

class ByRoot {
public:
    // An empty socket: nobody does anything for us.
    explicit ByRoot(std::string socket) : socket_(std::move(socket)) {}

    bool helps() const { return !socket_.empty(); }

    Result<os::Fd> read(const std::string& path);
    // If there is no answer, this returns no files, and trouble() says why.
    std::vector<std::string> find(const std::string& pattern);
    Result<os::NamedPipe> open(const config::NotifyFifo& pipe);

    // Why a question got no answer, if one got none.
    const std::optional<Error>& trouble() const { return trouble_; }

private:
    struct Reply {
        runner::Answer answer;
        os::Fd file;
    };

    Result<Reply> ask(const runner::Request& request);
    Result<Reply> converse(const runner::Request& request);
    Result<os::Fd> opened(const runner::Request& request);

    std::string socket_;
    os::Fd connection_;
    std::optional<Error> trouble_;
};

// Opens a pipe that we may not open, and passes it on later.
using PipeOpener =
    std::function<void(const config::NotifyFifo& pipe, std::function<void(Result<os::NamedPipe>)> done)>;

// By root, with what runs work beside the loop and then done on it. None without a socket.
PipeOpener pipe_opener(const std::string& socket,
                       std::function<void(std::function<void()> work, std::function<void()> done)> aside);

} // namespace xvrrp::daemon
