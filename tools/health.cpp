// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/health.h"

#include "tools/reply.h"

#include <algorithm>
#include <array>
#include <vector>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

constexpr std::array kStates = {"MASTER", "BACKUP", "FAULT", "INIT"};
constexpr std::size_t kNamed = 5;

struct Concern {
    Level level;
    std::string text;
};

using Concerns = std::vector<Concern>;

void look_at_router(const json& router, bool split_brain, Concerns& out) {
    const auto name = text_in(router, "name");
    const auto state = text_in(router, "state");
    if (text_in(router, "drain") != "no" && member(router, "drain").is_string())
        out.push_back({Level::Warning, name + " is " + text_in(router, "drain")});
    else if (state == "FAULT")
        out.push_back({Level::Critical, name + " is FAULT: " + text_in(router, "reason_text")});
    else if (state == "INIT")
        out.push_back({Level::Warning, name + " is INIT: " + text_in(router, "reason_text")});
    const auto& rival = member(router, "rival");
    if (split_brain && rival.is_object())
        out.push_back({Level::Critical, name + " is MASTER here and on " + text_in(rival, "address")});
}

Concerns concerns_in(const json& status, bool split_brain) {
    Concerns out;
    for (const auto& each : member(status, "instances"))
        look_at_router(each, split_brain, out);
    for (const auto& each : member(status, "interfaces")) {
        if (text_in(each, "mode") == "none")
            out.push_back({Level::Critical, "no adverts are received on " + text_in(each, "name") + ": " +
                                                text_in(each, "why")});
    }
    if (const auto trouble = text_in(member(status, "stand_in"), "trouble"); !trouble.empty())
        out.push_back({Level::Warning, "the kernel cannot stand in: " + trouble});
    return out;
}

std::string listed(const Concerns& concerns) {
    std::string out;
    for (std::size_t i = 0; i < std::min(concerns.size(), kNamed); ++i)
        out += (i == 0 ? "" : "; ") + concerns[i].text;
    return concerns.size() > kNamed ? out + "; and " + std::to_string(concerns.size() - kNamed) + " more"
                                    : out;
}

const char* word(Level level) {
    constexpr std::array kWords = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};
    return kWords.at(static_cast<std::size_t>(level));
}

// A bar would begin the figures.
std::string line_of(Level level, std::string text, const std::string& figures) {
    std::ranges::replace(text, '|', '/');
    return std::string("VRRP ") + word(level) + " - " + text + (figures.empty() ? "" : " | " + figures) +
           "\n";
}

} // namespace

Health health_of(const json& status, bool split_brain) {
    const auto& routers = member(status, "instances");
    if (!routers.is_array())
        return {Level::Unknown, line_of(Level::Unknown, "the status has no virtual routers", "")};
    std::string counts;
    std::string figures;
    for (const std::string state : kStates) {
        const auto count =
            std::ranges::count_if(routers, [&](const json& each) { return text_in(each, "state") == state; });
        if (count > 0)
            counts += (counts.empty() ? ": " : ", ") + std::to_string(count) + " " + state;
        auto label = state;
        std::ranges::transform(label, label.begin(), [](char c) { return static_cast<char>(c - 'A' + 'a'); });
        figures += (figures.empty() ? "" : " ") + label + "=" + std::to_string(count);
    }
    auto concerns = concerns_in(status, split_brain);
    std::ranges::stable_sort(concerns, std::ranges::greater(), &Concern::level);
    const auto level = concerns.empty() ? Level::Ok : concerns.front().level;
    const auto total = std::to_string(routers.size()) +
                       (routers.size() == 1 ? " virtual router" : " virtual routers") + counts;
    return {level, line_of(level, concerns.empty() ? total : listed(concerns), figures)};
}

Health health_without_daemon(const std::string& reason) {
    return {Level::Critical, line_of(Level::Critical, printable(reason), "")};
}

} // namespace xvrrp::tools
