// SPDX-License-Identifier: GPL-2.0-or-later
// Packets between two ends in this process, with and without a file, and the sockets that one connects to.
#include "os/seqpacket.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace xvrrp::os {

namespace {

using namespace std::chrono_literals;

struct Ends {
    Ends() {
        std::array<int, 2> both{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, both.data()), 0);
        a.reset(both[0]);
        b.reset(both[1]);
    }

    Fd a;
    Fd b;
};

class Listener {
public:
    Listener() : socket_(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::ranges::copy(path(), address.sun_path);
        EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::listen(socket_.get(), 1), 0);
    }

    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    ~Listener() { std::filesystem::remove(path()); }

    static std::string path() {
        return std::filesystem::temp_directory_path() / ("xvrrp_listener_" + std::to_string(::getpid()));
    }

    // Whoever connects sees this user.
    void listen_as(uid_t user) const {
        EXPECT_EQ(::seteuid(user), 0);
        EXPECT_EQ(::listen(socket_.get(), 1), 0);
        EXPECT_EQ(::seteuid(0), 0);
    }

private:
    Fd socket_;
};

ino_t inode_of(const Fd& file) {
    struct stat status {};

    return ::fstat(file.get(), &status) == 0 ? status.st_ino : 0;
}

} // namespace

TEST(Seqpacket, arrives_with_the_file_that_went_with_it) {
    const Ends ends;
    const Fd file(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
    ASSERT_TRUE(send_packet(ends.a.get(), {1, 2}, file.get()));
    ASSERT_TRUE(send_packet(ends.a.get(), {3}));
    const auto first = receive_packet(ends.b.get(), 100);
    const auto second = receive_packet(ends.b.get(), 100);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->bytes, (core::Bytes{1, 2}));
    EXPECT_EQ(inode_of(first->file), inode_of(file));
    EXPECT_EQ(::fcntl(first->file.get(), F_GETFD), FD_CLOEXEC);
    EXPECT_EQ(second->bytes, core::Bytes{3});
    EXPECT_FALSE(second->file);
}

TEST(Seqpacket, is_empty_when_the_other_end_is_gone_and_then_nothing_can_be_sent) {
    Ends ends;
    ends.a.reset();
    const auto packet = receive_packet(ends.b.get(), 100);
    ASSERT_TRUE(packet);
    EXPECT_TRUE(packet->bytes.empty());
    const auto sent = send_packet(ends.b.get(), {1});
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code, EPIPE);
}

TEST(Seqpacket, is_not_waited_for_without_end) {
    const Listener listener;
    const auto socket = connect_to(Listener::path(), 20ms);
    ASSERT_TRUE(socket);
    const auto packet = receive_packet(socket->get(), 100);
    ASSERT_FALSE(packet);
    EXPECT_EQ(packet.error().code, EAGAIN);
}

TEST(Seqpacket, goes_to_nobody_who_is_not_there_or_is_neither_root_nor_we) {
    const auto path = Listener::path();
    const auto nobody = connect_to(path, 1s);
    ASSERT_FALSE(nobody);
    EXPECT_EQ(nobody.error().text(), "connect to " + path + ": No such file or directory");
    EXPECT_FALSE(connect_to(std::string(200, 'x'), 1s));
    if (::geteuid() != 0)
        GTEST_SKIP() << "only root can listen as another user";
    const Listener listener;
    EXPECT_TRUE(connect_to(path, 1s));
    listener.listen_as(65534);
    const auto other = connect_to(path, 1s);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().text(), "connect to " + path + ": another user than root listens there");
}

} // namespace xvrrp::os
