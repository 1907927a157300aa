// SPDX-License-Identifier: GPL-2.0-or-later
// The recent history: what happened to whom, when and why. It has a fixed size, so the oldest event goes when a new one
// finds no room.
//
// It outlives a restart as text with a JSON object on each line. Lines that are no events are passed over.
#pragma once

#include "core/result.h"
#include "core/vrrp/sequence.h"
#include "core/vrrp/why.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace xvrrp::daemon {

struct Event {
    enum class Kind : std::uint8_t {
        Daemon,
        Transition,
        Fault,
        Priority,
        Group,
        Check,
        Notice,
        Warning,
        Error
    };

    Kind kind = Kind::Daemon;
    core::WallTime at{};
    std::string
        name{}; // of the virtual router, the sync group, the script or process; empty: the daemon itself
    std::string what{}; // "BACKUP -> MASTER"
    std::string cause{};

    bool operator==(const Event&) const = default;
};

class Events {
public:
    static constexpr std::size_t kMost = 4096;
    static constexpr std::size_t kLongest = 1024; // bytes of a text; the rest is cut off

    void add(Event event);
    // Adds the events of this text. It may come from anybody.
    void restore(std::string_view text);
    std::string text() const; // for restore()

    // Events have consecutive numbers. first() is the oldest one that is still there, and end() the next one to come.
    std::uint64_t first() const { return end_ - ring_.size(); }

    std::uint64_t end() const { return end_; }

    // number is in first() .. end() - 1.
    const Event& operator[](std::uint64_t number) const { return ring_[number - first()]; }

    // The changes of each virtual router after this time.
    std::map<std::string, core::Unrest> unrest(core::WallTime after) const;

private:
    std::deque<Event> ring_;
    std::uint64_t end_ = 0;
};

// An event on one line: {"time","time_ns","kind","name","what","cause"}.
std::string line_of(const Event& event);
std::optional<Event> event_of(std::string_view line);

// The file in which they outlive a restart. A file that is not there, or is none, has no events.
void read_events(Events& events, const std::string& file);
Result<> write_events(const Events& events, const std::string& file);

// The reply to "events", in pieces. The document has all events that were there at the request. A follower gets a line
// for each event, also for those that come later. One that reads so slowly that events are lost gets a line with
// "error", and nothing after it. No event is kept for a follower.
class EventText {
public:
    EventText(const Events& events, bool follow)
        : events_(events), next_(events.first()), last_(events.end()), follow_(follow) {}

    // Returns nothing if a follower has to wait for the next event, and an empty text at the end.
    std::optional<std::string> next();

private:
    std::optional<std::string> next_lines();
    std::string next_of_document();

    const Events& events_;
    std::uint64_t next_ = 0;
    std::uint64_t last_ = 0; // of the document
    bool follow_ = false;
    bool begun_ = false;
    bool listed_ = false;
    bool ended_ = false;
};

} // namespace xvrrp::daemon
