// SPDX-License-Identifier: GPL-2.0-or-later
// The reloads that were asked for, carried out one at a time and in their order.
//
// Files are read beside the loop, because parsing thousands of virtual routers takes longer than an advert may
// be late.
#pragma once

#include "daemon/aside.h"
#include "daemon/control.h"
#include "daemon/load_config.h"
#include "daemon/reload_words.h"

#include <deque>
#include <functional>
#include <memory>
#include <string>

namespace xvrrp::daemon {

class Reloads {
public:
    using Read = std::function<void(LoadedConfig)>;

    // begin gets each configuration when its turn has come. refuse() or finish() ends that turn.
    static Result<std::unique_ptr<Reloads>> open(os::EventLoop& loop, ConfigPlace place, Read begin);

    // marker is a file that is there while the configuration is read; empty: none.
    void read(const std::string& file, const std::string& marker, const Read& done);
    void ask(const std::string& file, const std::string& marker, const Control::Reply& reply);

    // Runs work in the thread beside the loop, and then done on the loop.
    void run_aside(std::function<void()> work, std::function<void()> done) {
        aside_->run(std::move(work), std::move(done));
    }

    // These belong to the reload that has its turn.
    void note(ReloadWords words) { append(words_, std::move(words)); }

    const ReloadWords& words() const { return words_; }

    void refuse(const std::string& why);
    void finish();

private:
    struct Asked {
        LoadedConfig loaded;
        Control::Reply reply;
    };

    Reloads(std::unique_ptr<Aside> aside, ConfigPlace place, Read begin)
        : aside_(std::move(aside)), place_(std::move(place)), begin_(std::move(begin)) {}

    void begin();
    void end(Result<Control::Pieces, std::string> reply);

    std::unique_ptr<Aside> aside_;
    ConfigPlace place_; // apart from the file
    Read begin_;
    std::deque<Asked> asked_; // the first request has its turn
    std::string findings_;    // the findings of the first request, as words_
    ReloadWords words_;
};

} // namespace xvrrp::daemon
