// SPDX-License-Identifier: GPL-2.0-or-later
#include "support/smtp_server.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace xvrrp::test {

namespace {

// Returns a line without its CRLF, or nothing if the connection has ended.
std::optional<std::string> read_line(int socket) {
    std::string line;
    for (char c = 0; ::recv(socket, &c, 1, 0) == 1;) {
        if (c == '\n')
            return line;
        if (c != '\r')
            line += c;
    }
    return {};
}

void say(int socket, const std::string& line) {
    const std::string text = line + "\r\n";
    [[maybe_unused]] const auto sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
}

std::string after(const std::string& line, std::size_t size) {
    return line.substr(std::min(size, line.size()));
}

} // namespace

SmtpServer::SmtpServer(Manners manners, const std::string& address, std::uint16_t port)
    : manners_(std::move(manners)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int on = 1;
    ::setsockopt(listener_.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    ::inet_pton(AF_INET, address.c_str(), &at.sin_addr);
    socklen_t size = sizeof at;
    EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&at), size), 0) << address;
    EXPECT_EQ(::listen(listener_.get(), SOMAXCONN), 0);
    EXPECT_EQ(::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&at), &size), 0);
    port_ = ntohs(at.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
}

SmtpServer::~SmtpServer() {
    ::shutdown(listener_.get(), SHUT_RDWR);
    acceptor_.join();
    {
        const std::lock_guard lock(mutex_);
        for (const auto& each : connections_)
            ::shutdown(each.socket.get(), SHUT_RDWR);
    }
    for (auto& each : connections_)
        each.thread.join();
}

std::vector<ReceivedMail> SmtpServer::mails() const {
    const std::lock_guard lock(mutex_);
    return mails_;
}

std::size_t SmtpServer::connections() const {
    const std::lock_guard lock(mutex_);
    return connections_.size();
}

bool SmtpServer::has(std::size_t mails, Duration timeout) const {
    return wait_until([&] { return this->mails().size() >= mails; }, timeout);
}

void SmtpServer::accept_all() {
    for (;;) {
        os::Fd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!socket)
            return;
        const int fd = socket.get();
        const std::lock_guard lock(mutex_);
        connections_.push_back({std::move(socket), std::thread([this, fd] { talk(fd); })});
    }
}

void SmtpServer::talk(int socket) {
    ReceivedMail mail;
    if (!manners_.is_silent)
        say(socket, "220 ready");
    while (const auto line = read_line(socket)) {
        if (manners_.is_silent)
            continue;
        std::this_thread::sleep_for(manners_.pause);
        say(socket, answer(socket, *line, mail));
        if (*line == "QUIT")
            break;
    }
    ::shutdown(socket, SHUT_RDWR);
}

std::string SmtpServer::answer(int socket, const std::string& line, ReceivedMail& mail) {
    if (line.starts_with("EHLO ") && !manners_.knows_ehlo)
        return "502 5.5.1 what is EHLO";
    if (line.starts_with("EHLO ") || line.starts_with("HELO "))
        return mail.helo = line, "250 hello";
    if (line.starts_with("MAIL FROM:"))
        return mail.from = after(line, 10), "250 yes";
    if (line.starts_with("RCPT TO:")) {
        if (after(line, 8) == manners_.refuses)
            return "550 5.1.1 no such user";
        return mail.to.push_back(after(line, 8)), "250 yes";
    }
    if (line == "QUIT")
        return "221 bye";
    if (line != "DATA")
        return "500 what";
    say(socket, "354 go on");
    take_text(socket, mail);
    return "250 taken";
}

void SmtpServer::take_text(int socket, ReceivedMail& mail) {
    mail.text.clear();
    for (auto line = read_line(socket); line && *line != "."; line = read_line(socket))
        mail.text += after(*line, line->starts_with('.') ? 1 : 0) + "\n";
    const std::lock_guard lock(mutex_);
    mails_.push_back(mail);
}

} // namespace xvrrp::test
