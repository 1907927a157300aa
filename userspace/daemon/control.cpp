// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/control.h"

#include "daemon/render.h"
#include "os/os_error.h"
#include "os/peer.h"

#include <xvrrp/control.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <grp.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace xvrrp::daemon {

namespace {

constexpr std::size_t kMaxClients = 32;
constexpr std::size_t kAtOnce = 4096;
constexpr std::size_t kMaxRequest = 4096;
constexpr std::size_t kMaxRequestOfRoot = 1U << 18U; // the names of thousands of virtual routers
constexpr const char* kOtherDirectory = "see --runtime-dir";

} // namespace

Result<std::unique_ptr<Control>> Control::listen(os::EventLoop& loop, const std::string& path,
                                                 const std::string& group, Answer answer) {
    std::unique_ptr<Control> control(new Control(loop, path, std::move(answer)));
    if (auto opened = control->open(group); !opened)
        return failure(opened.error());
    if (auto added = loop.on_readable(
            control->listener_.get(), [raw = control.get()] { raw->accept(); }, os::Turn::Last);
        !added)
        return failure(added.error());
    return control;
}

// bind() gives the socket's file the mode that the socket has, so the mode is set before: at no moment may
// others connect.
Result<> Control::open(const std::string& group) {
    const auto failed = [this](int code, const std::string& remedy) {
        return failure(os::os_error("listen on " + path_, code, remedy));
    };
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path_.size() >= sizeof address.sun_path)
        return failed(ENAMETOOLONG, kOtherDirectory);
    path_.copy(address.sun_path, path_.size());
    if (!group.empty()) {
        const auto* found = ::getgrnam(group.c_str());
        if (found == nullptr)
            return failure(Error{"let the group " + group + " read the status", "there is no such group",
                                 "see --control-group", ENOENT});
        group_ = found->gr_gid;
    }
    ::unlink(path_.c_str()); // a predecessor's socket: it is gone because we hold the lock
    os::Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd || ::fchmod(fd.get(), S_IRUSR | S_IWUSR) != 0 ||
        ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return failed(errno, kOtherDirectory);
    listener_ = std::move(fd); // from here on the destructor removes the file
    if (group_ && (::lchown(path_.c_str(), static_cast<uid_t>(-1), *group_) != 0 ||
                   ::chmod(path_.c_str(), S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP) != 0))
        return failed(errno, "giving it to the group " + group +
                                 " needs CAP_CHOWN, or SupplementaryGroups= in the systemd unit");
    if (::listen(listener_.get(), kMaxClients) != 0)
        return failed(errno, kOtherDirectory);
    return {};
}

Control::~Control() {
    while (!clients_.empty())
        close(clients_.begin());
    if (listener_) {
        loop_.forget(listener_.get());
        ::unlink(path_.c_str());
    }
}

Rights Control::rights_of(int client) const {
    const auto peer = os::peer_of(client);
    if (peer && peer->may_do_all())
        return Rights::All;
    return peer && group_ && std::ranges::find(peer->groups, *group_) != peer->groups.end() ? Rights::Status
                                                                                            : Rights::None;
}

void Control::accept() {
    os::Fd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!fd)
        return;
    if (clients_.size() >= kMaxClients)
        close(clients_.begin()); // the client that has been silent for longest
    const auto rights = rights_of(fd.get());
    const auto client =
        clients_.insert(clients_.end(), Client{next_number_++, std::move(fd), rights, {}, {}, {}, 0, false});
    if (!loop_.on_readable(
            client->fd.get(), [this, client] { read(client); }, os::Turn::Last))
        clients_.erase(client);
}

void Control::read(std::list<Client>::iterator client) {
    std::array<char, kAtOnce> buffer{};
    const auto got = ::recv(client->fd.get(), buffer.data(), buffer.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0)
        return close(client);
    client->request.append(buffer.data(), static_cast<std::size_t>(got));
    const auto end = client->request.find('\n');
    const auto most = client->rights == Rights::All ? kMaxRequestOfRoot : kMaxRequest;
    if (end == std::string::npos && client->request.size() < most)
        return;
    loop_.forget(client->fd.get());
    ask(client, client->request.substr(0, end));
}

void Control::ask(std::list<Client>::iterator client, const std::string& request) {
    const auto reply = [this, number = client->number](const auto& answer) { send(number, answer); };
    const auto parsed = nlohmann::json::parse(request, nullptr, false);
    if (parsed.is_object())
        answer_(parsed, client->rights, reply);
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
    await_writable(client);
}

void Control::await_writable(std::list<Client>::iterator client) {
    if (!loop_.on_writable(
            client->fd.get(), [this, client] { write(client); }, os::Turn::Last))
        close(client);
}

void Control::write(std::list<Client>::iterator client) {
    if (client->written == client->piece.size()) {
        auto next = client->reply();
        if (!next)
            return await_news(client);
        client->piece = std::move(*next);
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

// A descriptor is watched in one direction, and while there is nothing to write this is the end of the client.
void Control::await_news(std::list<Client>::iterator client) {
    client->waits = true;
    if (!loop_.on_readable(
            client->fd.get(), [this, client] { hear_end(client); }, os::Turn::Last))
        close(client);
}

// Whatever a client says after its request is not read as another one.
void Control::hear_end(std::list<Client>::iterator client) {
    std::array<char, kAtOnce> buffer{};
    const auto got = ::recv(client->fd.get(), buffer.data(), buffer.size(), 0);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
        close(client);
}

void Control::wake() {
    for (auto each = clients_.begin(); each != clients_.end();) {
        const auto client = each++;
        if (std::exchange(client->waits, false))
            await_writable(client);
    }
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
