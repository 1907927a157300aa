// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/events.h"

#include "daemon/render.h"
#include "os/whole_file.h"

#include <xvrrp/control.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <utility>

#include <nlohmann/json.hpp>

namespace xvrrp::daemon {

namespace {

using nlohmann::json;

constexpr std::size_t kEventsAtOnce = 64;
constexpr std::size_t kLongestLine = 16 * Events::kLongest; // each byte may be escaped

constexpr std::uintmax_t kLongestFile = 32U << 20U;

// In the order of Event::Kind.
constexpr std::array kKinds{"daemon", "transition", "fault",   "priority", "group",
                            "check",  "notice",     "warning", "error"};
static_assert(kKinds.size() == static_cast<std::size_t>(Event::Kind::Error) + 1);

void cut(std::string& text) {
    if (text.size() > Events::kLongest)
        text.resize(Events::kLongest);
}

json document_of(const Event& event) {
    return {{"time", utc_text(event.at)},
            {"time_ns", event.at.time_since_epoch().count()},
            {"kind", kKinds.at(static_cast<std::size_t>(event.kind))},
            {"name", event.name},
            {"what", event.what},
            {"cause", event.cause}};
}

const std::string* text_in(const json& document, const char* key) {
    const auto found = document.find(key);
    return found == document.end() ? nullptr : found->get_ptr<const std::string*>();
}

} // namespace

void Events::add(Event event) {
    for (auto* text : {&event.name, &event.what, &event.cause})
        cut(*text);
    if (ring_.size() == kMost)
        ring_.pop_front();
    ring_.push_back(std::move(event));
    ++end_;
}

void Events::restore(std::string_view text) {
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (auto event = event_of(line))
            add(std::move(*event));
    }
}

std::string Events::text() const {
    std::string out;
    for (const auto& event : ring_)
        out += line_of(event) + '\n';
    return out;
}

std::map<std::string, core::Unrest> Events::unrest(core::WallTime after) const {
    std::map<std::string, core::Unrest> out;
    for (const auto& event : ring_) {
        if (event.at <= after)
            continue;
        if (event.kind == Event::Kind::Transition)
            ++out[event.name].transitions;
        else if (event.kind == Event::Kind::Priority)
            ++out[event.name].priority_changes;
    }
    return out;
}

std::string line_of(const Event& event) {
    return text_of(document_of(event));
}

std::optional<Event> event_of(std::string_view line) {
    if (line.size() > kLongestLine)
        return std::nullopt;
    const auto document = json::parse(line, nullptr, false);
    if (!document.is_object())
        return std::nullopt;
    const auto at = document.find("time_ns");
    const auto* kind = text_in(document, "kind");
    const auto* name = text_in(document, "name");
    const auto* what = text_in(document, "what");
    const auto* cause = text_in(document, "cause");
    if (at == document.end() || !at->is_number_integer() || !kind || !name || !what || !cause)
        return std::nullopt;
    const auto found = std::ranges::find(kKinds, *kind);
    if (found == kKinds.end())
        return std::nullopt;
    return Event{static_cast<Event::Kind>(found - kKinds.begin()),
                 core::WallTime(core::Duration(at->get<std::int64_t>())), *name, *what, *cause};
}

// A larger one is not ours. The newest events are at its end.
void read_events(Events& events, const std::string& file) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error))
        return;
    const auto size = std::filesystem::file_size(file, error);
    std::ifstream in(file, std::ios::binary);
    if (error || !in)
        return;
    const auto wanted = std::min<std::uintmax_t>(size, kLongestFile);
    in.seekg(static_cast<std::streamoff>(size - wanted));
    std::string text(wanted, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    events.restore(text);
}

Result<> write_events(const Events& events, const std::string& file) {
    return os::replace_file(file, events.text(), "keep the history in");
}

std::optional<std::string> EventText::next() {
    if (ended_)
        return "";
    if (follow_)
        return next_lines();
    next_ = std::max(next_, events_.first());
    return next_of_document();
}

std::optional<std::string> EventText::next_lines() {
    const auto line = [](json document) {
        document["schema"] = static_cast<int>(XVRRP_CONTROL_SCHEMA);
        return text_of(document) + '\n';
    };
    if (next_ < events_.first()) {
        ended_ = true;
        return line({{"error", "this reader is too slow: " + std::to_string(events_.first() - next_) +
                                   " events were lost for it, ask again"}});
    }
    if (next_ == events_.end())
        return std::nullopt;
    std::string text;
    for (const auto stop = std::min(events_.end(), next_ + kEventsAtOnce); next_ < stop; ++next_)
        text += line(document_of(events_[next_]));
    return text;
}

std::string EventText::next_of_document() {
    std::string text;
    if (!std::exchange(begun_, true))
        text = "{\"schema\":" + std::to_string(XVRRP_CONTROL_SCHEMA) + ",\"events\":[";
    for (const auto stop = std::min(last_, next_ + kEventsAtOnce); next_ < stop; ++next_)
        text += (std::exchange(listed_, true) ? "," : "") + line_of(events_[next_]);
    if (next_ >= last_) {
        ended_ = true;
        text += "]}\n";
    }
    return text;
}

} // namespace xvrrp::daemon
