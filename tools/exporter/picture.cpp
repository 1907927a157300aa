// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/exporter/picture.h"

#include "tools/exporter/page.h"
#include "tools/exporter/tracks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

namespace xvrrp::exporter {

namespace {

constexpr double kHour = 3600;
constexpr double kDay = 24 * kHour;
constexpr double kTick = 3 * kHour;
constexpr std::size_t kMostTracks = 40;

constexpr double kWidth = 1000;
constexpr double kNames = 150; // the width of the names
constexpr double kRow = 22;
constexpr double kThinnest = 1.5; // a short time as MASTER must be seen

std::string decimal(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f", value);
    return text.data();
}

std::string attribute(const char* name, double value) {
    return std::string(" ") + name + "=\"" + decimal(value) + "\"";
}

std::string clock_text(double when) {
    const auto second = static_cast<int>(std::fmod(when, kDay));
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
    return text.data();
}

// The states differ in height too, for those who do not see the colours.
double height_of(std::string_view state) {
    return state == "MASTER" || state == "FAULT" ? 14 : state == "BACKUP" ? 6 : 2;
}

class Scale {
public:
    explicit Scale(double begin) : begin_(begin) {}

    double operator()(double when) const { return kNames + (kWidth - kNames) * (when - begin_) / kDay; }

private:
    double begin_;
};

std::string bar(const Span& span, double top, const Scale& x) {
    const auto height = height_of(span.state);
    const auto what = span.state + ", " + clock_text(span.from) + " to " + clock_text(span.to);
    return "<rect class=\"" + escaped(span.state) + "\"" + attribute("x", x(span.from)) +
           attribute("y", top + (kRow - height) / 2) +
           attribute("width", std::max(x(span.to) - x(span.from), kThinnest)) + attribute("height", height) +
           "><title>" + escaped(span.cause.empty() ? what : what + ": " + span.cause) + "</title></rect>\n";
}

// A long name ends at the border of its own box.
std::string track(const Track& drawn, double top, const Scale& x) {
    std::string out = "<svg" + attribute("y", top) + attribute("width", kNames - 8) +
                      attribute("height", kRow) + R"(><text class="name" y="15">)" + escaped(drawn.name) +
                      "</text></svg>\n";
    for (const auto& span : drawn.spans)
        out += bar(span, top, x);
    return out;
}

std::string ticks(double begin, double height, const Scale& x) {
    std::string out;
    for (double when = std::ceil(begin / kTick) * kTick; when <= begin + kDay; when += kTick)
        out += "<line" + attribute("x1", x(when)) + attribute("x2", x(when)) + " y1=\"0\"" +
               attribute("y2", height) + "/><text" + attribute("x", std::min(x(when) + 3, kWidth - 34)) +
               attribute("y", height + 14) + ">" + clock_text(when).substr(0, 5) + "</text>\n";
    return out;
}

} // namespace

std::string picture(const nlohmann::json& events, double now) {
    const auto begin = now - kDay;
    const auto tracks = tracks_of(events, begin, now);
    std::string out = "<h2>The last day (UTC)</h2>\n";
    if (tracks.empty())
        return out + "<p>No virtual router changed its state.</p>\n";
    const auto shown = std::min(tracks.size(), kMostTracks);
    const auto height = static_cast<double>(shown) * kRow;
    const Scale x(begin);
    out += R"(<svg role="img" aria-label="States of the last day" viewBox="0 0 )" + decimal(kWidth) + " " +
           decimal(height + 20) + "\">\n" + ticks(begin, height, x);
    for (std::size_t i = 0; i < shown; ++i)
        out += track(tracks[i], static_cast<double>(i) * kRow, x);
    out +=
        "</svg>\n<p><span class=\"MASTER\">&#9608; MASTER</span> &nbsp; <span class=\"BACKUP\">&#9644; BACKUP</span> "
        "&nbsp; <span class=\"FAULT\">&#9608; FAULT</span> &nbsp; <span class=\"INIT\">&#9472; INIT</span></p>\n";
    if (tracks.size() > shown)
        out += "<p>and " + std::to_string(tracks.size() - shown) + " that changed earlier</p>\n";
    return out;
}

} // namespace xvrrp::exporter
