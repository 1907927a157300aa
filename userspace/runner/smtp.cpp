// SPDX-License-Identifier: GPL-2.0-or-later
#include "runner/smtp.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <memory>
#include <string_view>
#include <system_error>

#include <curl/curl.h>

namespace xvrrp::runner {

namespace {

struct Free {
    void operator()(CURL* transfer) const { ::curl_easy_cleanup(transfer); }

    void operator()(CURLU* url) const { ::curl_url_cleanup(url); }

    void operator()(curl_slist* list) const { ::curl_slist_free_all(list); }
};

using Transfer = std::unique_ptr<CURL, Free>;
using Url = std::unique_ptr<CURLU, Free>;
using List = std::unique_ptr<curl_slist, Free>;

// libcurl takes our own name from the path.
Url url_of(const core::Mail& mail) {
    const bool is_ipv6 = mail.server.find(':') != std::string::npos && mail.server.front() != '[';
    const std::string host = is_ipv6 ? "[" + mail.server + "]" : mail.server;
    const std::string port = std::to_string(mail.port);
    const std::string path = "/" + mail.helo;
    Url url(::curl_url());
    const bool is_valid =
        url && ::curl_url_set(url.get(), CURLUPART_SCHEME, "smtp", 0) == CURLUE_OK &&
        ::curl_url_set(url.get(), CURLUPART_HOST, host.c_str(), 0) == CURLUE_OK &&
        ::curl_url_set(url.get(), CURLUPART_PORT, port.c_str(), 0) == CURLUE_OK &&
        ::curl_url_set(url.get(), CURLUPART_PATH, path.c_str(), CURLU_URLENCODE) == CURLUE_OK;
    return is_valid ? std::move(url) : Url();
}

List list_of(const std::vector<std::string>& texts) {
    List list;
    for (const auto& each : texts) {
        curl_slist* longer = ::curl_slist_append(list.get(), each.c_str());
        if (longer == nullptr)
            return {};
        static_cast<void>(list.release());
        list.reset(longer);
    }
    return list;
}

std::string_view first_line(std::string_view text) {
    return text.substr(0, text.find_first_of("\r\n"));
}

// What we said last, and the last answer that was a refusal.
struct Talk {
    std::string said;
    std::string refusal;
    bool is_refused = false; // by the last answer

    // A server may refuse EHLO, and know HELO. The answer to QUIT tells nothing of the mail.
    void hear(std::string_view answer) {
        if (said.starts_with("EHLO") || said == "QUIT")
            return;
        is_refused = answer.starts_with('4') || answer.starts_with('5');
        if (is_refused)
            refusal = (said.empty() ? "" : said + ": ") + std::string(answer);
    }
};

int on_talk(CURL* /*transfer*/, curl_infotype type, char* data, std::size_t size, void* talk) {
    const auto line = first_line({data, size});
    if (type == CURLINFO_HEADER_OUT)
        static_cast<Talk*>(talk)->said = line;
    else if (type == CURLINFO_HEADER_IN)
        static_cast<Talk*>(talk)->hear(line);
    return 0;
}

std::size_t on_text(char* out, std::size_t size, std::size_t count, void* rest) {
    auto& text = *static_cast<std::string_view*>(rest);
    const auto length = std::min(size * count, text.size());
    std::memcpy(out, text.data(), length);
    text.remove_prefix(length);
    return length;
}

long milliseconds(core::Duration duration) {
    return static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(duration).count());
}

void set_times(CURL* transfer, core::Duration timeout) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(timeout).count();
    ::curl_easy_setopt(transfer, CURLOPT_NOSIGNAL, 1L);
    ::curl_easy_setopt(transfer, CURLOPT_QUICK_EXIT, 1L); // a look-up that hangs is not waited for
    ::curl_easy_setopt(transfer, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(timeout));
    ::curl_easy_setopt(transfer, CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(seconds));
    ::curl_easy_setopt(transfer, CURLOPT_TIMEOUT_MS, milliseconds(timeout * (kTimeoutsOfMail - 1)));
}

// libcurl has no words for why a server cannot be reached.
std::string reason_of(CURL* transfer, CURLcode code, const char* words) {
    long number = 0;
    ::curl_easy_getinfo(transfer, CURLINFO_OS_ERRNO, &number);
    if (code == CURLE_COULDNT_CONNECT && number != 0)
        return std::generic_category().message(static_cast<int>(number));
    return *words != '\0' ? words : ::curl_easy_strerror(code);
}

} // namespace

Sent send_mail(const core::Mail& mail) {
    const Url url = url_of(mail);
    const List recipients = list_of(mail.recipients);
    const Transfer transfer(::curl_easy_init());
    if (!url || !recipients || !transfer)
        return {false, "'" + mail.server + "' cannot be the name of a server"};
    Talk talk;
    std::string_view rest = mail.text;
    std::array<char, CURL_ERROR_SIZE> error{};
    ::curl_easy_setopt(transfer.get(), CURLOPT_CURLU, url.get());
    ::curl_easy_setopt(transfer.get(), CURLOPT_PROTOCOLS_STR, "smtp");
    ::curl_easy_setopt(transfer.get(), CURLOPT_PROXY, "");
    ::curl_easy_setopt(transfer.get(), CURLOPT_FORBID_REUSE, 1L); // QUIT is said within the times
    ::curl_easy_setopt(transfer.get(), CURLOPT_MAIL_FROM, mail.sender.c_str());
    ::curl_easy_setopt(transfer.get(), CURLOPT_MAIL_RCPT, recipients.get());
    ::curl_easy_setopt(transfer.get(), CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L); // the others get it all the same
    ::curl_easy_setopt(transfer.get(), CURLOPT_UPLOAD, 1L);
    ::curl_easy_setopt(transfer.get(), CURLOPT_READFUNCTION, on_text);
    ::curl_easy_setopt(transfer.get(), CURLOPT_READDATA, &rest);
    ::curl_easy_setopt(transfer.get(), CURLOPT_ERRORBUFFER, error.data());
    ::curl_easy_setopt(transfer.get(), CURLOPT_DEBUGFUNCTION, on_talk);
    ::curl_easy_setopt(transfer.get(), CURLOPT_DEBUGDATA, &talk);
    ::curl_easy_setopt(transfer.get(), CURLOPT_VERBOSE, 1L);
    set_times(transfer.get(), mail.timeout);
    const auto code = ::curl_easy_perform(transfer.get());
    if (code == CURLE_OK || talk.is_refused)
        return {code == CURLE_OK, talk.refusal};
    return {false, reason_of(transfer.get(), code, error.data())};
}

} // namespace xvrrp::runner
