// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/dumps/dumps.h"

#include "daemon/dumps/accounts.h"
#include "daemon/dumps/data.h"
#include "daemon/dumps/json.h"
#include "daemon/dumps/stats.h"
#include "os/os_error.h"
#include "os/whole_file.h"

#include <utility>

#include <spdlog/spdlog.h>
#include <sys/eventfd.h>

namespace xvrrp::daemon {

namespace {

constexpr std::size_t kRoutersAtOnce = 8;
constexpr std::size_t kInterfacesAtOnce = 64;
constexpr mode_t kModeOfFiles = 0666;

std::string text_of(Dump dump, DumpView& view) {
    prepare(view,
            [&](const auto& user, const auto& group) { return find_account(user, group, view.runner); });
    switch (dump) {
    case Dump::Json:
        return json_text(view);
    case Dump::Data:
        return data_text(view);
    case Dump::Stats:
    case Dump::StatsAndClear:
        break;
    }
    return stats_text(view);
}

} // namespace

Dumps::~Dumps() {
    loop_.forget(looking_.get());
}

Result<> Dumps::open() {
    looking_ = os::Fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!looking_)
        return failure(os::os_error("open an eventfd for dumps"));
    return loop_.on_readable(
        looking_.get(), [this] { look(); }, os::Turn::Last);
}

void Dumps::ask(Dump dump) {
    asked_.insert(dump);
    if (!job_)
        begin();
}

void Dumps::forget(core::RouterId router) {
    cleared_.forget(router);
    if (job_)
        job_->cleared.erase(router);
}

void Dumps::begin() {
    if (asked_.empty())
        return;
    job_ = std::make_shared<Job>();
    job_->dump = asked_.extract(asked_.begin()).value();
    ::eventfd_write(looking_.get(), 1);
}

void Dumps::look() {
    if (!job_->has_routers)
        job_->has_routers = !take_routers();
    else if (!take_interfaces())
        write();
}

bool Dumps::take_routers() {
    const auto some = sources_.snapshots(job_->next, kRoutersAtOnce);
    for (const auto& each : some) {
        const auto now = sources_.counted(each);
        job_->next = {each.router.value + 1};
        if (job_->dump == Dump::StatsAndClear)
            job_->cleared[each.router] = now;
        job_->view.routers.push_back({each, cleared_.since(each.router, now)});
    }
    return !some.empty();
}

bool Dumps::take_interfaces() {
    auto& known = job_->view.interfaces;
    auto some = sources_.interfaces(known.empty() ? "" : known.rbegin()->first, kInterfacesAtOnce);
    const bool has_more = !some.empty();
    known.merge(some);
    return has_more;
}

// The view is also destroyed beside the loop, because it may be large.
void Dumps::write() {
    eventfd_t count = 0;
    static_cast<void>(::eventfd_read(looking_.get(), &count));
    auto looked_at = std::move(job_->view);
    job_->view = sources_.view();
    job_->view.routers = std::move(looked_at.routers);
    job_->view.interfaces = std::move(looked_at.interfaces);
    const auto& globals = job_->view.globals;
    job_->file = file_of(job_->dump, globals.dumps, globals.identity, directory_of_dumps());
    aside_(
        [job = job_] {
            auto view = std::move(job->view);
            job->written = os::put_file(job->file, text_of(job->dump, view),
                                        kModeOfFiles & ~view.globals.dumps.umask, "write the dump");
        },
        [this] { finish(); });
}

void Dumps::finish() {
    const auto job = std::exchange(job_, nullptr);
    if (!job->written) {
        spdlog::warn("{}", job->written.error().text());
    } else {
        spdlog::debug("{} is written", job->file);
        for (const auto& [router, counted] : job->cleared)
            cleared_.clear(router, counted);
    }
    begin();
}

} // namespace xvrrp::daemon
