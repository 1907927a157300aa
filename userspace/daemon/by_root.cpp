// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/by_root.h"

#include "daemon/runner_socket.h"
#include "os/seqpacket.h"

#include <xvrrp/runner.h>

#include <cerrno>
#include <filesystem>
#include <memory>

namespace xvrrp::daemon {

namespace {

Error misunderstood() {
    return {"ask xvrrp-runner", "it answers something else", "xvrrpd and xvrrp-runner belong to one package",
            EPROTO};
}

// The runner has another working directory.
std::string absolute(const std::string& path) {
    std::error_code error;
    const auto full = std::filesystem::absolute(path, error);
    return error ? path : full.string();
}

} // namespace

Result<ByRoot::Reply> ByRoot::ask(const runner::Request& request) {
    if (trouble_)
        return failure(*trouble_);
    auto reply = converse(request);
    if (!reply) {
        trouble_ = reply.error();
        return reply;
    }
    if (auto* refused = std::get_if<runner::Refused>(&reply->answer))
        return failure(std::move(refused->error));
    return reply;
}

Result<ByRoot::Reply> ByRoot::converse(const runner::Request& request) {
    if (!connection_) {
        auto connected = connect_to_runner(socket_);
        if (!connected)
            return failure(connected.error());
        connection_ = std::move(*connected);
    }
    const auto packet = runner::encode(request);
    if (!packet)
        return failure(packet.error());
    if (const auto sent = os::send_packet(connection_.get(), *packet); !sent)
        return failure(Error{"ask xvrrp-runner", sent.error().what, {}, sent.error().code});
    auto answer = os::receive_packet(connection_.get(), XVRRP_RUNNER_MESSAGE_MAX);
    if (!answer && answer.error().code == EAGAIN)
        return failure(Error{"ask xvrrp-runner", "it does not answer", {}, ETIMEDOUT});
    if (!answer || answer->bytes.empty())
        return failure(Error{"ask xvrrp-runner", "it has died", {}, EPIPE});
    auto understood = runner::decode_answer(answer->bytes);
    if (!understood)
        return failure(understood.error());
    return Reply{std::move(*understood), std::move(answer->file)};
}

Result<os::Fd> ByRoot::opened(const runner::Request& request) {
    auto reply = ask(request);
    if (!reply)
        return failure(reply.error());
    if (std::holds_alternative<runner::Opened>(reply->answer) && reply->file)
        return std::move(reply->file);
    trouble_ = misunderstood();
    return failure(*trouble_);
}

Result<os::Fd> ByRoot::read(const std::string& path) {
    return opened(runner::ReadFile{0, absolute(path)});
}

std::vector<std::string> ByRoot::find(const std::string& pattern) {
    auto reply = ask(runner::FindFiles{0, absolute(pattern)});
    if (!reply) {
        trouble_ = reply.error();
        return {};
    }
    auto* found = std::get_if<runner::Found>(&reply->answer);
    if (found != nullptr)
        return std::move(found->paths);
    trouble_ = misunderstood();
    return {};
}

Result<os::NamedPipe> ByRoot::open(const config::NotifyFifo& pipe) {
    auto fd = opened(runner::OpenPipe{0, absolute(pipe.path), pipe.user, pipe.group});
    if (!fd)
        return failure(fd.error());
    return os::NamedPipe(std::move(*fd));
}

PipeOpener pipe_opener(const std::string& socket,
                       std::function<void(std::function<void()> work, std::function<void()> done)> aside) {
    if (socket.empty())
        return {};
    return [socket, aside = std::move(aside)](const auto& pipe, auto done) {
        const auto opened = std::make_shared<Result<os::NamedPipe>>(failure(Error{}));
        aside([=] { *opened = ByRoot(socket).open(pipe); }, [=] { done(std::move(*opened)); });
    };
}

} // namespace xvrrp::daemon
