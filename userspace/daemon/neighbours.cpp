// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/neighbours.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

constexpr auto kLook = std::chrono::seconds(1);
constexpr auto kFirstLook =
    std::chrono::milliseconds(50); // our first advert makes the kernel ask for the neighbour
constexpr std::size_t kAnswersPerTurn = 128;

} // namespace

// The questions of one moment, and then the answers to them.
struct Neighbours::Round {
    std::vector<core::RouterId> routers;
    std::vector<std::shared_ptr<const core::Destinations>> destinations;
    std::vector<std::vector<core::Neighbour>> answers;
};

Neighbours::Neighbours(os::EventLoop& loop, std::function<void()> on_answers)
    : loop_(loop), on_answers_(std::move(on_answers)) {}

// An answer to the former question is on its way, perhaps. It does not count.
void Neighbours::ask(const core::Resolve& output, core::TimePoint now) {
    if (output.destinations.peers.empty()) {
        questions_.erase(output.router);
        return;
    }
    questions_.insert_or_assign(output.router,
                                Question{std::make_shared<const core::Destinations>(output.destinations)});
    look_at_ = std::min(look_at_, now + kFirstLook);
}

core::TimePoint Neighbours::deadline() const {
    if (!answers_.empty())
        return {}; // at once
    return is_looking_ || questions_.empty() ? core::kNever : look_at_;
}

std::vector<core::NeighboursObserved> Neighbours::look(core::TimePoint now) {
    std::vector<core::NeighboursObserved> news;
    for (std::size_t count = 0; count < kAnswersPerTurn && !answers_.empty(); ++count) {
        if (auto changed = compare(std::move(answers_.front())))
            news.push_back(std::move(*changed));
        answers_.pop_front();
    }
    if (deadline() <= now && answers_.empty())
        begin(now);
    return news;
}

std::optional<core::NeighboursObserved> Neighbours::compare(Answer answer) {
    const auto found = questions_.find(answer.router);
    if (found == questions_.end() || found->second.destinations != answer.to ||
        found->second.answer == answer.neighbours)
        return {};
    found->second.answer = answer.neighbours;
    return core::NeighboursObserved{answer.router, std::move(answer.neighbours)};
}

// Without the socket or the thread nobody stands in for unicast, and it is tried again.
void Neighbours::begin(core::TimePoint now) {
    look_at_ = now + kLook;
    if (!aside_) {
        auto aside = Aside::open(loop_);
        auto next_hops = host::NextHops::open();
        if (!aside || !next_hops)
            return spdlog::error("{}", aside ? next_hops.error().text() : aside.error().text());
        aside_ = std::move(*aside);
        next_hops_ = std::make_unique<host::NextHops>(std::move(*next_hops));
    }
    const auto round = std::make_shared<Round>();
    for (const auto& [router, question] : questions_) {
        round->routers.push_back(router);
        round->destinations.push_back(question.destinations);
    }
    is_looking_ = true;
    aside_->run(
        [round, next_hops = next_hops_.get()] {
            std::vector<core::Destinations> all;
            std::ranges::transform(round->destinations, std::back_inserter(all),
                                   [](const auto& each) { return *each; });
            round->answers = next_hops->look(all);
        },
        [this, round] { end(*round); });
}

void Neighbours::end(const Round& round) {
    is_looking_ = false;
    for (std::size_t i = 0; i < round.answers.size(); ++i)
        answers_.push_back({round.routers[i], round.destinations[i], round.answers[i]});
    on_answers_();
}

} // namespace xvrrp::daemon
