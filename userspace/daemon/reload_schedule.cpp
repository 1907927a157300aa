// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/reload_schedule.h"

#include "daemon/track_files.h"

#include <array>
#include <cerrno>
#include <system_error>

#include <spdlog/spdlog.h>
#include <unistd.h>

namespace xvrrp::daemon {

namespace {

constexpr auto kLookAgain = std::chrono::seconds(1);

// Takes two digits from the front of a text, and the sign in front of them.
std::optional<int> take_number(std::string_view& text, char sign = '\0') {
    if (sign != '\0') {
        if (!text.starts_with(sign))
            return {};
        text.remove_prefix(1);
    }
    if (text.size() < 2 || text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
        return {};
    const int number = (text[0] - '0') * 10 + (text[1] - '0');
    text.remove_prefix(2);
    return number;
}

bool take_date(std::string_view& text, std::tm& fields) {
    const auto century = text.find('-') == 4 ? take_number(text) : std::optional(20);
    const auto year = take_number(text);
    const auto month = take_number(text, '-');
    const auto day = take_number(text, '-');
    if (!century || !year || !month || !day || !text.starts_with(' '))
        return false;
    text.remove_prefix(1);
    fields.tm_year = *century * 100 + *year - 1900;
    fields.tm_mon = *month - 1;
    fields.tm_mday = *day;
    // A date that does not exist would become another one.
    std::tm same = fields;
    ::timegm(&same);
    return same.tm_mon == fields.tm_mon && same.tm_mday == fields.tm_mday && same.tm_year == fields.tm_year;
}

bool take_time(std::string_view& text, std::tm& fields) {
    const auto hour = take_number(text);
    const auto minute = take_number(text, ':');
    const auto second = take_number(text, ':');
    if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59)
        return false;
    fields.tm_hour = *hour;
    fields.tm_min = *minute;
    fields.tm_sec = *second;
    return true;
}

std::time_t seconds_of(std::tm fields, bool utc) {
    fields.tm_isdst = -1;
    return utc ? ::timegm(&fields) : ::mktime(&fields);
}

std::string in_local_time(std::time_t when) {
    std::tm fields{};
    std::array<char, 32> text{};
    ::localtime_r(&when, &fields);
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &fields)};
}

} // namespace

std::optional<ReloadTime> read_reload_time(const std::string& text) {
    std::string_view line = std::string_view(text).substr(0, text.find('\n'));
    ReloadTime time;
    time.dated = line.find('-') != std::string_view::npos;
    if ((time.dated && !take_date(line, time.fields)) || !take_time(line, time.fields))
        return {};
    time.utc = line == "Z";
    return line.empty() || time.utc ? std::optional(time) : std::nullopt;
}

std::optional<std::time_t> next_time(const ReloadTime& time, std::time_t now) {
    auto fields = time.fields;
    if (!time.dated) {
        std::tm today{};
        time.utc ? ::gmtime_r(&now, &today) : ::localtime_r(&now, &today);
        fields.tm_year = today.tm_year;
        fields.tm_mon = today.tm_mon;
        fields.tm_mday = today.tm_mday;
        if (seconds_of(fields, time.utc) <= now)
            ++fields.tm_mday;
    }
    const auto when = seconds_of(fields, time.utc);
    return when > now ? std::optional(when) : std::nullopt;
}

Result<ReloadSchedule> ReloadSchedule::open() {
    auto watch = os::FileWatch::open();
    if (!watch)
        return failure(watch.error());
    return ReloadSchedule(std::move(*watch));
}

void ReloadSchedule::plan(std::optional<std::time_t> when) {
    if (when && when != when_)
        spdlog::info("the configuration will be loaded again at {} ({})", in_local_time(*when),
                     files_.time_file);
    else if (when_ && !when)
        spdlog::info("the reload at {} is called off", in_local_time(*when_));
    when_ = when;
}

void ReloadSchedule::look(std::time_t now) {
    const auto text = files_.time_file.empty() ? std::nullopt : read_start(files_.time_file);
    time_ = text ? read_reload_time(*text) : std::nullopt;
    const auto when = time_ ? next_time(*time_, now) : std::nullopt;
    if (text && !time_)
        spdlog::warn("{} holds no time for a reload: the first line is [[YY]YY-MM-DD ]HH:MM:SS[Z]",
                     files_.time_file);
    else if (time_ && !when)
        spdlog::warn("the time in {} is over, there is no reload", files_.time_file);
    plan(when);
}

void ReloadSchedule::follow(const config::ReloadFiles& files, core::WallTime now) {
    files_ = files;
    watch_.watch(files_.time_file.empty() ? std::set<std::string>() : std::set{files_.time_file});
    look(std::chrono::system_clock::to_time_t(
        std::chrono::time_point_cast<std::chrono::system_clock::duration>(now)));
}

bool ReloadSchedule::changed(core::TimePoint now) {
    bool changed = std::exchange(readable_, false) && !watch_.changes().empty();
    if (watch_.lacks_directories() && now >= retry_at_) {
        changed = !watch_.retry().empty() || changed;
        retry_at_ = now + kLookAgain;
    }
    return changed;
}

// The wall clock may have been set since, so its distance is asked for in every turn.
bool ReloadSchedule::is_due(core::TimePoint now, core::Duration wall_ahead) {
    const auto wall = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch() + wall_ahead).count();
    if (changed(now))
        look(wall);
    const bool due = when_ && *when_ <= wall;
    if (due && files_.repeat && !time_->dated) {
        when_ = next_time(*time_, wall);
    } else if (due) {
        when_.reset();
        if (::unlink(files_.time_file.c_str()) != 0 && errno != ENOENT)
            spdlog::warn("cannot remove {}: {}", files_.time_file, std::generic_category().message(errno));
    }
    const auto lacking = watch_.lacks_directories() ? retry_at_ : core::kNever;
    deadline_ =
        std::min(lacking, when_ ? core::TimePoint(std::chrono::seconds(*when_) - wall_ahead) : core::kNever);
    return due;
}

} // namespace xvrrp::daemon
