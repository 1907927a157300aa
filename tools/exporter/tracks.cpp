// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/exporter/tracks.h"

#include "tools/metrics/document.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace xvrrp::exporter {

namespace {

using metrics::at;
using metrics::number;
using metrics::text;
using nlohmann::json;

constexpr std::string_view kArrow = " -> ";

class Drawing {
public:
    Drawing(double from, double to) : from_(from), to_(to), known_since_(from) {}

    void take(const json& event) {
        const auto when = number(at(event, {"time_ns"})).value_or(0) * 1e-9;
        const auto kind = text(at(event, {"kind"}));
        const auto what = text(at(event, {"what"}));
        if (when <= 0 || when > to_)
            return;
        if (kind == "daemon" && (what == "started" || what == "stopped"))
            forget(when);
        else if (const auto arrow = what.find(kArrow); kind == "transition" && arrow != std::string::npos)
            change(text(at(event, {"name"})), when, what.substr(0, arrow),
                   {when, when, what.substr(arrow + kArrow.size()), text(at(event, {"cause"}))});
    }

    std::vector<Track> done() {
        forget(to_);
        std::vector<Track> out;
        for (auto& [name, track] : tracks_) {
            if (track.changed >= from_)
                out.push_back(std::move(track));
        }
        std::ranges::stable_sort(out, std::greater(), &Track::changed);
        return out;
    }

private:
    void close(const std::string& name, Span span, double when) {
        span.from = std::max(span.from, from_);
        span.to = when;
        if (span.to > span.from)
            tracks_[name].spans.push_back(std::move(span));
    }

    void change(const std::string& name, double when, const std::string& before, Span next) {
        const auto open = open_.find(name);
        close(name, open == open_.end() ? Span{known_since_, when, before, {}} : open->second, when);
        auto& track = tracks_[name];
        track.name = name;
        track.changed = when;
        open_[name] = std::move(next);
    }

    void forget(double when) {
        for (auto& [name, span] : std::exchange(open_, {}))
            close(name, std::move(span), when);
        known_since_ = when;
    }

    double from_;
    double to_;
    double known_since_;
    std::map<std::string, Track> tracks_;
    std::map<std::string, Span> open_; // the states of now
};

} // namespace

std::vector<Track> tracks_of(const json& events, double from, double to) {
    Drawing drawing(from, to);
    for (const auto& event : events)
        drawing.take(event);
    return drawing.done();
}

} // namespace xvrrp::exporter
