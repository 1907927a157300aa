// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/track_files.h"

#include "config/text/words.h"

#include <algorithm>
#include <array>
#include <limits>

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

namespace xvrrp::daemon {

namespace {

constexpr std::size_t kLongestNumber = 64;
constexpr auto kRetry = std::chrono::seconds(1); // the heartbeat of the loop is not much slower

core::TrackerState state_of(const config::TrackFile& file) {
    const auto text = read_start(file.path);
    if (!text)
        return {true, 0, fmt::format("file {} cannot be read and counts as 0", file.path)};
    const auto number = number_in(*text);
    if (!number)
        return {true, 0, fmt::format("file {} holds no number and counts as 0", file.path)};
    return {true, *number, fmt::format("file {} holds {}", file.path, *number)};
}

core::TrackerObserved observe(const config::TrackFile& file) {
    return {{core::Tracker::Kind::File, file.name}, state_of(file)};
}

void write_initial(const config::TrackFile& file) {
    if (!file.initial)
        return;
    const int flags =
        O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (file.overwrite ? O_TRUNC : O_EXCL);
    const os::Fd out(::open(file.path.c_str(), flags, 0644));
    const auto text = std::to_string(*file.initial) + "\n";
    if (!out && errno == EEXIST)
        return;
    if (!out || ::write(out.get(), text.data(), text.size()) < 0)
        spdlog::warn("vrrp_track_file {}: cannot write the first number to {}: {}", file.name, file.path,
                     std::generic_category().message(errno));
}

} // namespace

std::optional<std::string> read_start(const std::string& path) {
    const os::Fd file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));

    struct stat status {};

    if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
        return {};
    std::array<char, kLongestNumber> start{};
    const auto size = ::read(file.get(), start.data(), start.size());
    return size < 0 ? std::nullopt : std::optional(std::string(start.data(), static_cast<std::size_t>(size)));
}

std::optional<int> number_in(const std::string& text) {
    auto word = text.substr(0, text.find('\n'));
    const auto number = config::parse_number(config::trimmed(word), 0);
    if (!number)
        return {};
    return static_cast<int>(std::clamp<std::int64_t>(number->value, std::numeric_limits<int>::min(),
                                                     std::numeric_limits<int>::max()));
}

Result<TrackFiles> TrackFiles::open() {
    auto watch = os::FileWatch::open();
    if (!watch)
        return failure(watch.error());
    return TrackFiles(std::move(*watch));
}

std::vector<core::TrackerObserved> TrackFiles::follow(const std::vector<config::TrackFile>& files) {
    std::set<std::string> paths;
    for (const auto& file : files) {
        if (std::ranges::find(files_, file.path, &config::TrackFile::path) == files_.end())
            write_initial(file);
        paths.insert(file.path);
    }
    files_ = files;
    watch_.watch(paths);
    std::vector<core::TrackerObserved> now;
    std::ranges::transform(files_, std::back_inserter(now), observe);
    return now;
}

std::vector<core::TrackerObserved> TrackFiles::changes(core::TimePoint now) {
    auto changed = std::exchange(readable_, false) ? watch_.changes() : std::set<std::string>();
    if (watch_.lacks_directories() && now >= retry_at_) {
        changed.merge(watch_.retry());
        retry_at_ = now + kRetry;
    }
    std::vector<core::TrackerObserved> news;
    for (const auto& file : files_) {
        if (changed.contains(file.path))
            news.push_back(observe(file));
    }
    return news;
}

} // namespace xvrrp::daemon
