// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/history.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace xvrrp::daemon {

namespace {

constexpr std::uint64_t kAtOnce = 256;

// A part that is not written makes one line that is no event, which is passed over.
void append(const os::Fd& file, const std::vector<Event>& events) {
    std::string text;
    for (const auto& each : events)
        text += line_of(each) + '\n';
    (void)!::write(file.get(), text.data(), text.size());
}

bool begins_with(const Events& events, const Event& event) {
    return events.first() != events.end() && events[events.first()] == event;
}

} // namespace

void History::read(Events& events) {
    Events former;
    Events latter;
    read_events(former, file_ + ".old");
    read_events(latter, file_);
    // A daemon that was killed right here has left both the file with everything and the former one.
    for (auto i = former.first(); i < former.end() && !begins_with(latter, former[i]); ++i)
        events.add(former[i]);
    for (auto i = latter.first(); i < latter.end(); ++i)
        events.add(latter[i]);
    next_ = events.end();
    in_file_ = events.end() - events.first();
    (void)write_events(events, file_); // whoever cannot write is told at the end
    std::remove((file_ + ".old").c_str());
    begin_file();
}

void History::begin_file() {
    open_ = std::make_shared<os::Fd>(
        ::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
}

void History::keep(const Events& events) {
    next_ = std::max(next_, events.first());
    if (is_writing_ || !open_ || next_ == events.end())
        return;
    if (!*open_)
        begin_file(); // there may be files or room again
    if (!*open_)
        return;
    if (in_file_ >= Events::kMost) {
        std::rename(file_.c_str(), (file_ + ".old").c_str());
        begin_file();
        in_file_ = 0;
    }
    std::vector<Event> some;
    for (const auto end = std::min(events.end(), next_ + kAtOnce); next_ < end; ++next_)
        some.push_back(events[next_]);
    in_file_ += some.size();
    is_writing_ = true;
    aside_([file = open_, some = std::move(some)] { append(*file, some); },
           [this] {
               is_writing_ = false;
               wake_();
           });
}

// What is being written at this moment goes into the former file.
Result<> History::keep_all(const Events& events) {
    open_.reset();
    auto written = write_events(events, file_);
    if (written)
        std::remove((file_ + ".old").c_str());
    return written;
}

} // namespace xvrrp::daemon
