// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/client.h"

#include <array>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace xvrrp::tools {

namespace {

using namespace std::chrono_literals;

// A listening socket in a directory of its own. It answers only when a test does.
class Client : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_NE(::mkdtemp(directory_.data()), nullptr);
        path_ = std::string(directory_.data()) + "/control.sock";
    }

    void TearDown() override {
        if (listener_ >= 0)
            ::close(listener_);
        ::unlink(path_.c_str());
        ::rmdir(directory_.data());
    }

    void listen() {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path_.c_str(), path_.size());
        listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        ASSERT_EQ(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        ASSERT_EQ(::listen(listener_, 1), 0);
    }

    // Takes one request line, answers with reply and closes. Returns the request.
    std::string serve(std::string_view reply) const {
        const int peer = ::accept(listener_, nullptr, nullptr);
        std::string request;
        char byte = 0;
        while (::recv(peer, &byte, 1, 0) == 1 && byte != '\n')
            request += byte;
        while (!reply.empty()) {
            const ssize_t sent = ::send(peer, reply.data(), reply.size(), MSG_NOSIGNAL);
            if (sent <= 0)
                break;
            reply.remove_prefix(static_cast<std::size_t>(sent));
        }
        ::close(peer);
        return request;
    }

    std::array<char, 32> directory_{"/tmp/xvrrpctl_test.XXXXXX"};
    std::string path_;
    int listener_ = -1;
};

TEST_F(Client, sends_the_request_and_reads_until_the_daemon_closes) {
    listen();
    const std::string long_reply(1U << 20U, 'x');
    std::string request;
    std::thread daemon([&] { request = serve(long_reply); });
    const Exchange said = exchange(path_, "{\"command\":\"status\"}\n", 5s);
    daemon.join();
    EXPECT_EQ(request, "{\"command\":\"status\"}");
    EXPECT_EQ(said.failure, "");
    EXPECT_EQ(said.bytes, long_reply);
}

TEST_F(Client, takes_an_empty_reply_for_an_answer) {
    listen();
    std::thread daemon([&] { serve(""); });
    const Exchange said = exchange(path_, "x\n", 5s);
    daemon.join();
    EXPECT_EQ(said.failure, "");
    EXPECT_EQ(said.bytes, "");
}

TEST_F(Client, says_that_there_is_no_socket) {
    EXPECT_EQ(exchange(path_, "x\n", 1ms).failure,
              "no xvrrpd answers on " + path_ +
                  ": No such file or directory (is the daemon running? with another --runtime-dir?)");
}

TEST_F(Client, says_that_nobody_listens_on_the_socket_any_more) {
    listen();
    ::close(listener_);
    listener_ = -1;
    EXPECT_EQ(exchange(path_, "x\n", 1ms).failure,
              "no xvrrpd answers on " + path_ +
                  ": Connection refused (is the daemon running? with another --runtime-dir?)");
}

TEST_F(Client, gives_up_on_a_daemon_that_does_not_answer) {
    listen();
    const Exchange said = exchange(path_, "x\n", 1ms);
    EXPECT_EQ(said.failure, "no xvrrpd answers on " + path_ +
                                ": Connection timed out (it is stopped or busy; look at its log)");
    EXPECT_EQ(said.bytes, "");
}

TEST_F(Client, refuses_a_path_that_no_socket_address_holds) {
    const std::string path(108, 'x');
    EXPECT_EQ(exchange(path, "x\n", 1ms).failure,
              "no xvrrpd answers on " + path + ": File name too long (use a shorter --runtime-dir)");
}

TEST_F(Client, takes_the_lines_of_a_reply_without_an_end) {
    listen();
    std::string request;
    std::thread daemon([&] { request = serve("one\ntwo\n" + std::string(100'000, 'x') + "\nhalf a line"); });
    std::vector<std::string> lines;
    const auto ended = follow(path_, "x\n", 5s, [&](std::string_view line) {
        lines.emplace_back(line);
        return true;
    });
    daemon.join();
    EXPECT_EQ(request, "x");
    EXPECT_EQ(lines, (std::vector<std::string>{"one", "two", std::string(100'000, 'x')}));
    EXPECT_EQ(ended, "xvrrpd on " + path_ + " closed the connection (did it stop? look at its log)");
}

TEST_F(Client, takes_no_line_after_the_one_that_is_the_last) {
    listen();
    std::thread daemon([&] { serve("one\ntwo\nthree\n"); });
    int lines = 0;
    EXPECT_EQ(follow(path_, "x\n", 5s, [&](std::string_view) { return ++lines < 2; }), "");
    daemon.join();
    EXPECT_EQ(lines, 2);
}

TEST_F(Client, gives_up_on_a_line_that_does_not_end) {
    listen();
    std::thread daemon([&] { serve(std::string(2U << 20U, 'x')); });
    const auto ended = follow(path_, "x\n", 5s, [](std::string_view) { return true; });
    daemon.join();
    EXPECT_EQ(ended, "no xvrrpd answers on " + path_ +
                         ": Message too long (is the daemon running? with another --runtime-dir?)");
}

TEST_F(Client, has_nobody_to_follow) {
    EXPECT_EQ(follow(path_, "x\n", 1ms, [](std::string_view) { return true; }),
              "no xvrrpd answers on " + path_ +
                  ": No such file or directory (is the daemon running? with another --runtime-dir?)");
}

} // namespace

} // namespace xvrrp::tools
