// SPDX-License-Identifier: GPL-2.0-or-later
// The file with what was asked for, for the next daemon.
#include "daemon/order_note.h"

#include <chrono>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace xvrrp::daemon {

namespace {

// The note's file, removed before and after.
struct File {
    std::string path = testing::TempDir() + "xvrrp_order_note_test";

    File() { std::filesystem::remove_all(path); }

    ~File() { std::filesystem::remove_all(path); }

    bool is_there() const { return std::filesystem::exists(path); }
};

core::VrrpRouter two() {
    core::VirtualRouterConfig first, second;
    first.name = "VI_1";
    second.name = "all";
    second.vrid = 52;
    return core::VrrpRouter({first, second});
}

core::Orders read(const File& file) {
    return OrderNote(file.path).read();
}

TEST(OrderNote, tells_the_next_daemon_who_is_drained) {
    const File file;
    auto router = two();
    OrderNote note(file.path);
    EXPECT_EQ(note.read(), core::Orders{});
    EXPECT_TRUE(note.follow(router, {}));
    EXPECT_FALSE(file.is_there());
    router.handle(core::Drain{{{1}}}, {});
    EXPECT_TRUE(note.follow(router, {}));
    EXPECT_EQ(read(file), (core::Orders{false, {"all"}})) << "a name, although it looks like a keyword";
    router.handle(core::Drain{}, {});
    EXPECT_TRUE(note.follow(router, {}));
    EXPECT_EQ(read(file), (core::Orders{true, {"VI_1", "all"}}));
    router.handle(core::Undrain{}, {});
    EXPECT_TRUE(note.follow(router, {}));
    EXPECT_FALSE(file.is_there());
}

TEST(OrderNote, of_the_former_daemon_lasts_until_somebody_is_undrained) {
    const File file;
    auto former = two();
    former.handle(core::Drain{}, {});
    EXPECT_TRUE(OrderNote(file.path).follow(former, {}));
    auto router = two();
    OrderNote note(file.path);
    router.handle(note.read(), {});
    EXPECT_TRUE(note.follow(router, {}));
    EXPECT_EQ(read(file), (core::Orders{true, {"VI_1", "all"}}));
    router.handle(core::Undrain{{{0}}}, {});
    EXPECT_TRUE(note.follow(router, {}));
    EXPECT_EQ(read(file), (core::Orders{false, {"all"}}));
}

TEST(OrderNote, goes_with_a_daemon_that_ends_in_an_orderly_way) {
    const File file;
    auto router = two();
    router.handle(core::Drain{}, {});
    OrderNote note(file.path);
    EXPECT_TRUE(note.follow(router, {}));
    note.remove();
    EXPECT_EQ(read(file), core::Orders{});
}

TEST(OrderNote, has_the_priorities_with_their_ends) {
    using namespace std::chrono_literals;
    const File file;
    auto router = two();
    OrderNote note(file.path);
    const core::PriorityOrder promotion{core::kPromoted, core::TimePoint(600s), true};
    const core::PriorityOrder lower{50, core::TimePoint(60s), false};
    core::Orders orders{false, {}, {{"VI_1", lower}, {"of two words", promotion}}};
    router.handle(orders, {});
    router.handle(core::OrderPriority{{{1}}, lower}, {});
    orders.priorities.emplace("all", lower);
    EXPECT_TRUE(note.follow(router, {}));
    EXPECT_EQ(read(file), orders);
}

// A line may be torn by a full disk.
TEST(OrderNote, orders_nothing_by_a_line_that_cannot_be_read) {
    const File file;
    std::ofstream(file.path)
        << "priority 0 1 A\npriority 255 1 A\npriority 50\npromotion x 1 A\npriority 50 1\n\n"
           "priority 50 7 VI_1\n";
    EXPECT_EQ(read(file),
              (core::Orders{false, {}, {{"VI_1", {50, core::TimePoint(core::Duration(7)), false}}}}));
}

// An older one would drain those that are undrained by then.
TEST(OrderNote, that_cannot_be_written_is_not_there) {
    const File file;
    auto router = two();
    OrderNote note(file.path);
    router.handle(core::Drain{{{0}}}, {});
    EXPECT_TRUE(note.follow(router, {}));
    std::filesystem::create_directory(file.path + ".new"); // where the next one is written
    router.handle(core::Drain{{{1}}}, {});
    const auto noted = note.follow(router, {});
    std::filesystem::remove(file.path + ".new");
    ASSERT_FALSE(noted);
    EXPECT_EQ(noted.error().doing, "note who is drained and promoted in " + file.path);
    EXPECT_FALSE(file.is_there());
}

} // namespace

} // namespace xvrrp::daemon
