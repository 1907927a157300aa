// SPDX-License-Identifier: GPL-2.0-or-later
#include "runner/become.h"

#include "os/file_limit.h"
#include "os/os_error.h"
#include "os/program.h"
#include "runner/smtp.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace xvrrp::runner {

namespace {

constexpr int kStandardFiles = 3;
constexpr mode_t kUmask = 022;
constexpr int kNotStarted = 127;
// keepalived runs scripts as this user if nobody names another one and it exists.
constexpr const char* kDefaultUser = "keepalived_script";
constexpr const char* kMailUser = "nobody";

struct Account {
    std::string name;
    std::string home = "/";
    uid_t user = 0;
    gid_t group = 0;
};

Result<Account> account_of(const core::Script& script) {
    const passwd* user = nullptr;
    if (!script.user.empty())
        user = ::getpwnam(script.user.c_str());
    else if (::geteuid() == 0) // nobody else may become that user
        user = ::getpwnam(kDefaultUser);
    if (user == nullptr && script.user.empty())
        user = ::getpwuid(::geteuid());
    if (user == nullptr && !script.user.empty())
        return failure(Error{"find user " + script.user, "there is no such user", {}, ENOENT});
    Account account{"root", "/", ::geteuid(), ::getegid()};
    if (user != nullptr)
        account = {user->pw_name, user->pw_dir, user->pw_uid, user->pw_gid};
    if (script.group.empty())
        return account;
    const group* group = ::getgrnam(script.group.c_str());
    if (group == nullptr)
        return failure(Error{"find group " + script.group, "there is no such group", {}, ENOENT});
    account.group = group->gr_gid;
    return account;
}

Result<> take_account(const Account& account, bool supplementary_groups) {
    if (account.user == ::geteuid() && account.group == ::getegid())
        return {};
    const int groups = supplementary_groups ? ::initgroups(account.name.c_str(), account.group)
                                            : ::setgroups(1, &account.group);
    if (groups != 0 || ::setresgid(account.group, account.group, account.group) != 0 ||
        ::setresuid(account.user, account.user, account.user) != 0)
        return failure(os::os_error("become user " + account.name, errno, "needs CAP_SETUID and CAP_SETGID"));
    return {};
}

// A mail needs no right at all. Where we may not become another user, we give up the capabilities alone.
Result<> give_up_rights() {
    const passwd* nobody = ::getpwnam(kMailUser);
    if (nobody != nullptr && ::geteuid() == 0)
        static_cast<void>(take_account({kMailUser, "/", nobody->pw_uid, nobody->pw_gid}, false));
    __user_cap_header_struct head{_LINUX_CAPABILITY_VERSION_3, 0};
    const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
    if (::syscall(SYS_capset, &head, none.data()) != 0 || ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return failure(os::os_error("give up the capabilities to send a mail"));
    return {};
}

void write_text(int fd, std::string_view text) {
    [[maybe_unused]] const auto written = ::write(fd, text.data(), text.size());
}

// The pipe for its output is the only open file of the work.
void take_files(int output, int trouble) {
    const int nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    if (trouble > kStandardFiles)
        ::close_range(kStandardFiles, static_cast<unsigned>(trouble) - 1, 0);
    ::close_range(static_cast<unsigned>(trouble) + 1, ~0U, 0);
}

void take_signals() {
    for (int signal = 1; signal < NSIG; ++signal)
        ::signal(signal, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// The work ends with the runner. A change of the account clears this, so it comes after that.
void end_with_runner(pid_t runner) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != runner)
        ::_exit(kNotStarted);
}

template <class Strings>
std::vector<char*> ended_by_null(Strings& strings) {
    std::vector<char*> out(strings.size() + 1);
    std::ranges::transform(strings, out.begin(), [](auto& each) { return each.data(); });
    return out;
}

Result<> start(const Job& job, pid_t runner) {
    const auto account = account_of(job.script);
    if (!account)
        return failure(account.error());
    const auto& program = job.script.arguments.front();
    if (job.secure && account->user == 0) {
        if (const auto problem = os::program_problem(program); !problem.empty())
            return failure(
                Error{"run " + program + " as root", problem, "enable_script_security refuses this", EPERM});
    }
    if (auto taken = take_account(*account, job.supplementary_groups); !taken)
        return taken;
    end_with_runner(runner);
    std::array<std::string, 4> variables{std::string("PATH=") + ::getenv("PATH"), "HOME=" + account->home,
                                         "USER=" + account->name, "LOGNAME=" + account->name};
    auto words = job.script.arguments;
    ::execvpe(program.c_str(), ended_by_null(words).data(), ended_by_null(variables).data());
    return failure(os::os_error("run " + program));
}

Result<> start(const Delivery& delivery, pid_t runner) {
    if (auto given_up = give_up_rights(); !given_up)
        return given_up;
    end_with_runner(runner);
    const auto sent = send_mail(delivery.mail);
    write_text(STDOUT_FILENO, sent.reason);
    ::_exit(sent.done ? EXIT_SUCCESS : EXIT_FAILURE);
}

} // namespace

void become(const Task& task, int output, int trouble) {
    const auto runner = ::getppid();
    ::setsid();
    take_signals();
    take_files(output, trouble);
    ::umask(kUmask);
    os::lower_file_limit();
    if (::chdir("/") == 0) {
        const auto started = std::visit([&](const auto& each) { return start(each, runner); }, task);
        write_text(trouble, started.error().text());
    }
    ::_exit(kNotStarted);
}

} // namespace xvrrp::runner
