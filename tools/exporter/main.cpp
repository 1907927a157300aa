// SPDX-License-Identifier: GPL-2.0-or-later
// xvrrp-exporter: the metrics of a running xvrrpd for Prometheus. It asks the daemon at each scrape and keeps nothing.
#include "tools/client.h"
#include "tools/exporter/page.h"
#include "tools/exporter/server.h"
#include "tools/metrics/exposition.h"
#include "tools/reply.h"

#include <xvrrp/control.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <mutex>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

namespace {

using namespace xvrrp;
using nlohmann::json;

constexpr std::chrono::seconds kTimeout{5}; // Prometheus waits for 10 s
constexpr const char* kListen = "127.0.0.1:10112";

struct Arguments {
    std::string listen = kListen;
    std::string runtime_dir = XVRRP_DEFAULT_RUNTIME_DIR;
    bool keepalived_names = false;
    bool list = false;

    metrics::Names names() const {
        return keepalived_names ? metrics::Names::AndKeepalived : metrics::Names::Own;
    }
};

// Asks the daemon. It says once why there is no reply, and once that there is one again.
class Questions {
public:
    explicit Questions(std::string runtime_dir)
        : socket_(std::move(runtime_dir) + "/" XVRRP_CONTROL_SOCKET) {}

    tools::Reply ask(const char* command) {
        const auto said = tools::exchange(socket_, json{{"command", command}}.dump() + "\n", kTimeout);
        auto reply = said.failure.empty() ? tools::read_reply(said.bytes) : tools::Reply{{}, said.failure};
        note(reply.error);
        return reply;
    }

private:
    void note(const std::string& trouble) {
        const std::lock_guard one_at_a_time(mutex_);
        if (trouble == std::exchange(trouble_, trouble))
            return;
        std::fprintf(stderr, "xvrrp-exporter: %s\n",
                     trouble.empty() ? "xvrrpd answers again" : tools::printable(trouble).c_str());
    }

    std::string socket_;
    std::mutex mutex_;
    std::string trouble_;
};

int serve(const Arguments& arguments) {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr); // for the threads of the server, too
    Questions questions(arguments.runtime_dir);
    const auto exposition = [&] {
        const auto status = questions.ask("status");
        return metrics::exposition(status.error.empty() ? std::optional(status.document) : std::nullopt,
                                   XVRRP_VERSION, arguments.names());
    };
    const auto page = [&] {
        const auto status = questions.ask("status");
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        return exporter::page(status.document,
                              status.error.empty() ? questions.ask("events").document["events"] : json(),
                              status.error, std::chrono::duration<double>(now).count());
    };
    const exporter::Server server(arguments.listen, {{"/metrics", metrics::kContentType, exposition},
                                                     {"/", "text/html; charset=utf-8", page}});
    int signal = 0;
    sigwait(&ends, &signal);
    return 0;
}

int run(int argc, char** argv) {
    Arguments arguments;
    CLI::App app("The metrics of a running xvrrpd for Prometheus.", "xvrrp-exporter");
    app.set_version_flag("-v,--version", "xvrrp-exporter " XVRRP_VERSION);
    app.add_option("--listen", arguments.listen, std::string("Where to serve HTTP; default ") + kListen)
        ->type_name("ADDRESS:PORT");
    app.add_option("--runtime-dir", arguments.runtime_dir,
                   "The directory of the daemon's control socket; default " XVRRP_DEFAULT_RUNTIME_DIR)
        ->type_name("DIR");
    app.add_flag("--keepalived-names", arguments.keepalived_names,
                 "Serve the names of the exporter of keepalived, too");
    app.add_flag("--list-metrics", arguments.list,
                 "Print the name, type and meaning of each metric, and exit");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    if (!arguments.list)
        return serve(arguments);
    std::fputs(metrics::list_of_metrics(arguments.names()).c_str(), stdout);
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "xvrrp-exporter: %s\n", error.what());
        return 1;
    }
}
