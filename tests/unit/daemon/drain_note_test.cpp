// SPDX-License-Identifier: GPL-2.0-or-later
// The file with those that are drained, for the next daemon.
#include "daemon/drain_note.h"

#include <filesystem>

#include <gtest/gtest.h>

namespace xvrrp::daemon {

namespace {

// The note's file, removed before and after.
struct File {
    std::string path = testing::TempDir() + "xvrrp_drain_note_test";

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

core::Away read(const File& file) {
    return DrainNote(file.path).read();
}

TEST(DrainNote, tells_the_next_daemon_who_is_drained) {
    const File file;
    auto router = two();
    DrainNote note(file.path);
    EXPECT_EQ(note.read(), core::Away{});
    EXPECT_TRUE(note.follow(router, {}));
    EXPECT_FALSE(file.is_there());
    router.handle(core::Drain{{{1}}}, {});
    EXPECT_TRUE(note.follow(router, {}));
    EXPECT_EQ(read(file), (core::Away{false, {"all"}})) << "a name, although it looks like a keyword";
    router.handle(core::Drain{}, {});
    EXPECT_TRUE(note.follow(router, {}));
    EXPECT_EQ(read(file), (core::Away{true, {"VI_1", "all"}}));
    router.handle(core::Undrain{}, {});
    EXPECT_TRUE(note.follow(router, {}));
    EXPECT_FALSE(file.is_there());
}

TEST(DrainNote, of_the_former_daemon_lasts_until_somebody_is_undrained) {
    const File file;
    auto former = two();
    former.handle(core::Drain{}, {});
    EXPECT_TRUE(DrainNote(file.path).follow(former, {}));
    auto router = two();
    DrainNote note(file.path);
    router.handle(note.read(), {});
    EXPECT_TRUE(note.follow(router, {}));
    EXPECT_EQ(read(file), (core::Away{true, {"VI_1", "all"}}));
    router.handle(core::Undrain{{{0}}}, {});
    EXPECT_TRUE(note.follow(router, {}));
    EXPECT_EQ(read(file), (core::Away{false, {"all"}}));
}

TEST(DrainNote, goes_with_a_daemon_that_ends_in_an_orderly_way) {
    const File file;
    auto router = two();
    router.handle(core::Drain{}, {});
    DrainNote note(file.path);
    EXPECT_TRUE(note.follow(router, {}));
    note.remove();
    EXPECT_EQ(read(file), core::Away{});
}

// An older one would drain those that are undrained by then.
TEST(DrainNote, that_cannot_be_written_is_not_there) {
    const File file;
    auto router = two();
    DrainNote note(file.path);
    router.handle(core::Drain{{{0}}}, {});
    EXPECT_TRUE(note.follow(router, {}));
    std::filesystem::create_directory(file.path + ".new"); // where the next one is written
    router.handle(core::Drain{{{1}}}, {});
    const auto noted = note.follow(router, {});
    std::filesystem::remove(file.path + ".new");
    ASSERT_FALSE(noted);
    EXPECT_EQ(noted.error().doing, "note who is drained in " + file.path);
    EXPECT_FALSE(file.is_there());
}

} // namespace

} // namespace xvrrp::daemon
