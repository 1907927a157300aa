// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/control.h"

#include "daemon/render.h"

#include <xvrrp/control.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <sys/socket.h>
#include <sys/un.h>

namespace xvrrp::daemon {

namespace {

constexpr std::size_t kMaxClients = 32;
constexpr std::size_t kMaxRequest = 4096;

} // namespace

Result<std::unique_ptr<Control>> Control::listen(os::EventLoop& loop, const std::string& path,
                                                 Answer answer) {
    const auto failed = [&](int code) {
        return failure(Error{"listen on " + path, std::strerror(code), "see --runtime-dir", code});
    };
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return failed(ENAMETOOLONG);
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);

    std::unique_ptr<Control> control(new Control(loop, path, std::move(answer)));
    control->listener_.reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int fd = control->listener_.get();
    ::unlink(path.c_str()); // a predecessor's: the lock says that it is gone
    if (fd < 0 || ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(fd, kMaxClients) != 0)
        return failed(errno);
    if (auto added = loop.on_readable(
            fd, [raw = control.get()] { raw->accept(); }, os::Turn::Last);
        !added)
        return failure(added.error());
    return control;
}

Control::~Control() {
    while (!clients_.empty())
        close(clients_.begin());
    if (listener_) {
        loop_.forget(listener_.get());
        ::unlink(path_.c_str());
    }
}

void Control::accept() {
    os::Fd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!fd)
        return;
    if (clients_.size() >= kMaxClients)
        close(clients_.begin()); // the one that has been silent for longest
    const auto client = clients_.insert(clients_.end(), Client{next_number_++, std::move(fd), {}, {}, {}, 0});
    if (!loop_.on_readable(
            client->fd.get(), [this, client] { read(client); }, os::Turn::Last))
        clients_.erase(client);
}

void Control::read(std::list<Client>::iterator client) {
    std::array<char, kMaxRequest> buffer{};
    const auto got = ::recv(client->fd.get(), buffer.data(), buffer.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0)
        return close(client);
    client->request.append(buffer.data(), static_cast<std::size_t>(got));
    const auto end = client->request.find('\n');
    if (end == std::string::npos && client->request.size() < kMaxRequest)
        return;
    loop_.forget(client->fd.get());
    ask(client, client->request.substr(0, end));
}

void Control::ask(std::list<Client>::iterator client, const std::string& request) {
    const auto reply = [this, number = client->number](const auto& answer) { send(number, answer); };
    const auto parsed = nlohmann::json::parse(request, nullptr, false);
    if (parsed.is_object())
        answer_(parsed, reply);
    else
        reply(failure(std::string("the request is not a JSON object on one line")));
}

void Control::send(std::uint64_t number, const Result<Pieces, std::string>& answer) {
    const auto client = std::ranges::find(clients_, number, &Client::number);
    if (client == clients_.end())
        return;
    const nlohmann::json refusal{{"schema", static_cast<int>(XVRRP_CONTROL_SCHEMA)},
                                 {"error", answer ? std::string() : answer.error()}};
    client->reply = answer ? *answer : *whole(refusal);
    if (!loop_.on_writable(
            client->fd.get(), [this, client] { write(client); }, os::Turn::Last))
        close(client);
}

void Control::write(std::list<Client>::iterator client) {
    if (client->written == client->piece.size()) {
        client->piece = client->reply();
        client->written = 0;
    }
    if (client->piece.empty())
        return close(client);
    const auto rest = std::string_view(client->piece).substr(client->written);
    const auto put = ::send(client->fd.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (put < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (put < 0)
        return close(client);
    client->written += static_cast<std::size_t>(put);
}

void Control::close(std::list<Client>::iterator client) {
    loop_.forget(client->fd.get());
    clients_.erase(client);
}

Result<Control::Pieces, std::string> Control::whole(const Result<nlohmann::json, std::string>& document) {
    if (!document)
        return failure(document.error());
    return [text = text_of(*document) + '\n']() mutable { return std::exchange(text, {}); };
}

} // namespace xvrrp::daemon
