// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/reloads.h"

#include <utility>

#include <nlohmann/json.hpp>

namespace xvrrp::daemon {

Result<std::unique_ptr<Reloads>> Reloads::open(os::EventLoop& loop, ConfigPlace place, Read begin) {
    auto aside = Aside::open(loop);
    if (!aside)
        return failure(aside.error());
    return std::unique_ptr<Reloads>(new Reloads(std::move(*aside), std::move(place), std::move(begin)));
}

void Reloads::read(const std::string& file, const std::string& marker, const Read& done) {
    const auto loaded = std::make_shared<LoadedConfig>();
    auto place = place_;
    place.pattern = file;
    aside_->run([loaded, place, marker] { *loaded = load_marked(place, marker); },
                [loaded, done] { done(std::move(*loaded)); });
}

void Reloads::ask(const std::string& file, const std::string& marker, const Control::Reply& reply) {
    read(file, marker, [this, reply](LoadedConfig loaded) {
        asked_.push_back({std::move(loaded), reply});
        if (asked_.size() == 1)
            begin();
    });
}

void Reloads::begin() {
    findings_ = asked_.front().loaded.findings;
    words_ = {};
    begin_(std::move(asked_.front().loaded));
}

void Reloads::refuse(const std::string& why) {
    end(failure(why));
}

void Reloads::finish() {
    end(Control::whole(as_json(words_, findings_)));
}

void Reloads::end(Result<Control::Pieces, std::string> reply) {
    const auto answer = std::move(asked_.front().reply);
    asked_.pop_front();
    answer(std::move(reply));
    if (!asked_.empty())
        begin();
}

} // namespace xvrrp::daemon
