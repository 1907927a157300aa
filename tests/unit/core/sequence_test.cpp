// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/sequence.h"
#include "hex.h"

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

using namespace std::chrono_literals;

constexpr WallTime at(Duration since) {
    return WallTime{1'800'000'000s + since};
}

constexpr Sequence kStart = Sequence{1'800'000'000} << 32;
constexpr Window kFiveSeconds = 5s;
constexpr Window kMonotonic = std::nullopt;
const auto kSource = ip("192.0.2.1");

TEST(SequenceNumber, is_the_clock_in_seconds_and_their_65536th_part) {
    EXPECT_EQ(sequence_at(at(0s)), kStart);
    EXPECT_EQ(sequence_at(at(500ms)), kStart + 0x80000000);
    EXPECT_EQ(sequence_at(at(999'999'999ns)), kStart + 0xffff0000);
    EXPECT_EQ(sequence_at(at(1s)), kStart + (Sequence{1} << 32));
}

TEST(SequenceNumber, is_compared_across_the_wrap_of_the_seconds) {
    const auto before = ~Sequence{0};
    EXPECT_TRUE(is_after(before + 1, before));
    EXPECT_FALSE(is_after(before, before + 1));
    EXPECT_FALSE(is_after(before, before));
    const WallTime after_the_wrap{std::chrono::seconds((1LL << 32) + 2)};
    EXPECT_EQ(age(before, after_the_wrap), 3s);
}

TEST(SequenceNumber, of_a_sender_grows_with_every_advert) {
    SendSequence sent;
    EXPECT_EQ(sent.next(at(0s), kFiveSeconds), kStart);
    EXPECT_EQ(sent.next(at(0s), kFiveSeconds), kStart + 1);
    EXPECT_EQ(sent.next(at(500ms), kFiveSeconds), kStart + 0x80000000);
}

TEST(SequenceNumber, of_a_sender_grows_although_its_clock_is_set_back_a_little) {
    SendSequence sent;
    sent.next(at(0s), kFiveSeconds);
    EXPECT_EQ(sent.next(at(-5s), kFiveSeconds), kStart + 1);
}

TEST(SequenceNumber, of_a_sender_follows_a_clock_that_is_set_back_beyond_the_window) {
    SendSequence sent;
    sent.next(at(3600s), kFiveSeconds);
    EXPECT_EQ(sent.next(at(0s), kFiveSeconds), kStart);
    SendSequence monotonic;
    const auto last = monotonic.next(at(3600s), kMonotonic);
    EXPECT_EQ(monotonic.next(at(0s), kMonotonic), last + 1);
}

TEST(ReplayMark, is_raised_by_each_advert_and_never_lowered) {
    ReplayMarks marks;
    EXPECT_TRUE(marks.raise(kSource, kStart, at(0s), kFiveSeconds));
    EXPECT_FALSE(marks.raise(kSource, kStart, at(0s), kFiveSeconds));
    EXPECT_FALSE(marks.raise(kSource, kStart - 1, at(0s), kFiveSeconds));
    EXPECT_TRUE(marks.raise(kSource, kStart + 1, at(0s), kFiveSeconds));
    EXPECT_FALSE(marks.raise(kSource, kStart, at(0s), kFiveSeconds));
}

TEST(ReplayMark, is_each_senders_own) {
    ReplayMarks marks;
    EXPECT_TRUE(marks.raise(kSource, kStart, at(0s), kMonotonic));
    EXPECT_TRUE(marks.raise(ip("192.0.2.2"), kStart, at(0s), kMonotonic));
    EXPECT_FALSE(marks.raise(kSource, kStart, at(0s), kMonotonic));
}

TEST(ReplayMark, outside_of_the_window_shuts_nobody_out) {
    ReplayMarks marks;
    EXPECT_TRUE(marks.raise(kSource, sequence_at(at(3600s)), at(3600s), kFiveSeconds));
    EXPECT_TRUE(marks.raise(kSource, kStart, at(0s), kFiveSeconds));
    EXPECT_FALSE(marks.raise(kSource, kStart, at(0s), kFiveSeconds));
}

TEST(ReplayMark, is_kept_for_ever_where_the_clock_does_not_count) {
    ReplayMarks marks;
    EXPECT_TRUE(marks.raise(kSource, sequence_at(at(3600s)), at(3600s), kMonotonic));
    EXPECT_FALSE(marks.raise(kSource, kStart, at(0s), kMonotonic));
}

TEST(ReplayMark, is_forgotten_only_of_the_sender_that_was_silent_longest) {
    ReplayMarks marks;
    const auto sender = [](int number) { return IpAddress::v4(10, 0, 0, static_cast<std::uint8_t>(number)); };
    for (int number = 0; number < 64; ++number)
        EXPECT_TRUE(marks.raise(sender(number), kStart, at(0s), kFiveSeconds));
    EXPECT_TRUE(marks.raise(sender(0), kStart + 1, at(0s), kFiveSeconds));
    EXPECT_TRUE(marks.raise(sender(64), kStart, at(0s), kFiveSeconds));
    EXPECT_FALSE(marks.raise(sender(0), kStart + 1, at(0s), kFiveSeconds));
    EXPECT_FALSE(marks.raise(sender(2), kStart, at(0s), kFiveSeconds));
    EXPECT_TRUE(marks.raise(sender(1), kStart, at(0s), kFiveSeconds)) << "its mark had to go";
}

} // namespace

} // namespace xvrrp::core
