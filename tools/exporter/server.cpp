// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/exporter/server.h"

#include <cstdio>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <CivetServer.h>

namespace xvrrp::exporter {

namespace {

// The daemon answers one status at a time in any case. Two threads let a person look while Prometheus asks.
constexpr const char* kThreads = "2";
constexpr const char* kTimeout = "10000"; // ms, for a client that does not go on

int log_line(const mg_connection* /*connection*/, const char* line) {
    std::fprintf(stderr, "xvrrp-exporter: %s\n", line);
    return 1;
}

} // namespace

// CivetWeb asks a handler for everything below its path, too.
class Server::Handler : public CivetHandler {
public:
    explicit Handler(Page page) : page_(std::move(page)) {}

    const std::string& path() const { return page_.path; }

    bool handleGet(CivetServer* /*server*/, mg_connection* connection) override {
        if (std::string_view(mg_get_request_info(connection)->local_uri) != page_.path) {
            mg_send_http_error(connection, 404, "%s", "There is no such page here.");
            return true;
        }
        const auto text = page_.make();
        mg_printf(connection,
                  "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %zu\r\nCache-Control: no-store\r\n"
                  "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n"
                  "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
                  page_.type.c_str(), text.size());
        mg_write(connection, text.data(), text.size());
        return true;
    }

private:
    Page page_;
};

Server::Server(const std::string& address, const std::vector<Page>& pages) {
    for (const auto& page : pages)
        handlers_.emplace_back(page);
    CivetCallbacks callbacks;
    callbacks.log_message = log_line;
    try {
        server_ =
            std::make_unique<CivetServer>(std::vector<std::string>{"listening_ports", address, "num_threads",
                                                                   kThreads, "request_timeout_ms", kTimeout},
                                          &callbacks);
    } catch (const CivetException&) {
        throw std::runtime_error(
            "cannot listen on " + address +
            " (is it ADDRESS:PORT, does this host have the address, and is the port free?)");
    }
    for (auto& handler : handlers_)
        server_->addHandler(handler.path(), handler);
}

Server::~Server() = default;

} // namespace xvrrp::exporter
