// SPDX-License-Identifier: GPL-2.0-or-later
// A small mail server that keeps what it gets. It listens in the network namespace in which it is made.
#pragma once

#include "os/fd.h"
#include "support/process.h"

#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace xvrrp::test {

struct ReceivedMail {
    std::string helo;            // "EHLO name"
    std::string from;            // "<a@b>"
    std::vector<std::string> to; // those that were accepted
    std::string text;
};

class SmtpServer {
public:
    struct Manners {
        bool is_silent = false; // accepts connections and never says a word
        bool knows_ehlo = true;
        std::string refuses{}; // this recipient: "<a@b>"
        Duration pause{0};     // before each answer
    };

    explicit SmtpServer(Manners manners, const std::string& address = "127.0.0.1", std::uint16_t port = 0);
    SmtpServer(const SmtpServer&) = delete;
    SmtpServer& operator=(const SmtpServer&) = delete;
    ~SmtpServer();

    std::uint16_t port() const { return port_; }

    std::vector<ReceivedMail> mails() const;
    std::size_t connections() const;

    // Waits until there are so many mails.
    bool has(std::size_t mails, Duration timeout = kPatience) const;

private:
    struct Connection {
        os::Fd socket;
        std::thread thread;
    };

    void accept_all();
    void talk(int socket);
    std::string answer(int socket, const std::string& line, ReceivedMail& mail);
    void take_text(int socket, ReceivedMail& mail);

    Manners manners_;
    os::Fd listener_;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_; // of what follows
    std::vector<ReceivedMail> mails_;
    std::vector<Connection> connections_;
    std::thread acceptor_;
};

} // namespace xvrrp::test
